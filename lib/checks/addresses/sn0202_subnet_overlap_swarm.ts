import { formatPrefix, masked, parsePrefix, type Prefix } from "../../swarm/cidr.ts";
import type { Network } from "../../swarm/model.ts";
import { hasSwarm, NEEDS_SWARM } from "../known_swarm.ts";
import { atSubnet } from "../address_ranges.ts";
import { resubnetted } from "../fix_network.ts";
import { rule } from "../rule.ts";
import { isPlanned, network } from "../subjects.ts";
import { givesSubnet, namesText, overlapsWith, subnetOfNetwork, subnetsText } from "./overlapping.ts";

export const sn0202 = rule({
  code: "SN0202",
  name: "subnet-overlap-swarm",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "stack", "change"],
  reads: ["networks", "nodes", "source", "stack", "cluster", "policy", "change"],
  refusedByEngine: true,
  what: "Two networks of the swarm share addresses",
  why:
    "The engine creates a network whose subnet overlaps another one, and the managers never allocate it: its tasks do not start. " +
    "One with an ip-range and the very same subnet is allocated: both networks then give out the same addresses.",
  fix: "Create one of them with another subnet; `docker swarmnet create` without --subnet picks a free one",
  reference: [
    "https://github.com/moby/moby/issues/46756",
    "moby libnetwork/cnmallocator (reproduced on 20.10.24 and 28.5.2)",
  ],
  bad: [
    {
      title: "The same subnet twice",
      swarm: { networks: [{ name: "a", subnet: "10.5.0.0/24" }, { name: "b", subnet: "10.5.0.0/24" }] },
    },
    {
      title: "A subnet of a stack file that the swarm has already",
      stack:
        "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {ipam: {config: [{subnet: 10.5.0.128/25}]}}}\n",
      swarm: { networks: [{ name: "a", subnet: "10.5.0.0/24" }] },
    },
  ],
  good: [{
    title: "Neighbours",
    swarm: { networks: [{ name: "a", subnet: "10.5.0.0/24" }, { name: "b", subnet: "10.5.1.0/24" }] },
  }],
  check(view, report, skip) {
    if (!hasSwarm(view) && givesSubnet(view)) skip(NEEDS_SWARM);
    for (const { network: one, others } of overlapsWith(view, ["swarm network"])) {
      if (!view.judged(one)) continue;
      // Each pair is told once, of the network that came later.
      const told = others.filter((other) => !view.judged(other.network!) || isLater(one, other.network!));
      if (told.length === 0) continue;
      const isAllocated = told.every(({ block }) => sharesSubnet(one, block));
      report({
        object: network(one),
        ...atSubnet(view, one),
        ...(isAllocated ? { binding: false } : {}),
        message: isAllocated || view.scope !== "stack" && !isPlanned(view, one)
          ? `${subnetOfNetwork(view, one)} overlaps that of ${namesText(told)}`
          : `Network ${one.name} could never be allocated: its subnet ${subnetsText(one)} overlaps that of ${
            namesText(told)
          }`,
        ...resubnetted(view, one),
      });
    }
  },
});

/** Managers add a range to a subnet that is taken already (moby daemon/libnetwork/ipams/defaultipam/address_space.go). */
function sharesSubnet(one: Network, block: Prefix): boolean {
  return one.ipam.config.some(({ subnet, range }) => {
    const prefix = parsePrefix(subnet);
    return range !== "" && prefix !== null && formatPrefix(masked(prefix)) === formatPrefix(block);
  });
}

function isLater(one: Network, other: Network): boolean {
  return one.created === other.created ? one.name > other.name : one.created > other.created;
}
