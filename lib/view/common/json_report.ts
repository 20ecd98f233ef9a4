import { escapeJson } from "../../terminal/boundary.ts";
import { byText } from "../../base/order.ts";

/** What every report in JSON carries: its schema, such as "https://…/audit/1" or "swarmnet/audit/1". */
export interface Report {
  schema: string;
  [field: string]: unknown;
}

/**
 * One JSON document in canonical form: keys sorted by code unit, two spaces, undefined left out, a newline at the end.
 * The same value gives the same bytes. Characters that a terminal must not see are \uXXXX escapes.
 */
export function jsonReport(report: Report): string {
  return escapeJson(JSON.stringify(canonical(report), null, 2)) + "\n";
}

/** The value with the keys of all its objects sorted. */
export function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  const sorted = entries.sort(([a], [b]) => byText(a, b));
  // Without a prototype, so that a key "__proto__" is a key like any other.
  const result: Record<string, unknown> = Object.create(null);
  for (const [key, one] of sorted) result[key] = canonical(one);
  return result;
}
