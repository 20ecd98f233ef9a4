import { only, parseAddress } from "../../swarm/cidr.ts";
import { dataPathPortOf } from "../../swarm/data_path.ts";
import { rangeKind } from "../../swarm/ranges.ts";
import { rule } from "../rule.ts";
import { THE_SWARM } from "../subjects.ts";
import { count, listed } from "../../base/listing.ts";

export const sn0114 = rule({
  code: "SN0114",
  name: "vxlan-public-address",
  level: "warning",
  confidence: "medium",
  since: "0.1.0",
  scope: ["live"],
  reads: ["nodes", "cluster"],
  what: "Nodes of the swarm have public addresses, where anybody may send to their VXLAN port",
  why:
    "The VXLAN port listens on every interface, whatever --data-path-addr says, and VXLAN knows no passwords: a packet from " +
    "anywhere that names the right network ends up in it. Only a firewall keeps strangers out.",
  fix:
    "Let only the swarm's own nodes reach the data path port over UDP, 7946 over TCP and UDP, and 2377 over TCP, or move the " +
    "swarm to private addresses",
  reference: [
    "https://github.com/moby/moby/security/advisories/GHSA-vwm3-crmr-xfxw",
    "https://github.com/moby/moby/issues/47667",
  ],
  falsePositives: "A firewall that only lets the nodes through, which cannot be seen from here",
  bad: [{
    title: "A node on the internet",
    swarm: { nodes: [{ hostname: "m1", addr: "8.8.4.4" }] },
  }],
  good: [{ title: "Private addresses", swarm: { nodes: [{ hostname: "m1", addr: "10.99.0.1" }] } }],
  check(view, report) {
    const found = view.nodes.filter((node) => {
      const address = parseAddress(node.addr);
      return address !== null && rangeKind(only(address)) === "public";
    });
    if (found.length === 0) return;
    const port = dataPathPortOf(view.cluster);
    report({
      object: THE_SWARM,
      message: `${count(found.length, "node has a public address", "nodes have public addresses")}: ${
        listed(found.map((node) => `${node.hostname} (${node.addr})`))
      }; UDP port ${port} must be closed to everybody but the swarm's nodes`,
    });
  },
});
