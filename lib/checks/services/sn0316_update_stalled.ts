import { shellLine } from "../../base/shell.ts";
import type { Service } from "../../swarm/model.ts";
import { wantedTasks } from "../../swarm/rolling.ts";
import { rule, type View } from "../rule.ts";
import { ageOf, HOUR } from "../services.ts";
import { service as subject } from "../subjects.ts";

const NANOSECONDS = 1e6;

export const sn0316 = rule({
  code: "SN0316",
  name: "update-stalled",
  level: "warning",
  confidence: "high",
  since: "0.1.0",
  scope: ["live"],
  reads: ["services", "tasks", "nodes", "time"],
  what: "An update of a service was paused, or has been going on for longer than it should",
  why:
    "The service runs half old, half new, and stays so: swarm pauses when a new task fails and then waits for somebody. An update " +
    "that goes on for hours usually waits for a node or an address that will not come.",
  fix: "See why the new tasks fail; then update again, or go back",
  reference: ["swarmkit manager/orchestrator/update/updater.go", "swarmkit api/types.proto UpdateStatus"],
  bad: [
    {
      title: "Paused",
      swarm: {
        services: [{
          name: "web",
          updateStatus: {
            state: "paused",
            started: "2026-06-01T10:00:00Z",
            completed: "",
            message: "update paused due to failure or early termination of task x",
          },
        }],
      },
    },
    {
      title: "Going on for two hours, for one task",
      swarm: {
        services: [{
          name: "web",
          updateStatus: { state: "updating", started: "2026-06-01T10:00:00Z", completed: "", message: "" },
        }],
      },
    },
  ],
  good: [
    {
      title: "It ended",
      swarm: {
        services: [{
          name: "web",
          updateStatus: {
            state: "completed",
            started: "2026-06-01T10:00:00Z",
            completed: "2026-06-01T10:01:00Z",
            message: "update completed",
          },
        }],
      },
    },
    { title: "Never updated", swarm: { services: [{ name: "web" }] } },
  ],
  check(view, report) {
    for (const one of view.services) {
      const status = one.updateStatus;
      if (status === null) continue;
      const back = status.state.startsWith("rollback");
      const word = back ? "rollback" : "update";
      const paused = status.state === "paused" || status.state === "rollback_paused";
      if (!paused && !isOverdue(view, one)) continue;
      report({
        object: subject(one),
        message: paused
          ? `The ${word} of ${one.name} is paused: ${status.message || "no reason is given"}`
          : `The ${word} of ${one.name} has been going on since ${status.started}`,
        fix: {
          text: "See why new tasks fail or wait; once that is mended, update again with --force, or go back",
          commands: [shellLine(["docker", "service", "ps", "--no-trunc", one.name])],
        },
      });
    }
  },
});

/** An hour, on top of the pauses that the service's own settings ask for. */
function isOverdue(view: View, service: Service): boolean {
  const { state, started } = service.updateStatus!;
  if (state !== "updating" && state !== "rollback_started") return false;
  const config = state === "updating" ? service.update : service.rollback;
  const tasks = wantedTasks(view.swarm, service);
  const rounds = config.parallelism === 0 ? 1 : Math.ceil(tasks / config.parallelism);
  return ageOf(view, started) > HOUR + rounds * (config.delay + config.monitor) / NANOSECONDS;
}
