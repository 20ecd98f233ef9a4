import type { Node } from "../../swarm/model.ts";
import { rule } from "../rule.ts";
import { node } from "../subjects.ts";
import { listed } from "../../base/listing.ts";
import { nodeAddress } from "./addresses.ts";

export const sn0502 = rule({
  code: "SN0502",
  name: "node-address-duplicate",
  level: "error",
  confidence: "medium",
  since: "0.1.0",
  scope: ["live"],
  reads: ["nodes"],
  what: "Several nodes are known under the same address",
  why:
    "A node's address is where the others send its overlay traffic. Nodes behind one NAT address cannot be told apart there: " +
    "VXLAN and IPsec packets for one of them arrive at another or nowhere, while both show as ready.",
  fix:
    "Give each node an address of its own that all others reach, and let it join again with --advertise-addr",
  reference: [
    "https://github.com/moby/moby/issues/31135",
    "https://docs.docker.com/engine/swarm/swarm-tutorial/#open-protocols-and-ports-between-the-hosts",
  ],
  falsePositives:
    "Nodes that reach the managers through a proxy but have a data path address (--data-path-addr) of their own",
  bad: [{
    title: "Two workers behind one NAT address",
    swarm: {
      nodes: [{ hostname: "m1" }, { hostname: "w1", addr: "203.0.113.9" }, {
        hostname: "w2",
        addr: "203.0.113.9",
      }],
    },
  }],
  good: [{
    title: "Each its own",
    swarm: { nodes: [{ hostname: "m1" }, { hostname: "w1" }, { hostname: "w2" }] },
  }],
  check(view, report) {
    const holders = new Map<string, Node[]>();
    for (const one of view.nodes) {
      const address = nodeAddress(one);
      // A node that joined again leaves its old entry behind, which is down.
      if (one.state !== "ready" || address === "" || address === "0.0.0.0") continue;
      holders.set(address, [...holders.get(address) ?? [], one]);
    }
    for (const [address, nodes] of holders) {
      if (nodes.length < 2) continue;
      const names = nodes.map(({ hostname }) => hostname).sort();
      report({
        object: node(nodes[0]!),
        message: `Nodes ${listed(names)} are all known under ${address}`,
        part: address,
      });
    }
  },
});
