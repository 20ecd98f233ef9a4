import { indexOf } from "../swarm/index.ts";
import type { Attachment, Network, Service, Swarm } from "../swarm/model.ts";
import { inline } from "../terminal/boundary.ts";
import type { Problem } from "./problem.ts";

/** Why a text cannot be asked for as a name, or undefined. The engine itself accepts any alias (reproduced: "bad alias!"). */
export function aliasFault(alias: string): string | undefined {
  if (alias === "") return "it is empty";
  if (alias.length > 253) return "it is longer than 253 characters";
  for (const label of alias.split(".")) {
    if (label === "") return "it has an empty part between dots";
    if (label.length > 63) return "one of its parts is longer than 63 characters";
    if (!/^[A-Za-z0-9_-]+$/.test(label)) {
      return "only letters, digits, hyphens, underscores and dots can be looked up";
    }
    if (label.startsWith("-") || label.endsWith("-")) return "a part begins or ends with a hyphen";
  }
  if (/^[0-9.]+$/.test(alias)) return "it reads as an address, so it is never looked up";
  return undefined;
}

/**
 * Names that services would share on a network. The engine lets them: answers then alternate between, or mix, the
 * services (moby issues 37348, 41961, 42831). Letter case does not matter to its DNS.
 */
export function sharedNames(
  swarm: Swarm,
  network: Network,
  joining: readonly { service: Pick<Service, "id" | "name">; aliases: readonly string[] }[],
): Problem[] {
  const claims = new Map<string, string[]>();
  const claim = (name: string, by: string) => {
    const key = name.toLowerCase();
    const owners = claims.get(key) ?? [];
    if (!owners.includes(by)) claims.set(key, [...owners, by]);
  };
  const ids = new Set(joining.map(({ service }) => service.id));
  for (const other of indexOf(swarm).servicesOn(network.id)) {
    claim(other.name, other.name);
    for (const alias of aliasesOn(swarm, other, network)) claim(alias, other.name);
  }
  const before = new Map(claims);
  for (const { service, aliases } of joining) {
    for (const name of [service.name, ...aliases]) claim(name, service.name);
  }
  const problems: Problem[] = [];
  for (const [name, owners] of claims) {
    const grew = owners.length > (before.get(name)?.length ?? 0);
    if (owners.length < 2 || !grew || ids.size === 0) continue;
    problems.push({
      level: "warning",
      what: `${owners.length} services would answer to ${inline(name)} on ${inline(network.name)}: ${
        owners.map(inline).join(", ")
      }`,
      why:
        "Every service's name and aliases share one name space in a network; look-ups of a shared name get one or the other",
      fix: "Use an alias that no other service on the network has",
    });
  }
  return problems;
}

/** The aliases a service has on a network. */
export function aliasesOn(swarm: Swarm, service: Service, network: Network): string[] {
  return attachmentsOn(swarm, service, network).flatMap((entry) => entry.aliases);
}

/** The service's entries for a network: one, unless somebody listed it twice. */
export function attachmentsOn(swarm: Swarm, service: Service, network: Network): Attachment[] {
  const index = indexOf(swarm);
  return listOf(service).filter((entry) => index.network(entry.target)?.id === network.id);
}

/** The list in effect: TaskTemplate.Networks, else the deprecated one. */
export function listOf(service: Service): Attachment[] {
  return service.networks.length > 0 ? service.networks : service.legacyNetworks;
}
