import { UPDATE_DEFAULTS, type UpdateConfig } from "../../swarm/model.ts";
import { hostPortOf, placementBlockers } from "../../swarm/update_blockers.ts";
import { encrypt } from "../change_examples.ts";
import { plannedUpdates, updatedBefore } from "../replacement.ts";
import { rule } from "../rule.ts";
import { service } from "../subjects.ts";

/** Examples: a port of the node, and updates that start new tasks first. */
const PORT = { name: "", protocol: "tcp", target: 80, published: 8080, mode: "host" as const };
const FIRST: UpdateConfig = { ...UPDATE_DEFAULTS, order: "start-first" };

export const sn0352 = rule({
  code: "SN0352",
  name: "host-port-moves",
  level: "warning",
  confidence: "medium",
  since: "0.2.0",
  scope: ["change"],
  reads: ["change"],
  what:
    "A plan starts new tasks first of a service with a port of mode host, so the port moves to other nodes",
  why:
    "A port in mode host is answered by the task on that node alone, and a new task starts where the port is free.",
  fix: "Check that a load balancer in front finds the node that answers",
  reference: ["swarmkit manager/scheduler/filter.go HostPortFilter"],
  bad: [{
    title: "Two tasks on three nodes",
    swarm: {
      networks: [{ name: "app", options: {} }],
      services: [{ name: "web", on: ["app"], replicas: 2, update: FIRST, ports: [PORT], portsSpec: [PORT] }],
    },
    change: encrypt("app"),
  }],
  good: [{
    title: "No such port",
    swarm: {
      networks: [{ name: "app", options: {} }],
      services: [{ name: "web", on: ["app"], replicas: 2, update: FIRST }],
    },
    change: encrypt("app"),
  }],
  check(view, report) {
    const first = plannedUpdates(view)?.startFirst ?? [];
    for (const one of updatedBefore(view)) {
      const order = first.includes(one.id) ? "start-first" : one.update.order;
      const port = hostPortOf(one);
      if (port === undefined || order === "stop-first" || one.mode !== "replicated" || one.replicas === 0) {
        continue;
      }
      if (placementBlockers(view.before!, one, order).length > 0) continue;
      report({ object: service(one), message: `Port ${port.published} of ${one.name} moves to other nodes` });
    }
  },
});
