import { count } from "../../base/listing.ts";
import { shellLine } from "../../base/shell.ts";
import { rule } from "../rule.ts";
import { advice } from "../services.ts";
import { service as subject } from "../subjects.ts";
import { updateBlockersIn } from "./update_blockers.ts";
import { UPDATE_DEFAULTS } from "../../swarm/model.ts";

export const sn0327 = rule({
  code: "SN0327",
  name: "update-max-replicas",
  level: "error",
  confidence: "high",
  since: "0.2.0",
  scope: ["live", "stack", "change"],
  reads: ["services", "tasks", "nodes"],
  blocksUpdates: true,
  what: "A service starts new tasks first, but its old ones fill every node up to max-replicas-per-node",
  why:
    "With order start-first the old task is stopped when the new one runs. The scheduler counts both against the limit of a node, so the new " +
    "task stays pending and the update never completes.",
  fix: "Use update order stop-first, or raise the limit",
  reference: [
    "swarmkit manager/scheduler/filter.go MaxReplicasFilter",
    "swarmkit manager/orchestrator/update/updater.go",
  ],
  bad: [{
    title: "Three tasks, three nodes, one task a node",
    swarm: {
      services: [{
        name: "web",
        replicas: 3,
        maxReplicasPerNode: 1,
        update: { ...UPDATE_DEFAULTS, order: "start-first" },
      }],
    },
  }],
  good: [{
    title: "A node is left",
    swarm: {
      services: [{
        name: "web",
        replicas: 2,
        maxReplicasPerNode: 1,
        update: { ...UPDATE_DEFAULTS, order: "start-first" },
      }],
    },
  }],
  check(view, report, skip) {
    for (const { service, blocker } of updateBlockersIn(view, skip)) {
      if (blocker.kind !== "max-replicas") continue;
      report({
        object: subject(service),
        message: `No update of ${service.name} can complete: it starts new tasks first, and its ${
          count(service.replicas ?? 0, "task")
        } fill ${count(blocker.nodes, "node")} (at most ${blocker.limit} a node)`,
        fix: advice(view, "Set update_config: {order: stop-first}", {
          text: "Stop the old task first",
          commands: [
            shellLine(["docker", "service", "update", "--update-order", "stop-first", service.name]),
          ],
        }),
      });
    }
  },
});
