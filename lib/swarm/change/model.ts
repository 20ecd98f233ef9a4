import type { Network, Service, Swarm } from "../model.ts";
import type { CreateRequest } from "./create_request.ts";
import type { ReplaceRequest } from "./replace_request.ts";
import type { ServiceRequest } from "./service_request.ts";

/**
 * What a command is asked to change, as data: the swarm before it is known, and `applyChange` gives the swarm after it. Checks of scope
 * `change` see all three.
 */
export type Change =
  | { kind: "create-network"; request: CreateRequest }
  | { kind: "remove-networks"; networks: readonly Network[] }
  | AttachChange
  | { kind: "detach"; services: readonly Service[]; network: Network }
  | ServiceChange
  | ReplaceChange
  | DeployChange;

/** Services that get one more entry in their network lists. */
export interface AttachChange {
  kind: "attach";
  services: readonly Service[];
  network: Network;
  aliases: readonly string[];
  driverOpts: Readonly<Record<string, string>>;
}

/** `docker service create` (no `service`) or `docker service update`. */
export interface ServiceChange {
  kind: "service";
  service: Service | undefined;
  request: ServiceRequest;
}

/** How services are updated while a plan is carried out. */
export interface PlannedUpdates {
  /** Downtime is accepted. */
  allowGap: boolean;
  /** IDs of the services that start new tasks first until the plan is through, unlike what they are set to. */
  startFirst: readonly string[];
}

/** Networks that are replaced by successors: `encrypt`, `replace`, `ingress replace`. */
export interface ReplaceChange {
  kind: "replace";
  request: ReplaceRequest;
  /** Those that can be replaced at all. */
  successors: readonly Succession[];
  updates: PlannedUpdates;
}

/** A network and the one that takes its place, whose ID is its name until it exists. */
export interface Succession {
  network: Network;
  successor: Network;
  /** Where services are in between, while the name is still taken. */
  temporary: Network | undefined;
  /** Prefix length of a subnet that is needed beside the old network and not free; undefined where none is missing. */
  missingSubnet: number | undefined;
}

/** What stack files make of a swarm. */
export interface DeployChange {
  kind: "deploy";
  stack: string;
  after: Swarm;
  /** IDs of what is created, replaced or removed, and of the services whose tasks are replaced. */
  networks: readonly string[];
  services: readonly string[];
  /** How a plan updates services; absent where deploy does. */
  updates?: PlannedUpdates;
}
