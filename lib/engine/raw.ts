/** JSON as the Engine API has it. */
export type Raw = { [key: string]: unknown };

/** Readers of raw JSON: what is missing, null or of another type reads as empty, because Go leaves zero values out. */

/** A text, or "". */
export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** A number, or `otherwise`. */
export function number(value: unknown, otherwise = 0): number {
  return typeof value === "number" ? value : otherwise;
}

const EMPTY: Raw = Object.freeze({});

/** An object, or an empty one (which is frozen). */
export function object(value: unknown): Raw {
  return isObject(value) ? value : EMPTY;
}

/** The objects of a list. */
export function objects(value: unknown): Raw[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The texts of a list. */
export function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

/** Keys to texts; entries with other values are left out. */
export function record(value: unknown): Record<string, string> {
  return isObject(value) ? Object.fromEntries(Object.entries(value).filter(isTextEntry)) : {};
}

/** Whether this is a JSON object. */
export function isObject(value: unknown): value is Raw {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTextEntry(entry: [string, unknown]): entry is [string, string] {
  return typeof entry[1] === "string";
}
