import { listed as listedAsIs } from "../base/listing.ts";
import { inline } from "../terminal/boundary.ts";
import type { PlanProblem } from "./model.ts";

/** Most names that a sentence lists; the rest is counted. */
const MOST = 6;

/** "a", "a and b", "a, b and 3 more"; names are escaped. */
export function listed(names: readonly string[], most = MOST): string {
  return listedAsIs(names.map(inline), most);
}

/** Text order by code unit, for lists whose order must not depend on the engine's. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Objects in an order of their own: by name, then ID. */
export function byName(a: { id: string; name: string }, b: { id: string; name: string }): number {
  return byText(a.name, b.name) || byText(a.id, b.id);
}

/** The parts of a problem but for its level and id. */
export type Words = Omit<PlanProblem, "level" | "id">;

/** Something that stops the plan. */
export function blocker(id: string, words: Words): PlanProblem {
  return { level: "error", id, ...words };
}

/** Something that should be known before. */
export function warning(id: string, words: Words): PlanProblem {
  return { level: "warning", id, ...words };
}

/** "service web" for one, "" for several. */
export function objectOf(kind: string, names: readonly string[]): string {
  return names.length === 1 ? `${kind} ${inline(names[0]!)}` : "";
}

/** Blockers first; each kind in the order in which it was found. */
export function blockersFirst(problems: readonly PlanProblem[]): PlanProblem[] {
  return [
    ...problems.filter((one) => one.level === "error"),
    ...problems.filter((one) => one.level === "warning"),
  ];
}
