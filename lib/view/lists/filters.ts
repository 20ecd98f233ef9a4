import { UsageError } from "../../base/errors.ts";
import { nearest } from "../../base/suggest.ts";
import { inline } from "../../terminal/boundary.ts";

/**
 * docker's --filter over things that are already here. Values of one key are alternatives, keys must all agree; of
 * `label` every value must agree (moby api/types/filters/parse.go, MatchKVList).
 */
export type Filters = ReadonlyMap<string, readonly string[]>;

/** How one key judges a thing; gets one value at a time unless it judges them all. */
export interface Test<T> {
  kind: "any" | "all";
  matches(thing: T, value: string): boolean;
  /** The problem with a value that cannot be. */
  check?(value: string): string | undefined;
  /** All values, where there are few, for completion. */
  values?: readonly string[];
}

/** The filters of a list, by key. */
export type Tests<T> = Readonly<Record<string, Test<T>>>;

/**
 * Collects the pairs of --filter flags (keys in lower case, as the command line gives them). Throws `UsageError` in
 * docker's words for the first unknown key or impossible value, with all of them listed.
 */
export function readFilters<T>(pairs: readonly (readonly [string, string])[], tests: Tests<T>): Filters {
  const problems: string[] = [];
  const hints: string[] = [];
  const filters = new Map<string, string[]>();
  for (const [key, value] of pairs) {
    const test = Object.hasOwn(tests, key) ? tests[key] : undefined;
    if (test === undefined) {
      problems.push(`Invalid filter '${inline(key)}'`);
      const near = nearest(key, Object.keys(tests));
      hints.push(
        near === undefined ? `Filters are ${Object.keys(tests).sort().join(", ")}` : `Did you mean ${near}?`,
      );
      continue;
    }
    const problem = test.check?.(value);
    if (problem !== undefined) {
      problems.push(`Invalid filter '${key}=${inline(value)}'`);
      hints.push(problem);
    }
    filters.set(key, [...filters.get(key) ?? [], value]);
  }
  if (problems.length > 0) {
    throw new UsageError([...new Set(problems)], { next: [...new Set(hints)] });
  }
  return filters;
}

/** The things that all keys agree to. */
export function filtered<T>(things: readonly T[], filters: Filters, tests: Tests<T>): T[] {
  return things.filter((thing) =>
    [...filters].every(([key, values]) => {
      const test = tests[key]!;
      const agrees = (value: string) => test.matches(thing, value);
      return test.kind === "all" ? values.every(agrees) : values.some(agrees);
    })
  );
}

/** Equal, or matched by the value as an unanchored regular expression; one that is none matches nothing. */
export function matchesPattern(text: string, value: string): boolean {
  if (text === value) return true;
  try {
    return new RegExp(value).test(text);
  } catch {
    return false;
  }
}

/** `key` or `key=value` among labels. */
export function hasLabel(labels: Readonly<Record<string, string>>, wanted: string): boolean {
  const at = wanted.indexOf("=");
  const key = at < 0 ? wanted : wanted.slice(0, at);
  return Object.hasOwn(labels, key) && (at < 0 || labels[key] === wanted.slice(at + 1));
}

/** Go's way to read the value of a yes-or-no filter. */
export function isYes(value: string): boolean {
  return value === "1" || value.toLowerCase() === "true";
}

/** A key whose value is yes or no. */
export const YES_NO = {
  values: ["true", "false"],
  check: (value: string): string | undefined =>
    ["1", "0", "true", "false"].includes(value.toLowerCase()) ? undefined : "Say true or false",
};

/** A key whose value is one of these. */
export function oneOf(values: readonly string[]): Pick<Test<unknown>, "values" | "check"> {
  return {
    values,
    check: (value) => values.includes(value) ? undefined : `Say ${values.join(" or ")}`,
  };
}

/** What `--filter` completes to: `key=`, or `key=value` where the values are known. */
export function filterChoices<T>(tests: Tests<T>): string[] {
  return Object.entries(tests).flatMap(([key, { values = [""] }]) =>
    values.map((value) => `${key}=${value}`)
  );
}
