import type { Declared } from "../stack/as_swarm.ts";
import type { LoadResult } from "../stack/index.ts";
import type { Network, Service, Swarm } from "../swarm/model.ts";
import type { At, Policy, View } from "./rule.ts";

/** The policy where none is configured. */
export const NO_POLICY: Policy = { mustEncrypt: [], allowedSubnets: [], forbiddenPorts: [] };

/** The view of a live swarm or a snapshot: everything in it is judged, nothing has a place in a file. */
export function liveView(swarm: Swarm, policy: Policy = NO_POLICY): View {
  return {
    ...partsOf(swarm),
    scope: "live",
    stack: undefined,
    loaded: undefined,
    against: undefined,
    change: undefined,
    before: undefined,
    policy,
    written: () => false,
    updated: () => false,
    joined: () => false,
    judged: () => true,
    at: () => undefined,
  };
}

/** The view of stack files. `against` is the swarm before the deploy, where there is one. */
export function stackView(
  loaded: LoadResult,
  declared: Declared,
  options: { against?: Swarm | undefined; policy?: Policy },
): View {
  const place = (object: Network | Service): At | undefined =>
    (declared.networks.get(object as Network) ?? declared.services.get(object as Service))?.at;
  return {
    ...partsOf(declared.swarm),
    scope: "stack",
    stack: loaded.stack,
    loaded,
    against: options.against,
    change: undefined,
    before: undefined,
    policy: options.policy ?? NO_POLICY,
    written: () => false,
    updated: () => false,
    joined: () => false,
    judged: (object) => declared.networks.has(object as Network) || declared.services.has(object as Service),
    at: place,
  };
}

/** What every view shows of its swarm. */
export function partsOf(swarm: Swarm) {
  return {
    swarm,
    networks: swarm.networks,
    services: swarm.services,
    tasks: swarm.tasks,
    nodes: swarm.nodes,
    cluster: swarm.cluster,
    source: swarm.source,
    now: Date.parse(swarm.taken),
  };
}
