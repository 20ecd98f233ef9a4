import { parsePrefix } from "../../swarm/cidr.ts";
import { usableOf } from "../../swarm/usage.ts";
import { count } from "../../base/listing.ts";
import { atSubnet } from "../address_ranges.ts";
import { creating } from "../change_examples.ts";
import { freeSubnet, replaced } from "../fix_network.ts";
import { rule } from "../rule.ts";
import { isOverlay, network } from "../subjects.ts";

/** A service of one task needs this many: its VIP, the task, the load balancer of the node. */
const LEAST = 3;

export const sn0231 = rule({
  code: "SN0231",
  name: "subnet-too-small",
  level: "error",
  confidence: "high",
  since: "0.2.0",
  scope: ["live", "stack", "change"],
  reads: ["networks", "stack", "policy", "cluster", "nodes", "source"],
  what: "A network has fewer addresses than a service with one task needs",
  why:
    "A service takes an address for its VIP, one for each task, and each node with a task one for its load balancer. Without a free address tasks " +
    "stay in state new, and no error is reported.",
  fix: "Use a /24, which leaves 253 addresses, or at least a /29, which leaves 5",
  reference: ["swarmkit manager/allocator (reproduced on 20.10.24 and 28.5.2)"],
  bad: [
    { title: "A /30", swarm: {}, change: creating("--subnet 10.20.0.0/30", { subnets: ["10.20.0.0/30"] }) },
    { title: "A network that exists", swarm: { networks: [{ name: "app", subnet: "10.20.0.0/30" }] } },
  ],
  good: [{
    title: "A /29",
    swarm: {},
    change: creating("--subnet 10.20.0.0/29", { subnets: ["10.20.0.0/29"] }),
  }],
  check(view, report) {
    for (const one of view.networks) {
      if (!view.judged(one) || !isOverlay(one) || one.ingress) continue;
      const subnets = one.ipam.config.filter(({ subnet }) => parsePrefix(subnet) !== null);
      if (subnets.length === 0 || subnets.length < one.ipam.config.length) continue;
      const usable = subnets.reduce((sum, config) => sum + usableOf(config), 0);
      if (usable >= LEAST) continue;
      const free = view.scope === "stack" ? null : freeSubnet(view, 24);
      report({
        object: network(one),
        ...atSubnet(view, one),
        message: `Network ${one.name} is too small: it has ${
          count(usable, "address", "addresses")
        } for services`,
        ...(usable === LEAST - 1 ? { level: "warning" as const } : {}),
        ...(free === null ? {} : replaced(view, one, "Move it to a larger subnet", ["--subnet", free])),
      });
    }
  },
});
