/**
 * A report as one JSON document: `schema` says what it is, keys are sorted at every depth, so the same facts give the same
 * bytes. Ends with a newline.
 */
export function jsonDocument(schema: string, body: Record<string, unknown>): string {
  return JSON.stringify(sorted({ ...body, schema }), null, 2) + "\n";
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
