import { aliasesOn } from "./attached.ts";
import { indexOf } from "./index.ts";
import type { Network, Service, Swarm } from "./model.ts";

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
