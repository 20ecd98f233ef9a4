import { aliasesOn } from "./attached.ts";
import { indexOf } from "./index.ts";
import type { Network, Service, Swarm } from "./model.ts";
import { isPredefined } from "./names.ts";

/**
 * The swarm overlays a service is on, in the order its tasks' resolver asks them: networks with a way out before internal
 * ones, each group by name (moby libnetwork sandbox.go, endpoint order; section names sorted by code unit). The first
 * network that knows a name gives the answer, so this order decides over which network two services talk. Ingress and
 * docker_gwbridge answer no names of services, nor do the nodes' own networks.
 */
export function networksInNameOrder(
  swarm: Swarm,
  service: Pick<Service, "networks" | "legacyNetworks">,
): Network[] {
  const index = indexOf(swarm);
  const listed = service.networks.length > 0 ? service.networks : service.legacyNetworks;
  const found = new Map<string, Network>();
  for (const { target } of listed) {
    const network = index.network(target);
    if (
      network !== undefined && network.scope === "swarm" && !network.ingress && !isPredefined(network)
    ) {
      found.set(network.id, network);
    }
  }
  return [...found.values()].sort((a, b) =>
    Number(a.internal) - Number(b.internal) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
  );
}

/**
 * Who answers to which name on a network: names in lower case (letter case does not matter to the engine's DNS) with the
 * services that have it as their own name or as an alias there, each once (moby libnetwork/agent.go, resolver.go).
 */
export function claimsOn(swarm: Swarm, network: Pick<Network, "id">): Map<string, Service[]> {
  const claims = new Map<string, Service[]>();
  for (const service of indexOf(swarm).servicesOn(network.id)) {
    const names = new Set(
      [service.name, ...aliasesOn(swarm, service, network)].map((one) => one.toLowerCase()),
    );
    for (const name of names) {
      const owners = claims.get(name);
      if (owners === undefined) claims.set(name, [service]);
      else owners.push(service);
    }
  }
  return claims;
}
