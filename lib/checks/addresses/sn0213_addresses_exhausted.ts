import { indexOf } from "../../swarm/index.ts";
import type { Swarm } from "../../swarm/model.ts";
import { roomOf } from "../../swarm/room.ts";
import { isLive } from "../../swarm/task_state.ts";
import { rule, type View } from "../rule.ts";
import { isPlanned, network } from "../subjects.ts";
import { type Judged, largerNetwork, roomsIn, takersText } from "./rooms.ts";

export const sn0213 = rule({
  code: "SN0213",
  name: "addresses-exhausted",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "stack", "change"],
  reads: ["networks", "services", "tasks", "nodes", "inspected", "cluster", "source", "policy", "change"],
  what: "A network has no address left, or has fewer than its services need",
  why:
    "Each task, each VIP and the load balancer of each node with a task takes an address. When none is left, new tasks stay in state new " +
    "without a node and without an error in the API; only the manager's log tells. So a failed task is not replaced either.",
  fix:
    "Move services to a larger network, or free addresses: fewer replicas, endpoint mode dnsrr, fewer services",
  reference: [
    "swarmkit manager/allocator/network.go (a /29 is full with one service of 2 tasks on 2 nodes: observed on 28.5.2)",
    "https://github.com/moby/moby/issues/37338",
  ],
  bad: [
    {
      title: "A /29 with a service of two tasks on two nodes",
      swarm: {
        networks: [{ name: "app", subnet: "10.9.0.0/29" }],
        services: [{ name: "api", on: ["app"], replicas: 2 }],
      },
    },
    {
      title: "A stack's tasks that its subnet cannot hold",
      stack: "services: {a: {image: x, networks: [n], deploy: {replicas: 6}}}\n" +
        "networks: {n: {ipam: {config: [{subnet: 10.9.0.0/29}]}}}\n",
    },
  ],
  good: [{
    title: "A /24 for the same",
    swarm: { networks: [{ name: "app" }], services: [{ name: "api", on: ["app"], replicas: 2 }] },
  }],
  check(view, report, skip) {
    for (const judged of roomsIn(view, skip)) {
      const { network: one, room, at } = judged;
      // SN0231 reports one without addresses when it is created.
      if (room.takers.length === 0 && isPlanned(view, one)) continue;
      if (!isExhausted(view, judged)) continue;
      report({
        object: network(one),
        message: room.free < 0
          ? `Network ${one.name} has ${room.usable} addresses, and its services need ${room.need}: ${
            view.scope === "live" ? "some tasks wait" : "some tasks will stay new"
          }`
          : `Network ${one.name} is full: all ${room.usable} addresses are taken, so no further task can start`,
        details: takersText(room),
        fix: largerNetwork(view, judged),
        ...(at === undefined ? {} : { at }),
        ...(isWorsened(view, judged) ? { part: "worsened" } : {}),
      });
    }
  },
});

/** Whether a change needs more addresses of the network, or replaces tasks of it while others wait: then it is told although it was full before. */
function isWorsened(view: View, { network: one, room }: Judged): boolean {
  const { before } = view;
  if (before === undefined || view.swarm === before) return false;
  const old = indexOf(before).networkById.get(one.id);
  const known = old === undefined ? null : roomOf(before, old);
  if (known === null) return false;
  if (room.need > known.need) return true;
  return room.free < 0 && isFull(before, { network: old!, room: known }) &&
    room.takers.some(({ service, tasks }) => tasks > 0 && view.updated(service.id));
}

/** What only seems to want an address, such as a task that has done its work for good, does not fill a network. */
function isExhausted(view: View, { network: one, room }: Judged): boolean {
  if (room.free > 0) return false;
  if (view.scope !== "live" && room.free < 0) return true;
  return view.scope !== "stack" && isFull(view.swarm, { network: one, room });
}

/** Whether no address is left, or a task waits for one. */
function isFull(swarm: Swarm, { network: one, room }: Pick<Judged, "network" | "room">): boolean {
  if (room.held >= room.usable) return true;
  const index = indexOf(swarm);
  return room.takers.some(({ service }) =>
    index.tasksOf(service.id).some((task) =>
      isLive(task) && task.desired === "running" && !task.networks.some((at) => at.network === one.id)
    )
  );
}
