import { hasSwarm, NEEDS_SWARM } from "../known_swarm.ts";
import { atSubnet } from "../address_ranges.ts";
import { resubnetted } from "../fix_network.ts";
import { rule } from "../rule.ts";
import { network } from "../subjects.ts";
import { givesSubnet, namesText, overlapsWith, subnetOfNetwork } from "./overlapping.ts";

export const sn0203 = rule({
  code: "SN0203",
  name: "subnet-overlap-node-address",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "stack", "change"],
  reads: ["networks", "nodes", "source", "stack", "cluster", "policy", "change"],
  what: "The address of a node lies in the subnet of an overlay network",
  why:
    "Containers send packets for the node's address into the network, so they cannot reach the node, its published ports or any " +
    "other service on it. The engine does not check this.",
  fix: "Create the network with a subnet outside of the nodes' own network, and move its services there",
  reference: ["https://github.com/moby/moby/issues/27399"],
  bad: [{
    title: "An overlay over the nodes' network",
    swarm: { networks: [{ name: "app", subnet: "192.168.7.0/24" }] },
  }],
  good: [{ title: "Apart from the nodes", swarm: { networks: [{ name: "app", subnet: "192.168.8.0/24" }] } }],
  check(view, report, skip) {
    if (!hasSwarm(view)) {
      if (givesSubnet(view)) skip(NEEDS_SWARM);
      return;
    }
    for (const { network: one, others } of overlapsWith(view, ["node", "manager"])) {
      if (!view.judged(one)) continue;
      report({
        object: network(one),
        ...atSubnet(view, one),
        message: `${subnetOfNetwork(view, one)} holds the address of ${
          namesText(others)
        }, which its containers cannot reach`,
        ...resubnetted(view, one),
      });
    }
  },
});
