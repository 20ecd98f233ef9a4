import { escapeJson } from "../../terminal/boundary.ts";
import { show, sprint, sprintln } from "./print.ts";
import { sprintf } from "./printf.ts";
import {
  type ArgType,
  byCodePoint,
  byteLength,
  byteSlice,
  isMap,
  isTrue,
  sortedKeys,
  Struct,
  typeName,
  type Value,
  zeroOf,
} from "./value.ts";

/** A function that templates may call. Throw `CallError` for what Go reports as "error calling NAME: …". */
export interface TemplateFunction {
  args: readonly ArgType[];
  /** Type of any number of further arguments. */
  rest?: ArgType;
  call(...args: Value[]): Value;
}

/** What a function says is wrong with its arguments. */
export class CallError extends Error {}

/** Template functions by name. */
export type Functions = Readonly<Record<string, TemplateFunction>>;

function typed<A extends Value[]>(
  args: readonly ArgType[],
  call: (...args: A) => Value,
  rest?: ArgType,
): TemplateFunction {
  const declared = { args, call: call as (...args: Value[]) => Value };
  return rest === undefined ? declared : { ...declared, rest };
}

/** Go's own functions (text/template). */
const BUILTIN: Functions = {
  // The evaluator runs these two itself: they stop at the first operand that decides.
  and: typed(["any"], () => undefined, "any"),
  or: typed(["any"], () => undefined, "any"),
  not: typed(["any"], (value) => !isTrue(value)),
  len: typed(["any"], length),
  index: typed(["any"], index, "any"),
  slice: typed(["any"], slice, "any"),
  print: typed([], (...values) => sprint(values), "any"),
  printf: typed(["string"], (format: string, ...values: Value[]) => sprintf(format, values), "any"),
  println: typed([], (...values) => sprintln(values), "any"),
  html: typed([], (...values) => htmlEscape(sprint(values)), "any"),
  js: typed([], (...values) => jsEscape(sprint(values)), "any"),
  urlquery: typed([], (...values) => queryEscape(sprint(values)), "any"),
  eq: typed(["any"], (first, ...others) => equals(first, others), "any"),
  ne: typed(["any", "any"], (a, b) => !equals(a, [b])),
  lt: typed(["any", "any"], (a, b) => compare(a, b) < 0),
  le: typed(["any", "any"], (a, b) => compare(a, b) <= 0),
  gt: typed(["any", "any"], (a, b) => compare(a, b) > 0),
  ge: typed(["any", "any"], (a, b) => compare(a, b) >= 0),
};

/** What docker adds (docker/cli templates/templates.go). */
const DOCKER: Functions = {
  json: typed(["any"], (value) => goJson(value)),
  split: typed(
    ["string", "string"],
    (text: string, by: string) => text === "" && by === "" ? [] : text.split(by),
  ),
  join: typed(["[]string", "string"], (texts: string[], by: string) => texts.join(by)),
  title: typed(["string"], title),
  lower: typed(["string"], (text: string) => text.toLowerCase()),
  upper: typed(["string"], (text: string) => text.toUpperCase()),
  pad: typed(["string", "int", "int"], pad),
  truncate: typed(["string", "int"], truncate),
};

/** All functions that templates can call: those of Go and those of docker. */
export const FUNCTIONS: Functions = { ...BUILTIN, ...DOCKER };

const through = (rest: readonly ArgType[]): TemplateFunction =>
  typed(["string", ...rest], (text: string) => text);

/** In the header row docker's functions hand the header through, except `pad` (docker/cli templates/templates.go). */
export const HEADER_FUNCTIONS: Functions = {
  ...FUNCTIONS,
  json: through([]),
  split: through(["string"]),
  join: through(["string"]),
  title: through([]),
  lower: through([]),
  upper: through([]),
  truncate: through(["int"]),
};

/** Longer results are refused: nothing that fits a line needs them. */
const MOST_BLANKS = 10_000;

function pad(text: string, before: number, after: number): string {
  if (text === "") return text;
  if (before < 0 || after < 0) throw new CallError("strings: negative Repeat count");
  if (before + after > MOST_BLANKS) throw new CallError(`more than ${MOST_BLANKS} spaces`);
  return " ".repeat(before) + text + " ".repeat(after);
}

function truncate(text: string, bytes: number): string {
  if (byteLength(text) < bytes) return text;
  if (bytes < 0) throw new CallError(`runtime error: slice bounds out of range [:${bytes}]`);
  return byteSlice(text, 0, bytes);
}

/** Go's strings.Title: upper case behind everything that is no letter, digit, underscore or mark. */
function title(text: string): string {
  let previous = " ";
  let out = "";
  for (const char of text) {
    const starts = previous.codePointAt(0)! < 0x80 ? !/\w/.test(previous) : /\s/u.test(previous);
    out += starts ? char.toUpperCase() : char;
    previous = char;
  }
  return out;
}

