import { shellLine } from "../../base/shell.ts";
import { rule } from "../rule.ts";
import { advice, portAt, portKey } from "../services.ts";
import { service as subject } from "../subjects.ts";
import { updateBlockersIn } from "./update_blockers.ts";
import { UPDATE_DEFAULTS } from "../../swarm/model.ts";

export const sn0319 = rule({
  code: "SN0319",
  name: "start-first-host-port",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "stack", "change"],
  reads: ["services", "tasks", "nodes", "stack"],
  blocksUpdates: true,
  what: "A service starts new tasks first, but holds a port of every node that they could start on",
  why:
    "With order start-first the old task keeps its node's port (mode host) until the new one runs, and the new one waits for a " +
    "node where that port is free. Where every suitable node has a task already, no update can ever finish.",
  fix: "Use update order stop-first, or leave a node more than there are tasks",
  reference: [
    "swarmkit manager/scheduler/filter.go HostPortFilter",
    "swarmkit manager/orchestrator/update/updater.go",
  ],
  bad: [
    {
      title: "A global service in a stack file",
      stack:
        "services: {a: {image: x, ports: [{target: 80, published: 80, mode: host}], deploy: {mode: global, update_config: {order: start-first}}}}\n",
    },
    {
      title: "Three tasks on three nodes",
      swarm: {
        services: [{
          name: "web",
          replicas: 3,
          ports: [{ name: "", protocol: "tcp", target: 80, published: 80, mode: "host" }],
          update: { ...UPDATE_DEFAULTS, order: "start-first" },
        }],
      },
    },
  ],
  good: [
    {
      title: "Stop first",
      stack:
        "services: {a: {image: x, ports: [{target: 80, published: 80, mode: host}], deploy: {mode: global}}}\n",
    },
    {
      title: "Through the routing mesh a port belongs to no task",
      stack:
        "services: {a: {image: x, ports: ['80:80'], deploy: {mode: global, update_config: {order: start-first}}}}\n",
    },
  ],
  check(view, report, skip) {
    for (const { service, blocker } of updateBlockersIn(view, skip)) {
      if (blocker.kind !== "host-port") continue;
      const at = portAt(view, service, blocker.port);
      const port = portKey(blocker.port);
      report({
        object: subject(service),
        message: service.replicas === null
          ? `No update of ${service.name} can complete: it starts new tasks first, and the old task of each node keeps port ${port}`
          : `No update of ${service.name} can complete: it starts new tasks first, and old tasks keep port ${port} ` +
            (blocker.nodes === 1 ? "of the only suitable node" : `of all ${blocker.nodes} suitable nodes`),
        fix: advice(view, "Set update_config: {order: stop-first}", {
          text: "Stop the old task first",
          commands: [
            shellLine(["docker", "service", "update", "--update-order", "stop-first", service.name]),
          ],
        }),
        ...(at === undefined ? {} : { at }),
      });
    }
  },
});
