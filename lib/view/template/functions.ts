import { compare, equals } from "./compare.ts";
import { goJson } from "./json.ts";
import { sprint, sprintln } from "./print.ts";
import { htmlEscape, jsEscape, queryEscape } from "./escapers.ts";
import { sprintf } from "./printf.ts";
import { type ArgType, byteLength, byteSlice, isMap, isTrue, typeName, type Value, zeroOf } from "./value.ts";

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
