import type { CreateRequest } from "../../swarm/change/create_request.ts";
import { versionWithin } from "../../swarm/engine_version.ts";
import { creating } from "../change_examples.ts";
import { rule, type View } from "../rule.ts";
import { requestedNetwork, requestOf } from "./requested.ts";

/** Swarm's mark on its own bridge and host networks. */
const RESERVED_LABEL = "com.docker.swarm.predefined";

export const sn0223 = rule({
  code: "SN0223",
  name: "network-flags-conflict",
  level: "error",
  confidence: "high",
  since: "0.2.0",
  scope: ["change"],
  reads: ["change", "source"],
  refusedByEngine: true,
  what: "A network is to be created with flags that exclude each other or that overlay networks do not have",
  why:
    "An overlay network has scope swarm and IPv4 addresses, and a config-only network has only subnets and driver options. Engines refuse " +
    "other flags or ignore them, depending on their version.",
  fix: "Leave the flag out",
  reference: [
    "moby daemon/libnetwork/controller.go",
    "moby daemon/libnetwork/network.go validateConfiguration",
    "swarmkit manager/controlapi/network.go",
  ],
  bad: [
    { title: "Scope local", swarm: {}, change: creating("--scope local", { scope: "local" }) },
    {
      title: "Containers on ingress",
      swarm: { networks: [] },
      change: creating("--ingress --attachable", { ingress: true, attachable: true }),
    },
  ],
  good: [{ title: "Scope swarm", swarm: {}, change: creating("--scope swarm", { scope: "swarm" }) }],
  check(view, report) {
    const request = requestOf(view);
    if (request === undefined) return;
    for (const [flag, message] of conflicts(request)) {
      report({
        object: requestedNetwork(request),
        message,
        part: flag,
        fix: { text: `Leave ${flag} out` },
        ...(isIgnored(view, request, flag) ? { binding: false } : {}),
      });
    }
  },
});

/** What engines take without effect: scopes they do not know, and before 28.0 that IPv4 is not wanted. */
function isIgnored({ source }: View, { scope, configOnly }: CreateRequest, flag: string): boolean {
  if (flag === "--scope") return scope !== "local" && !configOnly;
  return flag === "--ipv4" && versionWithin(source.engineVersion, "0", "28.0");
}

function* conflicts(request: CreateRequest): Generator<[flag: string, message: string]> {
  const { scope, configOnly, configFrom } = request;
  if (scope !== "" && scope !== "swarm" && !configOnly) {
    yield ["--scope", `An overlay network has scope swarm, not ${JSON.stringify(scope)}`];
  }
  if (request.ingress && request.attachable && !configOnly) {
    yield ["--attachable", "Containers cannot be attached to the ingress network"];
  }
  if (request.ipv4 === false) yield ["--ipv4", "An overlay network always has IPv4 addresses"];
  if (Object.hasOwn(request.labels, RESERVED_LABEL)) {
    yield ["--label", `The label ${RESERVED_LABEL} is reserved for swarm's own networks`];
  }
  if (!configOnly) return;
  for (const flag of ["ingress", "internal", "attachable"] as const) {
    if (request[flag]) yield [`--${flag}`, `A config-only network cannot be --${flag}`];
  }
  if (scope !== "") yield ["--scope", "A config-only network has no scope"];
  if (configFrom !== "") yield ["--config-from", "A config-only network cannot be made from another one"];
}
