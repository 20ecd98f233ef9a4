import { parseDuration } from "../../base/duration.ts";
import type { NetworkFacts } from "../../insight/network_facts.ts";
import type { Tests } from "./filters.ts";
import { NETWORK_FILTERS } from "./network_filters.ts";

/** What `prune --filter` understands, as docker's: label, label! and until. `now` in milliseconds since the epoch. */
export function pruneTests(now: number): Tests<NetworkFacts> {
  return {
    label: NETWORK_FILTERS.label!,
    "label!": NETWORK_FILTERS["label!"]!,
    until: {
      kind: "all",
      // A network that was made before that time.
      matches: ({ network }, value) => Date.parse(network.created) < (timeOf(value, now) ?? -Infinity),
      check: (value) =>
        timeOf(value, now) === undefined
          ? "Say a duration such as 24h, a date such as 2026-01-31, or seconds since 1970"
          : undefined,
    },
  };
}

/** Milliseconds since the epoch of docker's timestamps: Go duration before now, RFC 3339, date, Unix seconds. */
function timeOf(text: string, now: number): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const duration = parseDuration(text);
  if (duration !== undefined) return now - duration / 1e6;
  if (!/^\d{4}-\d\d-\d\d(T\d\d(:\d\d(:\d\d(\.\d+)?)?)?(Z|[+-]\d\d:\d\d)?)?$/.test(text)) return undefined;
  const time = Date.parse(/T\d\d$/.test(text) ? `${text}:00` : text);
  return Number.isNaN(time) ? undefined : time;
}

/**
 * The flags' pairs with those of config.json's `pruneFilters` ("key=value" texts); where `label` and `label!` of the
 * same value contradict, the flag wins (docker/cli cli/command/utils.go PruneFilters).
 */
export function withConfigured(
  pairs: readonly (readonly [string, string])[],
  configured: unknown,
): (readonly [string, string])[] {
  const result = [...pairs];
  for (const text of Array.isArray(configured) ? configured : []) {
    const at = typeof text === "string" ? text.indexOf("=") : -1;
    if (at <= 0) continue;
    const [key, value] = [text.slice(0, at), text.slice(at + 1)];
    const opposite = key === "label" ? "label!" : key === "label!" ? "label" : undefined;
    if (opposite !== undefined && pairs.some(([k, v]) => k === opposite && v === value)) continue;
    result.push([key, value]);
  }
  return result;
}
