import { formatPrefix } from "../../swarm/cidr.ts";
import { subnetsOf } from "../../swarm/occupants.ts";
import { atSubnet } from "../address_ranges.ts";
import { rule } from "../rule.ts";
import { isOverlay, network } from "../subjects.ts";
import { listed } from "../../base/listing.ts";

export const sn0208 = rule({
  code: "SN0208",
  name: "ipv6-overlay",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "stack", "change"],
  reads: ["networks", "stack", "change"],
  refusedByEngine: true,
  what: "An overlay network asks for IPv6, which swarm does not carry",
  why:
    "Swarm allocates one IPv4 address for each attachment; VIPs, load balancing and the routing mesh are IPv4 only. With an IPv6 " +
    "subnet newer engines create the network and never allocate it, and 20.10 rejects its tasks. --ipv6 alone has no effect.",
  fix: "Leave IPv6 out; to serve IPv6 clients publish in host mode, or put a load balancer in front",
  reference: [
    "https://github.com/moby/moby/issues/52469",
    "https://github.com/moby/moby/issues/24379",
    "reproduced on 20.10.24 and 28.5.2",
  ],
  bad: [{
    title: "An IPv6 subnet in a stack file",
    stack:
      'services: {a: {image: x, networks: [n]}}\nnetworks: {n: {ipam: {config: [{subnet: "fd00:5::/64"}]}}}\n',
  }],
  good: [{
    title: "IPv4 only",
    stack:
      "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {ipam: {config: [{subnet: 10.5.0.0/24}]}}}\n",
  }],
  check(view, report) {
    for (const one of view.networks) {
      if (!view.judged(one) || !isOverlay(one)) continue;
      const blocks = subnetsOf(one).filter(({ family }) => family === 6);
      if (blocks.length === 0 && !one.enableIPv6) continue;
      report({
        object: network(one),
        ...atSubnet(view, one),
        message: blocks.length > 0
          ? `Network ${one.name} has the IPv6 subnet ${
            listed(blocks.map(formatPrefix))
          }, which swarm cannot use: its tasks do not start`
          : `Network ${one.name} enables IPv6, which has no effect on an overlay network`,
        ...(blocks.length > 0 ? {} : { level: "warning" as const }),
        ...(view.change?.kind === "create-network"
          ? { fix: { text: `Leave ${blocks.length > 0 ? "the IPv6 subnet and " : ""}--ipv6 out` } }
          : {}),
      });
    }
  },
});
