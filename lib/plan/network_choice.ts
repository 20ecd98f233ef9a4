import type { Network, Swarm } from "../swarm/model.ts";
import { inline } from "../terminal/boundary.ts";
import { findNetwork, findService, type Unresolved } from "./targets.ts";

/** Networks that were named, each once, in the order of the line; and everything that was not found. */
export function chooseNetworks(
  swarm: Swarm,
  words: readonly string[],
): { networks: Network[]; problems: Unresolved[] } {
  const problems: Unresolved[] = [];
  const networks = new Map<string, Network>();
  for (const word of words) {
    const found = findNetwork(swarm, word);
    if ("found" in found) networks.set(found.found.id, found.found);
    else problems.push(found.problem);
  }
  return { networks: [...networks.values()], problems };
}

/** The ID of the canary; a problem where there is no such service, or where it is on none of the networks. */
export function chooseCanary(
  swarm: Swarm,
  word: string | undefined,
  users: (id: string) => boolean,
): { canary?: string; problems: Unresolved[] } {
  if (word === undefined) return { problems: [] };
  const found = findService(swarm, word);
  if ("problem" in found) return { problems: [found.problem] };
  const { id, name } = found.found;
  if (users(id)) return { canary: id, problems: [] };
  return {
    problems: [{
      what: `${inline(name)} cannot go first`,
      why: "It is not attached to the network that is to be moved",
      fix: "Name a service that is: docker swarmnet inspect NETWORK",
    }],
  };
}
