import type { Declared } from "../stack/as_swarm.ts";
import type { LoadResult } from "../stack/index.ts";
import { applyChange, joinedIn, touchedBy, updatedBy, writtenBy } from "../swarm/change/apply.ts";
import type { Change } from "../swarm/change/model.ts";
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

/** The view of a swarm as a change will leave it; only what the change touches is judged. */
export function changeView(before: Swarm, change: Change, policy: Policy = NO_POLICY): View {
  const after = applyChange(change, before);
  return touchedView(after, before, change, policy);
}

/** The same objects in the swarm before the change, to tell what was wrong already. */
export function unchangedView({ before, change, policy }: View): View {
  return touchedView(before!, before!, change!, policy);
}

function touchedView(swarm: Swarm, before: Swarm, change: Change, policy: Policy): View {
  const touched = touchedBy(change, swarm);
  const written = writtenBy(change, swarm);
  const updated = updatedBy(change, swarm);
  const joined = joinedIn(swarm, before, written);
  return {
    ...partsOf(swarm),
    scope: "change",
    stack: undefined,
    loaded: undefined,
    against: undefined,
    change,
    before,
    policy,
    written: (id) => written.has(id),
    updated: (id) => updated.has(id),
    joined: (id) => joined.has(id),
    judged: ({ id }) => touched.has(id),
    at: () => undefined,
  };
}

function partsOf(swarm: Swarm) {
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
