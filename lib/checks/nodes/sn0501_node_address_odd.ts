import type { Node } from "../../swarm/model.ts";
import { rule } from "../rule.ts";
import { node } from "../subjects.ts";
import { type AddressKind, addressKind, nodeAddress } from "./addresses.ts";

const ODD: Partial<Record<AddressKind, string>> = {
  unspecified: "which is no address that anybody can send to",
  loopback: "which every machine has for itself",
  "link-local": "which is valid on one link only and may be another one after a restart",
  multicast: "which is a multicast address",
};

export const sn0501 = rule({
  code: "SN0501",
  name: "node-address-odd",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["live"],
  reads: ["nodes"],
  what: "A node is known to the swarm under an address that the other nodes cannot use",
  why:
    "Nodes send overlay traffic and gossip to the address under which each joined. Under an unspecified, loopback or " +
    "link-local one a node takes tasks that the others cannot reach, and nothing says so.",
  fix: "Let the node leave, and join again with --advertise-addr and an address that all nodes reach",
  reference: [
    "https://docs.docker.com/reference/cli/docker/swarm/join/#advertise-addr",
    "https://github.com/moby/moby/issues/31135",
    "https://github.com/moby/moby/issues/35437",
  ],
  bad: [
    {
      title: "A worker that joined over loopback",
      swarm: { nodes: [{ hostname: "m1" }, { hostname: "w1", addr: "127.0.0.1" }] },
    },
    {
      title: "A link-local address, as without DHCP",
      swarm: { nodes: [{ hostname: "m1" }, { hostname: "w1", addr: "169.254.17.3" }] },
    },
  ],
  good: [{
    title: "Addresses of the private network",
    swarm: { nodes: [{ hostname: "m1" }, { hostname: "w1" }] },
  }],
  check(view, report) {
    // With nobody else there is nobody who could not reach it.
    if (view.nodes.length < 2) return;
    for (const one of view.nodes) {
      const found = oddity(one);
      if (found !== undefined) {
        report({ object: node(one), message: `Node ${one.hostname} is known under ${found}` });
      }
    }
  },
});

function oddity(one: Node): string | undefined {
  if (one.state !== "ready") return undefined;
  const address = nodeAddress(one);
  if (address === "") return "no address at all";
  const why = ODD[addressKind(address)];
  return why === undefined ? undefined : `the address ${address}, ${why}`;
}
