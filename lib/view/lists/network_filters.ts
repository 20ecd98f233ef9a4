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
