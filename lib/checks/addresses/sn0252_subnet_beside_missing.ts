import { formatPrefix, overlaps } from "../../swarm/cidr.ts";
import { subnetsOf } from "../../swarm/occupants.ts";
import { replace } from "../change_examples.ts";
import { freeSubnet } from "../fix_network.ts";
import { askedOf, replacementOf } from "../replacement.ts";
import { rule } from "../rule.ts";
import { network } from "../subjects.ts";

export const sn0252 = rule({
  code: "SN0252",
  name: "subnet-beside-missing",
  level: "error",
  confidence: "high",
  since: "0.2.0",
  scope: ["change"],
  reads: ["networks", "nodes", "cluster", "source", "policy", "change"],
  refusedByEngine: true,
  what: "A network that exists beside the one it replaces would have no usable subnet",
  why:
    "The old and the new or a temporary network exist at the same time, so they cannot share addresses: the managers would never allocate the " +
    "second one.",
  fix: "Name another --subnet, or remove unused networks",
  reference: ["moby daemon/libnetwork/cnmallocator", "https://github.com/moby/moby/issues/46756"],
  bad: [{
    title: "A part of the old subnet under a new name",
    swarm: { networks: [{ name: "app", subnet: "10.5.0.0/24" }] },
    change: replace("--subnet 10.5.0.0/25 --name app2", "app", { subnets: ["10.5.0.0/25"], name: "app2" }),
  }],
  good: [{
    title: "The same under the same name: the old network is removed before",
    swarm: { networks: [{ name: "app", subnet: "10.5.0.0/24" }] },
    change: replace("--subnet 10.5.0.0/25", "app", { subnets: ["10.5.0.0/25"] }),
  }],
  check(view, report) {
    for (const { network: one, successor, missingSubnet } of replacementOf(view)?.successors ?? []) {
      if (missingSubnet !== undefined) {
        report({
          object: network(one),
          message:
            `No free subnet of /${missingSubnet} was found for the network that exists beside ${one.name}`,
          fix: { text: "Remove unused networks", commands: ["docker swarmnet prune --dry-run"] },
          part: "none",
        });
      }
      if (one.ingress || successor.name === one.name || askedOf(view, one).subnets === undefined) continue;
      const own = subnetsOf(one);
      for (const block of subnetsOf(successor).filter((each) => own.some((other) => overlaps(each, other)))) {
        const free = freeSubnet(view, block.bits);
        report({
          object: network(one),
          message: `--subnet ${
            formatPrefix(block)
          } overlaps network ${one.name}, which exists until ${successor.name} has its services`,
          ...(free === null ? {} : { fix: { text: `--subnet ${free}` } }),
          part: formatPrefix(block),
        });
      }
    }
  },
});
