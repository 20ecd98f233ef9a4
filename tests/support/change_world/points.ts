import type { Plan, Step } from "../../../lib/plan/model.ts";
import type { Effect, Kill } from "./process.ts";

/** A place where a process is ended. */
export interface Point extends Kill {
  name: string;
  /** Around a call that changes a network or a service, with its journal; else around the lock, its copy or the journal. */
  step: boolean;
}

/** Whether a call may be the one of a step. */
function isCallOf({ action }: Step, effect: Effect): boolean {
  const { method, path, body } = effect.call ?? { method: "", path: "" };
  switch (action.kind) {
    case "create-network":
      return path === "/networks/create" && (body as { Name?: string }).Name === action.body.Name;
    case "remove-network":
      return method === "DELETE" && path.startsWith("/networks/");
    case "verify":
      return false;
    default:
      return method === "POST" && path === `/services/${action.service.id}/update`;
  }
}

/** The step that a call belongs to: it was begun before, and was not done yet. */
export function stepOf(plan: Plan, before: readonly Effect[], effect: Effect): Step | undefined {
  return plan.steps.find((step) => {
    if (!isCallOf(step, effect)) return false;
    const entries = before.map(({ entry }) => entry).filter((one) =>
      one && "step" in one && one.step === step.id
    );
    return entries.at(-1)?.event === "before";
  });
}

/** Every point at which a run that had these effects could have been ended. */
export function pointsOf(plan: Plan, effects: readonly Effect[]): Point[] {
  const points: Point[] = [];
  const taken = new Set<string>();
  const add = (point: Point) => {
    const key = `${point.effect} ${point.when}`;
    if (!taken.has(key)) points.push(point);
    taken.add(key);
  };
  for (const effect of effects) {
    if (!effect.mutates) continue;
    const step = stepOf(plan, effects.slice(0, effect.index - 1), effect);
    const name = `${step?.id ?? "?"} ${step?.action.kind ?? effect.what}`;
    add({ name: `${name}: before the call is sent`, effect: effect.index, when: "before", step: true });
    add({ name: `${name}: the answer is lost`, effect: effect.index, when: "after", step: true });
    const journaled = effects.find(({ index, entry }) =>
      index > effect.index && entry?.event === "after" && entry.step === step?.id
    );
    if (journaled === undefined) continue;
    add({ name: `${name}: before the journal`, effect: journaled.index, when: "before", step: true });
    add({ name: `${name}: after the journal`, effect: journaled.index, when: "after", step: true });
  }
  for (const { index, what } of effects) {
    for (const when of ["before", "after"] as const) {
      add({ name: `${when} effect ${index}, ${what}`, effect: index, when, step: false });
    }
  }
  return points;
}
