import { shellLine } from "../../base/shell.ts";
import { rule } from "../rule.ts";
import { advice } from "../services.ts";
import { service as subject } from "../subjects.ts";
import { updateBlockersIn } from "./update_blockers.ts";

export const sn0326 = rule({
  code: "SN0326",
  name: "update-without-node",
  level: "error",
  confidence: "high",
  since: "0.2.0",
  scope: ["live", "stack", "change"],
  reads: ["services", "tasks", "nodes"],
  blocksUpdates: true,
  what: "No node can take new tasks of a service",
  why:
    "New tasks go to active, ready nodes that meet the constraints and platforms of the service. Where there is none they stay pending: " +
    "running tasks are kept, but the next update stops or waits for tasks that never start.",
  fix: "Change the constraints, or make a node available that meets them",
  reference: ["swarmkit manager/scheduler/filter.go ConstraintFilter, PlatformFilter"],
  bad: [{
    title: "A constraint that no node meets",
    swarm: { services: [{ name: "web", constraints: ["node.labels.zone==c"] }] },
  }],
  good: [{
    title: "One node meets it",
    swarm: {
      nodes: [{ hostname: "m1", role: "manager" }, { hostname: "w1", labels: { zone: "c" } }],
      services: [{ name: "web", constraints: ["node.labels.zone==c"] }],
    },
  }],
  check(view, report, skip) {
    for (const { service, blocker } of updateBlockersIn(view, skip)) {
      if (blocker.kind !== "no-node") continue;
      report({
        object: subject(service),
        message: `No node can take new tasks of ${service.name}${
          service.constraints.length === 0 ? "" : `: none meets ${service.constraints.join(", ")}`
        }`,
        fix: advice(view, "Change deploy.placement.constraints, or label a node", {
          text: "See why the tasks are pending",
          commands: [shellLine(["docker", "service", "ps", "--no-trunc", service.name])],
        }),
      });
    }
  },
});
