import { shellLine } from "../../base/shell.ts";
import { canRun, isOpen } from "../../swarm/placement.ts";
import { rule } from "../rule.ts";
import { advice, isJob, portAt, portKey, portsOf } from "../services.ts";
import { service as subject } from "../subjects.ts";

export const sn0319 = rule({
  code: "SN0319",
  name: "start-first-host-port",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "stack"],
  reads: ["services", "nodes", "stack"],
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
          update: {
            parallelism: 1,
            delay: 0,
            monitor: 5_000_000_000,
            failureAction: "pause",
            maxFailureRatio: 0,
            order: "start-first",
          },
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
      title: "Through the routing mesh a port is nobody's",
      stack:
        "services: {a: {image: x, ports: ['80:80'], deploy: {mode: global, update_config: {order: start-first}}}}\n",
    },
  ],
  check(view, report, skip) {
    for (const one of view.services) {
      if (!view.judged(one) || one.update.order !== "start-first" || isJob(one) || one.replicas === 0) {
        continue;
      }
      const port = portsOf(one).find((each) => each.mode === "host" && each.published !== 0);
      if (port === undefined) continue;
      if (one.replicas !== null && view.nodes.length === 0) {
        skip(
          "needs the swarm's nodes to tell whether one stays free: add --against live or --against SNAPSHOT",
        );
        continue;
      }
      const nodes = view.nodes.filter((node) => isOpen(node) && canRun(one, node)).length;
      if (one.replicas !== null && one.replicas < nodes) continue;
      const at = portAt(view, one, port);
      report({
        object: subject(one),
        message: `No update of ${one.name} can finish: it starts new tasks first, and ${
          one.replicas === null ? "each node" : `each of the ${nodes} suitable nodes`
        } has its port ${portKey(port)} taken by the old one`,
        fix: advice(view, "Set update_config: {order: stop-first}", {
          text: "Stop the old task first",
          commands: [shellLine(["docker", "service", "update", "--update-order", "stop-first", one.name])],
        }),
        ...(at === undefined ? {} : { at }),
      });
    }
  },
});
