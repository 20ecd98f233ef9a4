import { formatPrefix } from "../../swarm/cidr.ts";
import { subnetsOf } from "../../swarm/occupants.ts";
import { keyOf } from "../address_ranges.ts";
import { rule } from "../rule.ts";
import { isOverlay, network } from "../subjects.ts";
import { listed } from "../../base/listing.ts";

export const sn0207 = rule({
  code: "SN0207",
  name: "several-subnets",
  level: "warning",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "stack", "change"],
  reads: ["networks", "stack"],
  what: "An overlay network has several IPv4 subnets",
  why:
    "A VIP or a task gets one address, from an arbitrary one of the subnets, not one in each. Firewall rules or configurations that " +
    "name a subnet then fit some tasks and not others, and may change at each restart.",
  fix: "Use one subnet that is large enough, or a network for each purpose",
  reference: [
    "moby libnetwork/cnmallocator/networkallocator.go (8 tasks split 5 to 3, observed on 20.10.24)",
  ],
  bad: [
    {
      title: "Two subnets in a stack file",
      stack: "services: {a: {image: x, networks: [n]}}\n" +
        "networks: {n: {ipam: {config: [{subnet: 10.5.0.0/24}, {subnet: 10.6.0.0/24}]}}}\n",
    },
  ],
  good: [{
    title: "One subnet",
    stack:
      "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {ipam: {config: [{subnet: 10.5.0.0/23}]}}}\n",
  }],
  check(view, report) {
    for (const one of view.networks) {
      if (!view.judged(one) || !isOverlay(one)) continue;
      const blocks = subnetsOf(one).filter(({ family }) => family === 4);
      if (blocks.length < 2) continue;
      const at = keyOf(view, one, ["ipam", "config", 1]);
      report({
        object: network(one),
        message: `Network ${one.name} has ${blocks.length} subnets, ${
          listed(blocks.map(formatPrefix))
        }: each VIP and task gets its address from an arbitrary one of them`,
        ...(at === undefined ? {} : { at }),
      });
    }
  },
});
