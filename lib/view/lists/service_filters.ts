import type { ServiceFacts } from "../../insight/service_facts.ts";
import { STACK_LABEL } from "../../swarm/model.ts";
import { hasLabel, isYes, oneOf, type Tests, YES_NO } from "./filters.ts";

const MODES = ["replicated", "global", "replicated-job", "global-job"];

/**
 * What `service ls --filter` understands: docker's keys, names and IDs by their beginning (swarmkit controlapi
 * ListServices), and ours.
 */
export const SERVICE_FILTERS: Tests<ServiceFacts> = {
  id: { kind: "any", matches: ({ service }, value) => service.id.startsWith(value) },
  name: { kind: "any", matches: ({ service }, value) => service.name.startsWith(value) },
  label: { kind: "all", matches: ({ service }, value) => hasLabel(service.labels, value) },
  mode: { kind: "any", matches: ({ service }, value) => service.mode === value, ...oneOf(MODES) },
  network: {
    kind: "any",
    matches: ({ networks }, value) => networks.some((one) => one.name === value || one.network?.id === value),
  },
  stack: { kind: "any", matches: ({ service }, value) => service.labels[STACK_LABEL] === value },
  "endpoint-mode": {
    kind: "any",
    matches: ({ service }, value) => service.endpointMode === value,
    ...oneOf(["vip", "dnsrr"]),
  },
  encrypted: {
    kind: "any",
    // false: something of it travels in clear between nodes.
    matches: ({ encryption }, value) =>
      isYes(value) ? encryption === "yes" : encryption === "no" || encryption === "partly",
    ...YES_NO,
  },
};
