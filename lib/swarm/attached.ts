import { indexOf } from "./index.ts";
import type { Attachment, Network, Service, Swarm } from "./model.ts";

/** The list in effect: TaskTemplate.Networks, else the deprecated one. */
export function listOf(service: Pick<Service, "networks" | "legacyNetworks">): Attachment[] {
  return service.networks.length > 0 ? service.networks : service.legacyNetworks;
}

/** The service's entries for a network: one, unless somebody listed it twice. */
export function attachmentsOn(swarm: Swarm, service: Service, network: Pick<Network, "id">): Attachment[] {
  const index = indexOf(swarm);
  return listOf(service).filter((entry) => index.network(entry.target)?.id === network.id);
}

/** The aliases a service has on a network. */
export function aliasesOn(swarm: Swarm, service: Service, network: Pick<Network, "id">): string[] {
  return attachmentsOn(swarm, service, network).flatMap((entry) => entry.aliases);
}
