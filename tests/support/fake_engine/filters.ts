import { ApiError } from "./api_error.ts";

export type Filters = Map<string, string[]>;

/** The filters of a query, in either of the two forms the engine accepts; unknown keys are refused. */
export function parseFilters(text: string | null, known: readonly string[]): Filters {
  const out: Filters = new Map();
  if (text === null || text === "") return out;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new ApiError(400, "invalid filter");
  }
  for (const [key, values] of Object.entries(parsed as Record<string, unknown>)) {
    if (!known.includes(key)) throw new ApiError(400, `invalid filter '${key}'`);
    out.set(key, Array.isArray(values) ? values.map(String) : Object.keys(values as object));
  }
  return out;
}

/** True where the filter is absent or one of its values fits. */
export function some(filters: Filters, key: string, fits: (value: string) => boolean): boolean {
  const values = filters.get(key);
  return values === undefined || values.length === 0 || values.some(fits);
}

/** Every label asked for (`key` or `key=value`) is there. */
export function labelled(
  filters: Filters,
  key: string,
  labels: Record<string, string> | null | undefined,
): boolean {
  return (filters.get(key) ?? []).every((wanted) => {
    const [name, value] = wanted.split("=", 2);
    const has = Object.hasOwn(labels ?? {}, name!);
    return has && (value === undefined || labels![name!] === value);
  });
}
