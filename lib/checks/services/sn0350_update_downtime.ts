import { count } from "../../base/listing.ts";
import type { Service } from "../../swarm/model.ts";
import type { UpdateBlocker } from "../../swarm/update_blockers.ts";
import { type Downtime, downtimeOf, startFirstBlocker } from "../../swarm/update_downtime.ts";
import { downtimeSeconds } from "../../swarm/update_duration.ts";
import { encrypt } from "../change_examples.ts";
import { plannedUpdates, updatedBefore, updatesText } from "../replacement.ts";
import { rule } from "../rule.ts";
import { service } from "../subjects.ts";

export const sn0350 = rule({
  code: "SN0350",
  name: "update-downtime",
  level: "error",
  confidence: "medium",
  since: "0.2.0",
  scope: ["change"],
  reads: ["change"],
  what: "A plan updates a service that does not answer meanwhile",
  why:
    "With the update order stop-first an old task is stopped before its replacement starts. No other task answers for a single one, for all at " +
    "once, for a global task on its node, or for a port of mode host.",
  fix: "Add --start-first, or accept the downtime: --allow-gap",
  reference: ["swarmkit manager/orchestrator/update/updater.go"],
  falsePositives: "A service that nothing calls while it is updated",
  bad: [{
    title: "One task, stopped first",
    swarm: { networks: [{ name: "app", options: {} }], services: [{ name: "db", on: ["app"] }] },
    change: encrypt("app"),
  }],
  good: [{
    title: "Two tasks, one after the other",
    swarm: {
      networks: [{ name: "app", options: {} }],
      services: [{ name: "web", on: ["app"], replicas: 2 }],
    },
    change: encrypt("app"),
  }],
  check(view, report) {
    const updates = plannedUpdates(view);
    for (const one of updatedBefore(view)) {
      if (updates!.startFirst.includes(one.id)) continue;
      const downtime = downtimeOf(view.before!, one);
      if (downtime === undefined) continue;
      const { usual, most } = downtimeSeconds(one);
      const often = `${updatesText(view, one)} (estimate)`;
      const time = `about ${usual} s, at most ${most} s if it takes its whole stop grace period, ${often}`;
      const blocker = startFirstBlocker(view.before!, one);
      report({
        object: service(one),
        message: messageOf(one, downtime),
        level: updates!.allowGap ? "warning" : "error",
        details: [detailOf(one, downtime, time)],
        fix: { text: fixOf(updates!.allowGap, blocker === undefined ? undefined : reasonOf(blocker)) },
      });
    }
  },
});

function messageOf({ name, update }: Service, downtime: Downtime): string {
  switch (downtime.kind) {
    case "global":
      return `Service ${name} stops its task on ${
        downtime.atOnce ? "all nodes at once" : "one node after the other"
      } before the next one starts there`;
    case "host-port":
      return `Port ${downtime.port} of the nodes of ${name} is closed while the task there is replaced`;
    default:
      return downtime.tasks === 1
        ? `Service ${name} has one task, which is stopped before the next one starts`
        : `Service ${name} stops all its ${downtime.tasks} tasks at the same time (update parallelism ${update.parallelism}${
          update.parallelism === 0 ? ", which means all" : ""
        })`;
  }
}

function detailOf({ name }: Service, downtime: Downtime, time: string): string {
  switch (downtime.kind) {
    case "global":
      return `each of ${count(downtime.nodes, "node")} is without ${name} for ${time}`;
    case "host-port":
      return `port ${downtime.port} of each such node is closed for ${time}; or it moves to another node`;
    default:
      return `${name} does not answer for ${time}`;
  }
}

function fixOf(accepted: boolean, reason: string | undefined): string {
  const helpless = reason === undefined ? "" : `; --start-first does not help: ${reason}`;
  if (accepted) return reason === undefined ? "Accepted; --start-first avoids it" : `Accepted${helpless}`;
  return reason === undefined
    ? "Add --start-first, or accept the downtime: --allow-gap"
    : `Accept the downtime: --allow-gap${helpless}`;
}

function reasonOf(blocker: UpdateBlocker): string {
  switch (blocker.kind) {
    case "no-node":
      return "no node can take its tasks";
    case "host-port":
      return `its port ${blocker.port.published} (mode host) needs a spare node, and there is none`;
    case "max-replicas":
      return `at most ${blocker.limit} of its tasks may be on a node, and all nodes are full`;
    case "full-network":
      return `network ${blocker.network.name} has no address for a second task`;
  }
}
