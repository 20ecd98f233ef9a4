import { nearest } from "../base/suggest.ts";

/** What a word of the command line stands for among things with IDs and names. */
export type Finding<T> =
  | { kind: "found"; item: T }
  | { kind: "ambiguous"; count: number }
  /** `near` is the name that was probably meant. */
  | { kind: "missing"; near: string | undefined };

/** By full ID, then exact name, then unique beginning of the ID: the engine's order (moby daemon/network.go). */
export function find<T extends { id: string; name: string }>(items: readonly T[], word: string): Finding<T> {
  const direct = items.find((one) => one.id === word) ?? items.find((one) => one.name === word);
  if (direct !== undefined) return { kind: "found", item: direct };
  const begun = word === "" ? [] : items.filter((one) => one.id.startsWith(word));
  if (begun.length === 1) return { kind: "found", item: begun[0]! };
  if (begun.length > 1) return { kind: "ambiguous", count: begun.length };
  return { kind: "missing", near: nearest(word, items.map((one) => one.name)) };
}
