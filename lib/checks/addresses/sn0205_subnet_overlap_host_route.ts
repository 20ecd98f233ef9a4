import { containsPrefix } from "../../swarm/cidr.ts";
import { subnetsOf } from "../../swarm/occupants.ts";
import { hasSwarm, NEEDS_SWARM } from "../known_swarm.ts";
import { atSubnet } from "../address_ranges.ts";
import { resubnetted } from "../fix_network.ts";
import { rule } from "../rule.ts";
import { isOverlay, network } from "../subjects.ts";
import { namesText, overlapsWith, subnetOfNetwork } from "./overlapping.ts";

export const sn0205 = rule({
  code: "SN0205",
  name: "subnet-overlap-host-route",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "stack", "change"],
  reads: ["networks", "nodes", "source", "stack", "cluster", "policy", "change"],
  what: "An overlay network has addresses that this machine reaches elsewhere",
  why:
    "The machine is attached to a network with these addresses: a data center, a VPN, a cloud. Containers send packets for them into " +
    "the overlay, so the databases, name servers and hosts there cannot be reached. Docker does not check it.",
  fix: "Create the network with a subnet that is used nowhere else, and move its services there",
  reference: ["https://github.com/moby/moby/issues/23207", "https://github.com/moby/moby/issues/27399"],
  bad: [{
    title: "The machine is in 10.8.0.0/24, and so is the overlay",
    swarm: { networks: [{ name: "app", subnet: "10.8.0.0/24" }], source: { hostRoutes: ["10.8.0.0/24"] } },
  }],
  good: [{
    title: "The machine is elsewhere",
    swarm: { networks: [{ name: "app", subnet: "10.8.0.0/24" }], source: { hostRoutes: ["192.168.7.0/24"] } },
  }],
  check(view, report, skip) {
    if (view.source.hostRoutes === null) {
      if (view.networks.some((one) => view.judged(one) && isOverlay(one) && one.ipam.config.length > 0)) {
        skip(
          hasSwarm(view)
            ? "needs the routes of a node: run it on a manager itself, not through a remote context or from a snapshot made there"
            : NEEDS_SWARM,
        );
      }
      return;
    }
    for (const { network: one, others } of overlapsWith(view, ["host route"])) {
      if (!view.judged(one)) continue;
      const own = subnetsOf(one);
      // Of a much larger network elsewhere a small part is lost; else all of it.
      const part = others.every(({ block }) =>
        own.every((subnet) => subnet.bits > block.bits && containsPrefix(block, subnet))
      );
      report({
        object: network(one),
        ...atSubnet(view, one),
        message: part
          ? `${subnetOfNetwork(view, one)} is a part of ${
            namesText(others)
          }, which this machine is attached to: containers cannot reach that part`
          : `${subnetOfNetwork(view, one)} overlaps ${
            namesText(others)
          }, which this machine is attached to: containers cannot reach it`,
        ...(part ? { level: "warning" as const } : {}),
        ...resubnetted(view, one),
      });
    }
  },
});
