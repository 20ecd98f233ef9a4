import type { Network } from "./model.ts";
import { PREDEFINED_NETWORKS } from "./names.ts";

/** Why services cannot be moved from a network to a successor. */
export type Obstacle =
  | "ingress"
  | "config-only"
  | "predefined"
  | "local"
  | "unallocated"
  | "not-overlay"
  | "config-from";

/** What keeps a network from being replaced while its services run; undefined for an overlay of the swarm. */
export function obstacleOf(network: Network): Obstacle | undefined {
  if (network.ingress) return "ingress";
  if (network.configOnly) return "config-only";
  if (PREDEFINED_NETWORKS.has(network.name)) return "predefined";
  if (network.scope !== "swarm") return "local";
  if (network.driver === "") return "unallocated";
  if (network.driver !== "overlay") return "not-overlay";
  return network.configFrom === "" ? undefined : "config-from";
}
