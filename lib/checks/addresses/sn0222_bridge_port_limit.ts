import { indexOf } from "../../swarm/index.ts";
import type { Network, Node } from "../../swarm/model.ts";
import { isLive } from "../../swarm/task_state.ts";
import { rule, type View } from "../rule.ts";
import { network } from "../subjects.ts";

/** A Linux bridge has 1024 ports (linux net/bridge/br_private.h BR_MAX_PORTS); from here on it is worth a word. */
const MANY = 800;

export const sn0222 = rule({
  code: "SN0222",
  name: "bridge-port-limit",
  level: "warning",
  confidence: "high",
  since: "0.1.0",
  scope: ["live"],
  reads: ["networks", "tasks", "nodes"],
  what: "A node has nearly as many tasks on one network as a Linux bridge has ports",
  why:
    "On each node the tasks of a network are joined by one Linux bridge, which takes 1024 ports. The next container on that node then " +
    "cannot start, whatever addresses are left.",
  fix: "Spread the tasks over more nodes (--replicas-max-per-node), or split the network",
  reference: [
    "https://github.com/moby/moby/issues/44973",
    "https://docs.docker.com/engine/network/drivers/overlay/#connection-limit-for-overlay-networks",
  ],
  bad: [{
    title: "900 tasks of a network on one node",
    swarm: crowd(900, ["m1"]),
  }],
  good: [{ title: "900 tasks on three nodes", swarm: crowd(900, ["m1", "m2", "m3"]) }],
  check(view, report) {
    const nodes = indexOf(view.swarm).nodeById;
    for (const one of view.networks) {
      if (one.scope !== "swarm") continue;
      for (const [id, tasks] of tasksByNode(view, one)) {
        if (tasks <= MANY) continue;
        const node: Node | undefined = nodes.get(id);
        const name = node?.hostname ?? id;
        report({
          object: network(one),
          message:
            `Node ${name} has ${tasks} tasks on network ${one.name}; at 1024 no further one can start there`,
          part: name,
        });
      }
    }
  },
});

function tasksByNode(view: View, one: Network): Map<string, number> {
  const found = new Map<string, number>();
  for (const task of indexOf(view.swarm).tasksOn(one.id)) {
    if (task.node !== "" && isLive(task)) found.set(task.node, (found.get(task.node) ?? 0) + 1);
  }
  return found;
}

/** Examples: so many tasks, dealt out to these nodes. */
function crowd(many: number, hosts: readonly string[]) {
  return {
    networks: [{ name: "app", subnet: "10.60.0.0/20" }],
    services: [{ name: "api", on: ["app"], replicas: many }],
    nodes: hosts.map((hostname) => ({ hostname })),
  };
}
