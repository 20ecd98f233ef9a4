/**
 * Values that a template works on: null and undefined (Go's nil and "no value"), booleans, numbers (whole ones count as
 * int, others as float64), strings, arrays, plain objects (maps) and `Struct`s.
 */
export type Value = unknown;

/** A method of a `Struct`: called with the template's arguments; `args` are their Go types. */
export interface Method {
  args: readonly ArgType[];
  call(...args: never[]): Value;
}

/** The type of an argument, as Go names it. */
export type ArgType = "any" | "string" | "int" | "bool" | "[]string";

/** A value with fixed fields, so that an unknown one is an error with the name of its Go type, as in docker. */
export class Struct {
  /** Go's name of the type, such as "*network.networkContext". */
  readonly type: string;
  /** Fields and methods without arguments; asked only when the template names them. */
  readonly fields: Readonly<Record<string, () => Value>>;
  readonly methods: Readonly<Record<string, Method>>;
  /** What `{{json .}}` prints. */
  readonly json: () => Value;
  /** An unknown field is "no value" instead of an error, as in docker's header rows. */
  readonly lenient: boolean;
  /** JSON holds the fields in the order of their declaration, as of a type that does not marshal itself. */
  readonly declared: boolean;
  /** What printing shows instead of the fields (Go's Stringer). */
  readonly text: (() => string) | undefined;

  constructor(
    type: string,
    fields: Record<string, () => Value>,
    options: {
      methods?: Readonly<Record<string, Method>>;
      json: () => Value;
      lenient?: boolean;
      declared?: boolean;
      text?: () => string;
    },
  ) {
    this.type = type;
    this.fields = fields;
    this.methods = options.methods ?? {};
    this.json = options.json;
    this.lenient = options.lenient ?? false;
    this.declared = options.declared ?? false;
    this.text = options.text;
  }
}

/** A Go map with strings as keys. */
export type PlainMap = Readonly<Record<string, Value>>;

const STRING_MAPS = new WeakSet<object>();

/** Marks a map as map[string]string: a missing key then is the empty text, not "no value". */
export function stringMap(entries: Record<string, string>): Record<string, string> {
  STRING_MAPS.add(entries);
  return entries;
}

/** Whether a value is a map, not a struct, list or plain value. */
export function isMap(value: Value): value is PlainMap {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Struct);
}

/** The value of `index map key` for a missing key. */
export function zeroOf(map: PlainMap): Value {
  return STRING_MAPS.has(map) ? "" : undefined;
}

/** Go's name of the value's type. */
export function typeName(value: Value): string {
  if (value === null || value === undefined) return "<nil>";
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float64";
  if (value instanceof Struct) return value.type;
  if (Array.isArray(value)) return isStrings(value) ? "[]string" : "[]interface {}";
  return STRING_MAPS.has(value as object) ? "map[string]string" : "map[string]interface {}";
}

/** A slice of strings, as far as it shows: the elements of a JSON array have no declared type. */
export function isStrings(value: Value): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "string");
}

/** Go's rule for `if`, `with`, `and`, `or`: everything empty is false. */
export function isTrue(value: Value): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isMap(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}

/** Keys in the order in which Go prints and ranges over a map. */
export function sortedKeys(map: object): string[] {
  return Object.keys(map).sort(byCodePoint);
}

/** Go compares strings by their bytes, which is the order of code points. */
export function byCodePoint(a: string, b: string): number {
  if (a === b) return 0;
  const left = [...a];
  const right = [...b];
  for (let at = 0; at < left.length && at < right.length; at++) {
    if (left[at] !== right[at]) return left[at]!.codePointAt(0)! - right[at]!.codePointAt(0)!;
  }
  return left.length - right.length;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Length in bytes of UTF-8, as Go's len() counts. */
export function byteLength(text: string): number {
  return encoder.encode(text).length;
}

/** Bytes `from` up to `to` of a text; a character cut in two becomes U+FFFD. */
export function byteSlice(text: string, from: number, to: number): string {
  return decoder.decode(encoder.encode(text).subarray(from, to));
}
