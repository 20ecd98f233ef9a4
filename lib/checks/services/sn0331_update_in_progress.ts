import { shellLine } from "../../base/shell.ts";
import { attach, serviceUpdate } from "../change_examples.ts";
import { plannedUpdates } from "../replacement.ts";
import { rule } from "../rule.ts";
import { service as subject } from "../subjects.ts";

export const sn0331 = rule({
  code: "SN0331",
  name: "update-in-progress",
  level: "warning",
  confidence: "high",
  since: "0.2.0",
  scope: ["change"],
  reads: ["services", "change"],
  what: "A service is to be updated whose last update is running or was paused",
  why:
    "A new update replaces the running one, which is then never reported as completed. After a paused update the new one starts tasks of the " +
    "same spec, which fail again if the cause is still there.",
  fix: "Wait for the running update, or find out why it was paused",
  reference: ["swarmkit manager/orchestrator/update/updater.go"],
  bad: [
    {
      title: "It is running",
      swarm: { networks: [{ name: "app" }], services: [{ name: "web", updateStatus: status("updating") }] },
      change: attach(["web"], "app"),
    },
    {
      title: "It was paused",
      swarm: { services: [{ name: "web", updateStatus: status("paused") }] },
      change: serviceUpdate("web", "--endpoint-mode dnsrr", { endpointMode: "dnsrr" }),
    },
  ],
  good: [{
    title: "It has completed",
    swarm: { networks: [{ name: "app" }], services: [{ name: "web", updateStatus: status("completed") }] },
    change: attach(["web"], "app"),
  }],
  check(view, report) {
    for (const one of view.services) {
      const state = one.updateStatus?.state ?? "";
      const paused = state === "paused" || state === "rollback_paused";
      const running = state === "updating" || state === "rollback_started";
      if (!paused && !running || !view.updated(one.id)) continue;
      report({
        object: subject(one),
        // Each step of a plan waits for its update, and this one would not complete.
        ...(plannedUpdates(view) === undefined ? {} : { level: "error" as const }),
        message: running
          ? `Service ${one.name} is being updated right now`
          : `The last update of ${one.name} was paused: ${one.updateStatus!.message || "no reason is given"}`,
        fix: {
          text: running ? "Wait for it first" : "See the cause first",
          commands: [shellLine(["docker", "service", "ps", "--no-trunc", one.name])],
        },
      });
    }
  },
});

/** Examples: an update in this state. */
function status(state: string) {
  return { state, started: "2026-06-01T10:00:00Z", completed: "", message: "task x failed" };
}
