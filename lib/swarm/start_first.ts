import type { Network, Swarm } from "./model.ts";
import { newNodesFor, type Room, type Taker } from "./room.ts";

/**
 * Why an update of this service may never finish here: it starts its new tasks first, and these wait for an address that
 * the old ones only give back when the new ones run. `full`: no address is left, so it is certain (watched on 28.5.2).
 * `new-node`: the last address suffices for a task, not for the load balancer of a node that had none yet, where the
 * scheduler likes to put the new task. Null: it gets through, one task after the other.
 */
export function startFirstRisk(
  swarm: Swarm,
  network: Network,
  room: Pick<Room, "free">,
  { service, transient }: Pick<Taker, "service" | "transient">,
): "full" | "new-node" | null {
  if (service.update.order !== "start-first" || transient === 0) return null;
  if (room.free < 1) return "full";
  if (room.free > 1 || room.free >= transient || network.ingress || service.mode === "global") return null;
  return newNodesFor(swarm, network, service).length > 0 ? "new-node" : null;
}
