import { nearest } from "../base/suggest.ts";
import { inline } from "../terminal/boundary.ts";

/** What a word of the command line stands for among things with IDs and names. */
export type Finding<T> =
  | { kind: "found"; item: T }
  /** How many things the word is the name of, or the beginning of the ID. */
  | { kind: "ambiguous"; by: "name" | "id"; count: number }
  /** `near` is the name that was probably meant. */
  | { kind: "missing"; near: string | undefined };

/**
 * By full ID, then unique name, then unique beginning of the ID: the engine's order (moby
 * api/server/router/network/network_routes.go findUniqueNetwork). A local network and one of the swarm may share a name.
 */
export function find<T extends { id: string; name: string }>(items: readonly T[], word: string): Finding<T> {
  const direct = items.find((one) => one.id === word);
  if (direct !== undefined) return { kind: "found", item: direct };
  const named = items.filter((one) => one.name === word);
  if (named.length === 1) return { kind: "found", item: named[0]! };
  if (named.length > 1) return { kind: "ambiguous", by: "name", count: named.length };
  const begun = word === "" ? [] : items.filter((one) => one.id.startsWith(word));
  if (begun.length === 1) return { kind: "found", item: begun[0]! };
  if (begun.length > 1) return { kind: "ambiguous", by: "id", count: begun.length };
  return { kind: "missing", near: nearest(word, items.map((one) => one.name)) };
}

type Kind = "Network" | "Overlay network" | "Service" | "Node";

/** What words of the command line stand for, each thing once; a sentence for every word that stands for nothing. */
export function findAll<T extends { id: string; name: string }>(
  kind: Kind,
  items: readonly T[],
  words: readonly string[],
): { found: T[]; problems: string[] } {
  const found = new Set<T>();
  const problems: string[] = [];
  for (const word of words) {
    const finding = find(items, word);
    if (finding.kind === "found") found.add(finding.item);
    else problems.push(notFound(kind, word, finding));
  }
  return { found: [...found], problems };
}

/** Why a word stands for nothing, with the name that was probably meant; safe to print. */
export function notFound(
  kind: Kind,
  word: string,
  finding: Exclude<Finding<unknown>, { kind: "found" }>,
): string {
  if (finding.kind === "ambiguous") {
    const what = finding.by === "name"
      ? `${kind.toLowerCase()}s have this name; give the ID`
      : "IDs begin with it";
    return `${kind} ${inline(word)} is ambiguous: ${finding.count} ${what}`;
  }
  const near = finding.near === undefined ? "" : `. Did you mean ${inline(finding.near)}?`;
  return `${kind} ${inline(word)} not found${near}`;
}
