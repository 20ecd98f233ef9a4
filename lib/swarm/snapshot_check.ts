/** What is wrong at one place of a document. */
export interface Fault {
  /** Keys and indexes that lead there, outermost first. */
  path: (string | number)[];
  text: string;
}

/** Judges a value; null when it is as it should be. Nothing is allocated for values that are. */
export type Check = (value: unknown) => Fault[] | null;

/** One check for each field: a field that the model gains is a type error until it has one. */
export type Fields<T> = { [K in keyof Required<T>]: Check };

/** A document with more faults than this is not what it claims to be; the first ones say enough. */
const MOST_FAULTS = 20;

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (value === undefined) return "nothing";
  return typeof value === "object" ? "an object" : typeof value === "string" ? "text" : `a ${typeof value}`;
}

function fault(value: unknown, wanted: string): Fault[] {
  return [{ path: [], text: `must be ${wanted}, not ${kindOf(value)}` }];
}

function under(key: string | number, faults: Fault[] | null, into: Fault[] | null): Fault[] | null {
  if (faults === null) return into;
  const all = into ?? [];
  for (const { path, text } of faults) if (all.length < MOST_FAULTS) all.push({ path: [key, ...path], text });
  return all;
}

/** Accepts any text. */
export const text: Check = (value) => typeof value === "string" ? null : fault(value, "text");
/** Accepts true and false. */
export const flag: Check = (value) => typeof value === "boolean" ? null : fault(value, "true or false");

/** A whole number that is not negative (counts, versions, nanoseconds). */
export const count: Check = (value) => {
  if (Number.isInteger(value) && (value as number) >= 0) return null;
  return typeof value === "number"
    ? [{ path: [], text: "must be a whole number that is not negative" }]
    : fault(value, "a number");
};

/** Any finite number. */
export const number: Check = (value) => Number.isFinite(value) ? null : fault(value, "a number");

/** Accepts one of these words. */
export function oneOf(...choices: string[]): Check {
  const known = new Set<unknown>(choices);
  return (value) => known.has(value) ? null : [{ path: [], text: `must be one of ${choices.join(", ")}` }];
}

/** Accepts what another check does, and null. */
export function orNull(check: Check): Check {
  return (value) => value === null ? null : check(value);
}

/** Accepts a list whose items pass the check. */
export function list(check: Check): Check {
  return (value) => {
    if (!Array.isArray(value)) return fault(value, "a list");
    let faults: Fault[] | null = null;
    for (let at = 0; at < value.length; at++) {
      const found = check(value[at]);
      if (found !== null) faults = under(at, found, faults);
    }
    return faults;
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object whose keys are names and whose values all pass. */
export function recordOf(check: Check): Check {
  return (value) => {
    if (!isObject(value)) return fault(value, "an object");
    let faults: Fault[] | null = null;
    for (const key in value) {
      const found = check(value[key]);
      if (found !== null) faults = under(key, found, faults);
    }
    return faults;
  };
}

/** An object with exactly these fields. */
export function object(fields: Record<string, Check>): Check {
  const entries = Object.entries(fields);
  return (value) => {
    if (!isObject(value)) return fault(value, "an object");
    let faults: Fault[] | null = null;
    for (const [key, check] of entries) {
      const item = value[key];
      if (item === undefined) faults = under(key, [{ path: [], text: "is missing" }], faults);
      else {
        const found = check(item);
        if (found !== null) faults = under(key, found, faults);
      }
    }
    for (const key in value) {
      if (!Object.hasOwn(fields, key)) faults = under(key, [{ path: [], text: "is unknown" }], faults);
    }
    return faults;
  };
}

/** A fault as a sentence: services[3].ports[0].mode must be …. */
export function faultText({ path, text }: Fault): string {
  const at = path.map((key, index) => {
    if (typeof key === "number") return `[${key}]`;
    const plain = /^[A-Za-z_]\w{0,60}$/.test(key);
    return plain ? (index === 0 ? key : `.${key}`) : `[${JSON.stringify(key.slice(0, 80))}]`;
  }).join("");
  return `${at === "" ? "The document" : at} ${text}`;
}
