import { shellLine } from "../../base/shell.ts";
import { indexOf } from "../../swarm/index.ts";
import type { Service } from "../../swarm/model.ts";
import { encrypt } from "../change_examples.ts";
import { replacementOf, usersBefore } from "../replacement.ts";
import { rule, type View } from "../rule.ts";
import { service } from "../subjects.ts";

export const sn0349 = rule({
  code: "SN0349",
  name: "tasks-missing",
  level: "warning",
  confidence: "high",
  since: "0.2.0",
  scope: ["change"],
  reads: ["change"],
  what: "A service that is to be moved has fewer running tasks than it should",
  why: "Each step of the plan waits until all tasks run. What keeps them from running now does so then.",
  fix: "See first why they do not run",
  reference: ["swarmkit manager/orchestrator/update/updater.go"],
  bad: [{
    title: "One of two runs",
    swarm: {
      networks: [{ name: "app", options: {} }],
      services: [{ name: "web", on: ["app"], replicas: 2, running: 1, desired: 2 }],
    },
    change: encrypt("app"),
  }],
  good: [{
    title: "All run",
    swarm: {
      networks: [{ name: "app", options: {} }],
      services: [{ name: "web", on: ["app"], replicas: 2, running: 2, desired: 2 }],
    },
    change: encrypt("app"),
  }],
  check(view, report) {
    const users = new Set(
      (replacementOf(view)?.successors ?? []).flatMap(({ network }) => usersBefore(view, network)),
    );
    for (const one of users) {
      const { running, desired } = counts(view, one);
      if (running >= desired) continue;
      report({
        object: service(one),
        message: `${running} of ${desired} tasks of ${one.name} run`,
        fix: {
          text: "See first why the others do not run",
          commands: [shellLine(["docker", "service", "ps", "--no-trunc", one.name])],
        },
      });
    }
  },
});

function counts(view: View, one: Service): { running: number; desired: number } {
  if (one.running !== null && one.desired !== null) return { running: one.running, desired: one.desired };
  const tasks = indexOf(view.before!).tasksOf(one.id).filter(({ desired }) => desired === "running");
  return {
    running: tasks.filter(({ state }) => state === "running").length,
    desired: one.replicas ?? tasks.length,
  };
}
