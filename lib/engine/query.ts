import type { Filters } from "./engine.ts";
import { EngineError } from "./errors.ts";

/** Filters in the form that every engine understands: a set of values for each key; undefined where there are none. */
export function filterText(filters: Filters | undefined): string | undefined {
  const entries = Object.entries(filters ?? {}).filter(([, values]) => values.length > 0);
  if (entries.length === 0) return undefined;
  return JSON.stringify(Object.fromEntries(
    entries.map(([key, values]) => [key, Object.fromEntries(values.map((value) => [value, true]))]),
  ));
}

/**
 * A name or ID as one part of a path. Throws `EngineError` "not-found" for what could not stay one: URLs drop "." and "..", however
 * they are escaped, and the call would become another.
 */
export function segment(name: string): string {
  if (name === "" || name === "." || name === "..") {
    throw new EngineError("not-found", `There is nothing with the name "${name}"`);
  }
  return encodeURIComponent(name);
}

/** A query with its question mark, as Go writes one (net/url Values.Encode): sorted by key, a space as "+"; empty for none. */
export function queryText(query: Record<string, string | undefined> | undefined): string {
  const pairs = Object.entries(query ?? {}).filter((pair): pair is [string, string] => pair[1] !== undefined);
  if (pairs.length === 0) return "";
  pairs.sort(([a], [b]) => a < b ? -1 : 1);
  return `?${pairs.map(([key, value]) => `${escaped(key)}=${escaped(value)}`).join("&")}`;
}

function escaped(text: string): string {
  return encodeURIComponent(text).replaceAll("%20", "+")
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
