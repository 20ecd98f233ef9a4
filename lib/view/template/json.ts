import { escapeJson } from "../../terminal/boundary.ts";
import { isMap, sortedKeys, Struct, type Value } from "./value.ts";

/**
 * encoding/json's text of a value: keys sorted, no spaces. `html` escapes <, > and & as Go's Marshal does; docker's
 * `json` function leaves them, except inside values that marshal themselves (the rows of its lists).
 */
export function goJson(value: Value, html = false): string {
  if (value === null || value === undefined) return "null";
  if (value instanceof Struct) {
    return value.declared ? declaredJson(value.json(), html) : goJson(value.json(), true);
  }
  if (typeof value === "string") return goJsonString(value, html);
  if (typeof value === "number") return jsonNumber(value);
  if (typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return `[${value.map((one) => goJson(one, html)).join(",")}]`;
  if (isMap(value)) {
    const entries = sortedKeys(value).map((key) => `${goJsonString(key, html)}:${goJson(value[key], html)}`);
    return `{${entries.join(",")}}`;
  }
  return "null";
}

function declaredJson(value: Value, html: boolean): string {
  if (!isMap(value)) return goJson(value, html);
  return `{${
    Object.entries(value).map(([key, one]) => `${goJsonString(key, html)}:${goJson(one, html)}`).join(",")
  }}`;
}

/** One string in JSON, escaped as encoding/json does it. */
function goJsonString(text: string, html: boolean): string {
  // JSON.stringify escapes the controls (with the same short forms) and lone surrogates.
  const quoted = JSON.stringify(text.toWellFormed()).replace(/[\u2028\u2029]/g, unicodeEscape);
  // Beyond what Go escapes: whatever a terminal must not see. The value stays the same.
  return escapeJson(html ? quoted.replace(/[<>&]/g, unicodeEscape) : quoted);
}

function unicodeEscape(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function jsonNumber(value: number): string {
  if (!Number.isFinite(value)) return "null";
  // Go writes e-7 and e+21 like JavaScript does (encoding/json floatEncoder cleans e-09 to e-9).
  return String(value);
}