function length(value: Value): number {
  if (typeof value === "string") return byteLength(value);
  if (Array.isArray(value)) return value.length;
  if (isMap(value)) return Object.keys(value).length;
  if (value === null || value === undefined) throw new CallError("len of nil pointer");
  throw new CallError(`len of type ${typeName(value)}`);
}

function index(value: Value, ...keys: Value[]): Value {
  if (value === null || value === undefined) throw new CallError("index of untyped nil");
  return keys.reduce((at, key) => indexOne(at, key), value);
}

function indexOne(value: Value, key: Value): Value {
  if (value === null || value === undefined) throw new CallError("index of nil pointer");
  if (isMap(value)) {
    if (typeof key !== "string") throw new CallError(`value has type ${typeName(key)}; should be string`);
    return Object.hasOwn(value, key) ? value[key] : zeroOf(value);
  }
  if (!Array.isArray(value) && typeof value !== "string") {
    throw new CallError(`can't index item of type ${typeName(value)}`);
  }
  const size = length(value);
  const at = position(key);
  if (at < 0 || at >= size) throw new CallError(`index out of range: ${at}`);
  return typeof value === "string" ? new TextEncoder().encode(value)[at] : value[at];
}

function position(key: Value): number {
  if (typeof key === "number" && Number.isInteger(key)) return key;
  if (key === null || key === undefined) throw new CallError("cannot index slice/array with nil");
  throw new CallError(`cannot index slice/array with type ${typeName(key)}`);
}

function slice(value: Value, ...bounds: Value[]): Value {
  if (value === null || value === undefined) throw new CallError("slice of untyped nil");
  if (typeof value !== "string" && !Array.isArray(value)) {
    throw new CallError(`can't slice item of type ${typeName(value)}`);
  }
  if (bounds.length > 2) throw new CallError(`too many slice indexes: ${bounds.length}`);
  const size = length(value);
  const [from = 0, to = size] = bounds.map(position);
  for (const at of [from, to]) if (at < 0 || at > size) throw new CallError(`index out of range: ${at}`);
  if (from > to) throw new CallError(`invalid slice index: ${from} > ${to}`);
  return typeof value === "string" ? byteSlice(value, from, to) : value.slice(from, to);
}

const HTML: Readonly<Record<string, string>> = {
  "\u0000": "\uFFFD",
  '"': "&#34;",
  "'": "&#39;",
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
};

/** Go's template.HTMLEscapeString (text/template/funcs.go). */
export function htmlEscape(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/[\u0000"'&<>]/g, (char) => HTML[char]!);
}

/** Go's template.JSEscapeString: quotes, what HTML takes for its own, controls and what cannot be printed. */
export function jsEscape(text: string): string {
  return [...text].map((char) => {
    if (/[\\'"]/.test(char)) return `\\${char}`;
    // Beyond ASCII, where Go's unicode.IsPrint says no.
    if (!/[<>&=]|[^\x20-\x7E]/.test(char) || (char > "\x7F" && !/[\p{C}\p{Z}]/u.test(char))) return char;
    return `\\u${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`;
  }).join("");
}

/** Go's url.QueryEscape: a blank is a plus, unreserved characters stay. */
export function queryEscape(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+");
}

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

/** What Go says of operands that cannot be compared. */
export class CompareError extends Error {}

type Basic = "bool" | "int" | "float" | "string" | "other";

function kindOf(value: Value): Basic {
  if (typeof value === "boolean") return "bool";
  if (typeof value === "string") return "string";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  return "other";
}

/** `eq first others…`: whether the first equals one of the others. */
export function equals(first: Value, others: readonly Value[]): boolean {
  if (others.length === 0) throw new CompareError("missing argument for comparison");
  for (const other of others) if (equalsOne(first, other)) return true;
  return false;
}

function equalsOne(a: Value, b: Value): boolean {
  const nothing = (value: Value) => value === null || value === undefined;
  const kind = kindOf(a);
  if (nothing(a) || nothing(b)) return nothing(a) === nothing(b);
  if (kind !== kindOf(b)) throw new CompareError("incompatible types for comparison");
  if (kind === "other") throw new CompareError(`non-comparable type ${show(a)}: ${typeName(a)}`);
  return a === b;
}

/** Order of two numbers or two strings: negative, 0 or positive. */
export function compare(a: Value, b: Value): number {
  const kind = kindOf(a);
  if (kind !== kindOf(b)) throw new CompareError("incompatible types for comparison");
  if (kind === "bool" || kind === "other") throw new CompareError("invalid type for comparison");
  return kind === "string" ? byCodePoint(a as string, b as string) : (a as number) - (b as number);
}
