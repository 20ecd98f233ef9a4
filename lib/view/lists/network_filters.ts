import { parseDuration } from "../../base/duration.ts";
import { isOn, type NetworkFacts } from "../../insight/network_facts.ts";
import { isPredefined } from "../../swarm/names.ts";
import { hasLabel, isYes, matchesPattern, oneOf, type Tests, YES_NO } from "./filters.ts";

/** What `ls --filter` understands: docker's keys (moby daemon/network/filter.go) and ours. */
export const NETWORK_FILTERS: Tests<NetworkFacts> = {
  driver: { kind: "any", matches: ({ network }, value) => network.driver === value },
  id: { kind: "any", matches: ({ network }, value) => matchesPattern(network.id, value) },
  name: { kind: "any", matches: ({ network }, value) => matchesPattern(network.name, value) },
  label: { kind: "all", matches: ({ network }, value) => hasLabel(network.labels, value) },
  "label!": { kind: "all", matches: ({ network }, value) => !hasLabel(network.labels, value) },
  scope: { kind: "any", matches: ({ network }, value) => network.scope === value },
  type: {
    kind: "any",
    matches: ({ network }, value) => isPredefined(network) === (value === "builtin"),
    ...oneOf(["builtin", "custom"]),
  },
  dangling: { kind: "any", matches: (facts, value) => isDangling(facts) === isYes(value), ...YES_NO },
  encrypted: {
    kind: "any",
    matches: ({ encryption }, value) => isYes(value) ? isOn(encryption) : encryption === "off",
    ...YES_NO,
  },
  ingress: {
    kind: "any",
    matches: ({ network }, value) => network.ingress === isYes(value),
    ...YES_NO,
  },
  stack: { kind: "any", matches: ({ stack }, value) => stack === value },
};

/** On it is nothing that can be seen from here: no service, no task, no container. */
function isDangling(facts: NetworkFacts): boolean {
  const { network } = facts;
  const containers = (network.containers ?? []).filter((one) => !one.id.startsWith("lb-"));
  return !isPredefined(network) && !network.ingress && network.name !== "docker_gwbridge" &&
    facts.services === 0 && facts.tasks === 0 && containers.length === 0 &&
    (facts.usage?.byConsumer.containers ?? 0) === 0;
}

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
