import { rule } from "../rule.ts";
import { THE_SWARM } from "../subjects.ts";
import { listed } from "../../base/listing.ts";
import { addressKind, gossip, tunnelEnds } from "./addresses.ts";

export const sn0503 = rule({
  code: "SN0503",
  name: "data-path-mixed",
  level: "warning",
  confidence: "medium",
  since: "0.1.0",
  scope: ["live"],
  reads: ["networks", "gossip"],
  what: "The tunnels between nodes end on addresses of different kinds",
  why:
    "Each node sends overlay traffic from its data path address to that of the other node. An IPv4 and an IPv6 address cannot " +
    "speak to each other at all; a private and a public one rarely can, and then over the internet. Tasks that land on such " +
    "a pair of nodes time out, all others work.",
  fix:
    "Let the odd nodes leave, and join again with --data-path-addr and an address of the network that the others use",
  reference: [
    "https://docs.docker.com/reference/cli/docker/swarm/join/#data-path-addr",
    "https://github.com/moby/moby/issues/43643",
    "moby daemon/libnetwork/drivers/overlay/joinleave.go: the gossip table's Host IP",
  ],
  falsePositives: "Sites that are joined by a router which translates or routes between the two",
  bad: [{
    title: "One node on IPv6",
    swarm: { networks: [{ name: "app", gossip: gossip("192.168.7.1", "192.168.7.2", "fd00::3") }] },
  }],
  good: [{
    title: "One network",
    swarm: { networks: [{ name: "app", gossip: gossip("192.168.7.1", "192.168.7.2") }] },
  }],
  check(view, report) {
    const ends = tunnelEnds(view);
    const families = byKind(ends, (end) => end.includes(":") ? "IPv6" : "IPv4");
    if (families.size > 1) {
      report({ object: THE_SWARM, level: "error", message: sentence(families), part: "family" });
      return;
    }
    const ranges = byKind(ends, (end) => addressKind(end) === "public" ? "public" : "private");
    if (ranges.size > 1) report({ object: THE_SWARM, message: sentence(ranges), part: "range" });
  },
});

function byKind(ends: readonly string[], kindOf: (end: string) => string): Map<string, string[]> {
  const kinds = new Map<string, string[]>();
  for (const end of ends) kinds.set(kindOf(end), [...kinds.get(kindOf(end)) ?? [], end]);
  return kinds;
}

function sentence(kinds: ReadonlyMap<string, string[]>): string {
  const parts = [...kinds].map(([kind, ends]) => `${kind} (${listed(ends)})`);
  return `Nodes end their tunnels on addresses of different kinds: ${parts.join(" and ")}`;
}
