import { hasSwarm, NEEDS_SWARM } from "../known_swarm.ts";
import { atSubnet } from "../address_ranges.ts";
import { resubnetted } from "../fix_network.ts";
import { rule } from "../rule.ts";
import { network } from "../subjects.ts";
import { givesSubnet, namesText, overlapsWith, subnetOfNetwork } from "./overlapping.ts";

export const sn0204 = rule({
  code: "SN0204",
  name: "subnet-overlap-local",
  level: "warning",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "stack", "change"],
  reads: ["networks", "nodes", "source", "stack", "cluster", "policy", "change"],
  what:
    "An overlay network shares addresses with a bridge of the engine that was asked, or with the pool bridges are cut from",
  why:
    "A task is attached to docker_gwbridge and to each of its overlays. Where both have an address, the task reaches only one of " +
    "them: hosts outside the swarm, or other tasks. Docker compares overlays with overlays only.",
  fix:
    "Create the overlay with another subnet; bridges get theirs from default-address-pools in daemon.json, per node",
  reference: [
    "https://github.com/moby/moby/issues/50011",
    "moby libnetwork/ipamutils: pools of local bridges",
  ],
  falsePositives:
    "The bridges of other nodes may have other subnets; only the engine that was asked shows its own",
  bad: [{
    title: "An overlay inside docker_gwbridge's subnet",
    swarm: { networks: [{ name: "reports", subnet: "172.18.4.0/24" }] },
  }],
  good: [{
    title: "An overlay of the swarm's own pool",
    swarm: { networks: [{ name: "reports", subnet: "10.0.9.0/24" }] },
  }],
  check(view, report, skip) {
    if (!hasSwarm(view)) {
      if (givesSubnet(view)) skip(NEEDS_SWARM);
      return;
    }
    for (const { network: one, others } of overlapsWith(view, ["local network", "bridge pool"])) {
      if (!view.judged(one)) continue;
      const bridges = others.filter(({ kind }) => kind === "local network");
      report({
        object: network(one),
        ...atSubnet(view, one),
        message: bridges.length > 0
          ? `${subnetOfNetwork(view, one)} overlaps the local network ${namesText(bridges)} of this engine`
          : `${subnetOfNetwork(view, one)} overlaps the pool ${
            namesText(others)
          }, from which any engine may create a bridge later`,
        // It takes a dozen bridges on one engine before that happens.
        ...(bridges.length > 0 ? resubnetted(view, one) : { level: "info" as const }),
      });
    }
  },
});
