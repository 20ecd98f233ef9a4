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
  | { kind: "deploy"; stack: string; after: Swarm; networks: readonly string[]; services: readonly string[] };

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

/** Networks that are replaced by successors: `encrypt`, `replace`, `ingress replace`. */
export interface ReplaceChange {
  kind: "replace";
  request: ReplaceRequest;
  /** The network before and the one that takes its place, its ID being its name until it exists. */
  successors: readonly { network: Network; successor: Network; temporary: Network | undefined }[];
}
