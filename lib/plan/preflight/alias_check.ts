import type { Network, Service, Swarm } from "../../swarm/model.ts";
import { claimsOn } from "../../swarm/name_order.ts";
import { inline } from "../../terminal/boundary.ts";
import type { Problem } from "./problem.ts";

/**
 * Names that services would share on a network. The engine lets them: answers then alternate between, or mix, the
 * services (moby issues 37348, 41961, 42831). Letter case does not matter to its DNS.
 */
export function sharedNames(
  swarm: Swarm,
  network: Network,
  joining: readonly { service: Pick<Service, "id" | "name">; aliases: readonly string[] }[],
): Problem[] {
  const claims = new Map(
    [...claimsOn(swarm, network)].map(([name, owners]) => [name, owners.map((owner) => owner.name)]),
  );
  const before = new Map(claims);
  const claim = (name: string, by: string) => {
    const key = name.toLowerCase();
    const owners = claims.get(key) ?? [];
    if (!owners.includes(by)) claims.set(key, [...owners, by]);
  };
  const ids = new Set(joining.map(({ service }) => service.id));
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
