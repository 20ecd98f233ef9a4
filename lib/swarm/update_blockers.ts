import { listOf } from "./attached.ts";
import { indexOf } from "./index.ts";
import type { Network, Port, Service, Swarm } from "./model.ts";
import { fittingNodes } from "./placement.ts";
import { transientOf, wantedTasks } from "./rolling.ts";
import { roomOf, startFirstRisk } from "./room.ts";
import { byText } from "../base/order.ts";
import { isJob, portsOf } from "./service.ts";

/** Why an update of a service can never complete. */
export type UpdateBlocker =
  /** No node that takes new tasks meets the service's constraints and platforms. */
  | { kind: "no-node" }
  /** Each of the `nodes` that fit has the port (mode host) in use by an old task, which keeps it until the new one runs. */
  | { kind: "host-port"; port: Port; nodes: number }
  /** The old tasks fill the `nodes` that fit: at most `limit` tasks are allowed on each. */
  | { kind: "max-replicas"; limit: number; nodes: number }
  /** New tasks wait for an address there, and the old ones keep theirs until the new ones run. */
  | { kind: "full-network"; network: Network; free: number };

/**
 * What keeps an update of the service's tasks from completing in this order, as far as the managers' objects tell; empty where it completes.
 * Sources: swarmkit manager/scheduler/filter.go (HostPortFilter, MaxReplicasFilter, ConstraintFilter, PlatformFilter) and
 * manager/orchestrator/update/updater.go. Engine labels and generic resources are not known here and count as met.
 */
export function updateBlockers(
  swarm: Swarm,
  service: Service,
  order: Service["update"]["order"] = service.update.order,
): UpdateBlocker[] {
  if (wantedTasks(swarm, service) === 0 || isJob(service)) return [];
  return [...placementBlockers(swarm, service, order), ...addressBlockers(swarm, service, order)];
}

/** The port that a task holds on its node alone: published in mode host with a number. */
export function hostPortOf(service: Pick<Service, "ports" | "portsSpec">): Port | undefined {
  return portsOf(service).find((one) => one.mode === "host" && one.published > 0);
}

/** The blockers that are about nodes; where no node is known, as in a stack file, what holds for any nodes. */
export function placementBlockers(
  swarm: Swarm,
  service: Service,
  order: Service["update"]["order"] = service.update.order,
): UpdateBlocker[] {
  const wanted = wantedTasks(swarm, service);
  if (isJob(service)) return [];
  const port = hostPortOf(service);
  const nodes = fittingNodes(swarm, service);
  if (swarm.nodes.length === 0) {
    const blocked = port !== undefined && service.mode === "global" && order === "start-first";
    return blocked ? [{ kind: "host-port", port, nodes }] : [];
  }
  if (wanted === 0) return [];
  if (nodes === 0) return service.replicas === null ? [] : [{ kind: "no-node" }];
  if (order === "stop-first") return [];
  // Each node's new task of a global service waits for the old one there.
  if (port !== undefined && (service.replicas === null || nodes <= wanted)) {
    return [{ kind: "host-port", port, nodes }];
  }
  const limit = service.maxReplicasPerNode;
  if (service.replicas !== null && limit > 0 && nodes * limit <= wanted) {
    return [{ kind: "max-replicas", limit, nodes }];
  }
  return [];
}

function addressBlockers(
  swarm: Swarm,
  service: Service,
  order: Service["update"]["order"],
): UpdateBlocker[] {
  if (order !== "start-first") return [];
  const rolled = { ...service, update: { ...service.update, order } };
  return networksOf(swarm, service).flatMap((network): UpdateBlocker[] => {
    const room = roomOf(swarm, network);
    const taker = { service: rolled, transient: transientOf(swarm, service) };
    return room === null || startFirstRisk(swarm, network, room, taker) === null
      ? []
      : [{ kind: "full-network", network, free: room.free }];
  });
}

/** The networks that tasks of the service take addresses in, ingress included, by name. */
function networksOf(swarm: Swarm, service: Service): Network[] {
  const index = indexOf(swarm);
  const found = new Set(listOf(service).flatMap(({ target }) => index.network(target) ?? []));
  if (service.ports.some((one) => one.mode === "ingress") && index.ingress !== undefined) {
    found.add(index.ingress);
  }
  return [...found].sort((a, b) => byText(a.name, b.name));
}
