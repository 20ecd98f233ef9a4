import { formatFloat, parseDuration } from "./go_text.ts";
import { entriesOf, isNull, itemsOf, type Node, type Scalar, valueOf } from "./node.ts";

/*
 * Readers that take what fits and leave the rest: a value of the wrong kind was reported by the schema already, and a
 * stack that docker refuses is still read as far as it goes, so that all its problems can be told together.
 */

/** A scalar's text as Go prints it: floats without a trailing ".0", times in full. */
export function printed(node: Scalar): string {
  if (node.type === "null") return "";
  return node.type === "float" ? formatFloat(Number(node.value)) : String(node.value);
}

/** The text under `key`; "" for none and for anything but text. */
export function textAt(node: Node | undefined, key: string): string {
  const value = valueOf(node, key);
  return value?.kind === "scalar" && value.type === "str" ? String(value.value) : "";
}

/** The number under `key`, or null. */
export function numberAt(node: Node | undefined, key: string): number | null {
  const value = valueOf(node, key);
  if (value?.kind !== "scalar" || (value.type !== "int" && value.type !== "float")) return null;
  return Number(value.value);
}

/** Whether `key` holds true. */
export function isTrueAt(node: Node | undefined, key: string): boolean {
  const value = valueOf(node, key);
  return value?.kind === "scalar" && value.value === true;
}

/** Nanoseconds of the duration under `key`, or null. */
export function durationAt(node: Node | undefined, key: string): number | null {
  const text = textAt(node, key);
  return text === "" ? null : parseDuration(text);
}

/** A text or a list of texts under `key`, as a list. */
export function textsAt(node: Node | undefined, key: string): string[] {
  const value = valueOf(node, key);
  if (value?.kind === "scalar") return isNull(value) ? [] : [printed(value)];
  return itemsOf(value).flatMap((item) => item.kind === "scalar" ? [printed(item)] : []);
}

/** A mapping, or a list of `key=value` texts, under `key`. A key without a value gets "". */
export function pairsAt(node: Node | undefined, key: string): Record<string, string> {
  const value = valueOf(node, key);
  const pairs: [string, string][] = [];
  for (const entry of entriesOf(value)) {
    if (entry.value.kind === "scalar") pairs.push([entry.key, printed(entry.value)]);
  }
  for (const item of itemsOf(value)) {
    if (item.kind !== "scalar") continue;
    const text = printed(item);
    const cut = text.indexOf("=");
    pairs.push(cut < 0 ? [text, ""] : [text.slice(0, cut), text.slice(cut + 1)]);
  }
  return record(pairs);
}

/** An object with the pairs as its own properties, whatever the keys are called (`__proto__` included). */
export function record(pairs: Iterable<readonly [string, string]>): Record<string, string> {
  return Object.fromEntries(pairs);
}
