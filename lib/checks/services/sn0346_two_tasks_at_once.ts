import { replace } from "../change_examples.ts";
import { plannedUpdates, updatedBefore, updatesText } from "../replacement.ts";
import { rule } from "../rule.ts";
import { service } from "../subjects.ts";

export const sn0346 = rule({
  code: "SN0346",
  name: "two-tasks-at-once",
  level: "warning",
  confidence: "medium",
  since: "0.2.0",
  scope: ["change"],
  reads: ["change"],
  what: "A service with one task has two for a moment, because its updates temporarily start new tasks first",
  why: "A database that locks its files refuses to start the second task; one that does not may damage them.",
  fix: "Leave --start-first out for such a service, and accept its downtime: --allow-gap",
  reference: ["swarmkit manager/orchestrator/update/updater.go"],
  bad: [{
    title: "One task, start-first asked for",
    swarm: { networks: [{ name: "app" }], services: [{ name: "db", on: ["app"] }] },
    change: replace("--mtu 1400 --start-first", "app", { mtu: 1400, startFirst: true }),
  }],
  good: [{
    title: "Downtime is accepted instead",
    swarm: { networks: [{ name: "app" }], services: [{ name: "db", on: ["app"] }] },
    change: replace("--mtu 1400 --allow-gap", "app", { mtu: 1400, allowGap: true }),
  }],
  check(view, report) {
    const first = new Set(plannedUpdates(view)?.startFirst ?? []);
    for (const one of updatedBefore(view)) {
      if (!first.has(one.id) || one.replicas !== 1) continue;
      report({
        object: service(one),
        message: `Two tasks of ${one.name} run at the same time for a moment, ${updatesText(view, one)}`,
      });
    }
  },
});
