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

/** Whether the service has an attachment to the network with all of these aliases and driver options. */
export function isAttached(
  swarm: Swarm,
  service: Service,
  { network, aliases, driverOpts }: {
    network: Pick<Network, "id">;
    aliases: readonly string[];
    driverOpts: Readonly<Record<string, string>>;
  },
): boolean {
  return attachmentsOn(swarm, service, network).some((entry) =>
    aliases.every((alias) => entry.aliases.includes(alias)) &&
    Object.entries(driverOpts).every(([key, value]) => entry.driverOpts[key] === value)
  );
}
