import { containsPrefix, formatPrefix, parsePrefix } from "../../swarm/cidr.ts";
import { subnetsOf } from "../../swarm/occupants.ts";
import { atSubnet } from "../address_ranges.ts";
import { resubnetted } from "../fix_network.ts";
import { rule } from "../rule.ts";
import { isOverlay, isPlanned, network } from "../subjects.ts";
import { listed } from "../../base/listing.ts";
import { subnetOfNetwork } from "./overlapping.ts";

export const sn0220 = rule({
  code: "SN0220",
  name: "policy-allowed-subnets",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "stack", "change"],
  reads: ["networks", "stack", "policy", "change", "source", "nodes"],
  concernsUsers: true,
  what: "An overlay network's subnet lies outside of the ranges that the configuration allows",
  why:
    "The configuration reserves ranges for overlay networks, so that they do not overlap other networks of the organisation. Docker " +
    "compares overlays with overlays only.",
  fix: "Create the network with a subnet of an allowed range",
  reference: ["docs/decisions/0007-rules.md"],
  bad: [
    {
      title: "A live network elsewhere",
      swarm: { networks: [{ name: "app", subnet: "10.99.0.0/24" }] },
      policy: { allowedSubnets: ["10.20.0.0/16"] },
    },
    {
      title: "A stack's network that reaches out of the range",
      stack:
        "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {ipam: {config: [{subnet: 10.20.0.0/15}]}}}\n",
      policy: { allowedSubnets: ["10.20.0.0/16"] },
    },
  ],
  good: [{
    title: "Inside",
    swarm: { networks: [{ name: "app", subnet: "10.20.7.0/24" }] },
    policy: { allowedSubnets: ["10.20.0.0/16"] },
  }],
  check(view, report) {
    const allowed = view.policy.allowedSubnets.flatMap((text) => parsePrefix(text) ?? []);
    if (allowed.length === 0) return;
    for (const one of view.networks) {
      if (!view.judged(one) || !isOverlay(one)) continue;
      const outside = subnetsOf(one).filter((block) =>
        !allowed.some((range) => containsPrefix(range, block))
      );
      if (outside.length === 0) continue;
      report({
        object: network(one),
        ...atSubnet(view, one),
        ...(isPlanned(view, one) ? resubnetted(view, one) : {}),
        message: `${subnetOfNetwork(view, one)} lies outside of ${listed(allowed.map(formatPrefix))}`,
      });
    }
  },
});
