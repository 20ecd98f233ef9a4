import { rule } from "../rule.ts";
import { THE_SWARM } from "../subjects.ts";
import { count } from "../../base/listing.ts";
import { gossip, nodeAddress, tunnelEnds } from "./addresses.ts";

export const sn0508 = rule({
  code: "SN0508",
  name: "control-and-data-not-separated",
  level: "info",
  confidence: "medium",
  since: "0.1.0",
  scope: ["live"],
  reads: ["networks", "gossip", "nodes"],
  what: "Applications' traffic between nodes takes the same addresses as the management of the swarm",
  why:
    "When both share a network, tasks that fill it slow the managers' heartbeats, and whoever may listen to application traffic also " +
    "sees where the managers are. Docker can keep them apart with a data path address for each node.",
  fix:
    "On nodes with two networks, leave and join again with --advertise-addr on one and --data-path-addr on the other",
  reference: ["https://docs.docker.com/reference/cli/docker/swarm/init/#data-path-addr"],
  falsePositives: "Nodes with one network interface, which are most of them",
  cis: "7.9",
  bad: [{
    title: "The tunnels end where the managers listen",
    swarm: { networks: [{ name: "app", gossip: gossip("192.168.7.1", "192.168.7.2") }] },
  }],
  good: [{
    title: "A second network for applications",
    swarm: { networks: [{ name: "app", gossip: gossip("10.77.0.1", "10.77.0.2") }] },
  }],
  check(view, report, skip) {
    const ends = tunnelEnds(view);
    if (ends.length === 0) {
      skip("the gossip tables seen from here name no node's data path address");
      return;
    }
    const known = new Set(view.nodes.map(nodeAddress));
    if (!ends.every((end) => known.has(end))) return;
    report({
      object: THE_SWARM,
      message: `All ${count(ends.length, "data path address", "data path addresses")} seen from here ` +
        `are the addresses under which the nodes are managed`,
    });
  },
});
