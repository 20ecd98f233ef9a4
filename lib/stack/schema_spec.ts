/**
 * The vocabulary in which the accepted keys of a stack file are written (schema_tables.ts). A value is judged by what
 * it is: each `Spec` says what text, numbers, booleans, null, lists and mappings must look like, or nothing of a kind
 * that is refused.
 */
export interface Spec {
  /** docker's words for what is expected, such as "string or number". */
  expects: string;
  text?: TextRule;
  number?: NumberRule;
  bool?: true;
  none?: true;
  list?: ListRule;
  map?: MapRule;
}

/** What a text must be. */
export interface TextRule {
  duration?: true;
  oneOf?: readonly string[];
}

/** What a number must be. */
export interface NumberRule {
  whole?: true;
  minimum?: number;
}

/** What the items of a list must be. */
export interface ListRule {
  items: Spec;
  unique: boolean;
}

/** What the keys of a mapping must be. */
export interface MapRule {
  /** Minor version of format 3 from which the mapping is accepted here at all. */
  since: number;
  keys: ReadonlyMap<string, Key>;
  /** Keys by pattern instead of by name; `strict` refuses keys that do not match. */
  named?: { pattern: RegExp; spec: Spec; strict: boolean };
  /** Minor version from which any other key is accepted; Infinity: never. */
  open: number;
  /** Minor version from which `x-` keys are accepted; Infinity: never. */
  extensions: number;
  required: readonly string[];
}

/** A key of a mapping. */
export interface Key {
  /** Minor version of format 3 that brought the key. */
  since: number;
  spec: Spec;
}

/** A spec, or a spec with the minor version that brought it. */
export type KeyTable = Record<string, Spec | Key>;

/** What a mapping allows besides its keys; numbers are minor versions of format 3. */
export interface MapOptions {
  since?: number;
  open?: number;
  extensions?: number;
  required?: readonly string[];
}

/** Any text. */
export const text: Spec = { expects: "string", text: {} };
/** Any number. */
export const number: Spec = { expects: "number", number: {} };
/** A whole number. */
export const whole: Spec = { expects: "integer", number: { whole: true } };
/** true or false. */
export const bool: Spec = { expects: "boolean", bool: true };
/** A text such as 1m30s. */
export const duration: Spec = { expects: "string", text: { duration: true } };
/** A text or a number. */
export const textOrNumber: Spec = { expects: "string or number", text: {}, number: {} };
/** A text, a number or nothing. */
export const textNumberOrNull: Spec = { expects: "string, number or null", text: {}, number: {}, none: true };

/** A key that format 3.`minor` brought. */
export function since(minor: number, spec: Spec): Key {
  return { since: minor, spec };
}

/** A list whose items may repeat. */
export function list(items: Spec): Spec {
  return { expects: "list", list: { items, unique: false } };
}

/** A list whose items may not repeat. */
export function set(items: Spec): Spec {
  return { expects: "list", list: { items, unique: true } };
}

/** A mapping with known keys. */
export function mapping(keys: KeyTable, options: MapOptions = {}): Spec {
  const table = new Map<string, Key>();
  for (const [name, entry] of Object.entries(keys)) {
    table.set(name, "spec" in entry ? entry : { since: 0, spec: entry });
  }
  const map: MapRule = {
    since: options.since ?? 0,
    keys: table,
    open: options.open ?? Infinity,
    extensions: options.extensions ?? Infinity,
    required: options.required ?? [],
  };
  return { expects: "mapping", map };
}

/** A mapping whose keys are names chosen by the author. */
export function named(pattern: RegExp, spec: Spec, options: { strict: boolean }): Spec {
  const rule = { since: 0, keys: new Map(), open: Infinity, extensions: Infinity, required: [] };
  return { expects: "mapping", map: { ...rule, named: { pattern, spec, strict: options.strict } } };
}

/** Any of several kinds of value; docker names the first when none fits, unless `expects` says otherwise. */
export function either(first: Spec, second: Spec, expects = first.expects): Spec {
  return { ...second, ...first, expects };
}

/** The same, or null. */
export function orNull(spec: Spec): Spec {
  return { ...spec, none: true, expects: `${spec.expects} or null` };
}
