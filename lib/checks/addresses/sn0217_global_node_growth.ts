import { rule } from "../rule.ts";
import { network } from "../subjects.ts";
import { count, listed } from "../../base/listing.ts";
import { largerNetwork, roomsIn, takersText } from "./rooms.ts";

/** Nodes that a network should have room for. */
const SPARE_NODES = 5;

export const sn0217 = rule({
  code: "SN0217",
  name: "global-node-growth",
  level: "info",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "stack"],
  reads: ["networks", "services", "tasks", "nodes", "inspected", "cluster", "source", "policy"],
  what: "A network has room for few more nodes",
  why:
    "A global service puts a task on every new node, which takes an address for the task and one for the node's load balancer on each of " +
    "its networks; on the ingress network every node takes one whatever runs there. When they run out, the new node's tasks stay new.",
  fix: "Plan a larger network before nodes are added, or keep the global service on fewer networks",
  reference: ["swarmkit manager/allocator/network.go", "swarmkit manager/orchestrator/global"],
  falsePositives: "A swarm that gets no further nodes",
  bad: [{
    title: "A /28 with two global services",
    swarm: {
      networks: [{ name: "app", subnet: "10.9.0.0/28" }],
      services: [{ name: "agent", on: ["app"], mode: "global" }, {
        name: "logs",
        on: ["app"],
        mode: "global",
      }],
    },
  }],
  good: [{
    title: "A /24 with two global services",
    swarm: {
      networks: [{ name: "app" }],
      services: [{ name: "agent", on: ["app"], mode: "global" }, {
        name: "logs",
        on: ["app"],
        mode: "global",
      }],
    },
  }],
  check(view, report, skip) {
    for (const judged of roomsIn(view, skip)) {
      const { network: one, room, at } = judged;
      const globals = room.takers.filter(({ service }) => service.mode === "global").map(({ service }) =>
        service.name
      );
      // A full network is SN0213's.
      if ((globals.length === 0 && !one.ingress) || room.free <= 0) continue;
      const left = Math.floor(Math.max(0, room.free - room.transient) / (1 + globals.length));
      if (left >= SPARE_NODES) continue;
      report({
        object: network(one),
        message: `Network ${one.name} has room for ${
          left === 0 ? "no further node" : count(left, "more node")
        }: each takes ${count(1 + globals.length, "address", "addresses")} there${
          globals.length === 0 ? "" : ` (${listed(globals)}, and a load balancer)`
        }`,
        details: takersText(room),
        fix: largerNetwork(view, judged),
        ...(at === undefined ? {} : { at }),
      });
    }
  },
});
