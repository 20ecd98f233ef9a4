import { hasSwarm, NEEDS_SWARM } from "../known_swarm.ts";
import { atSubnet } from "../address_ranges.ts";
import { resubnetted } from "../fix_network.ts";
import { rule } from "../rule.ts";
import { network } from "../subjects.ts";
import { givesSubnet, namesText, overlapsWith, subnetsText } from "./overlapping.ts";

export const sn0203 = rule({
  code: "SN0203",
  name: "subnet-overlap-node-address",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "stack", "change"],
  reads: ["networks", "nodes", "source", "stack", "cluster"],
  what: "The address of a node lies in the subnet of an overlay network",
  why:
    "Containers on the network take the node's address for one of their neighbours, so they cannot reach the node, nor a port it " +
    "publishes, nor anything else that lives there. Nobody checks this when a network is created.",
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
        message: `Subnet ${subnetsText(one)} of network ${one.name} holds the address of ${
          namesText(others)
        }, which its containers cannot reach`,
        ...resubnetted(view, one),
      });
    }
  },
});
