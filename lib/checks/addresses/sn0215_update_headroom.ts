import { shellLine } from "../../base/shell.ts";
import { startFirstRisk } from "../../swarm/room.ts";
import { rule } from "../rule.ts";
import { isAsked } from "../services.ts";
import { service } from "../subjects.ts";
import { count } from "../../base/listing.ts";
import { roomsIn, takersText } from "./rooms.ts";
import { UPDATE_DEFAULTS } from "../../swarm/model.ts";

export const sn0215 = rule({
  code: "SN0215",
  name: "update-headroom",
  level: "warning",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "stack", "change"],
  blocksUpdates: true,
  reads: ["networks", "services", "tasks", "nodes", "inspected"],
  what: "A service replaces more tasks at a time than its network has addresses left",
  why:
    "The replacement of a task asks for its address while the old one still holds its own. With fewer addresses than the update replaces " +
    "at a time, some replacements wait until others have finished: the update is slower than it says, and tasks are missing meanwhile.",
  fix: "Update fewer tasks at a time, or move the service to a larger network",
  reference: ["swarmkit manager/orchestrator/update/updater.go", "swarmkit api/defaults/service.go"],
  bad: [{
    title: "Three at a time, and two addresses left",
    swarm: {
      networks: [{ name: "app", subnet: "10.9.0.0/28" }],
      services: [{ name: "api", on: ["app"], replicas: 7, update: { ...UPDATE_DEFAULTS, parallelism: 3 } }],
    },
  }],
  good: [{
    title: "Three at a time in a /24",
    swarm: {
      networks: [{ name: "app" }],
      services: [{ name: "api", on: ["app"], replicas: 7, update: { ...UPDATE_DEFAULTS, parallelism: 3 } }],
    },
  }],
  check(view, report, skip) {
    for (const { network: one, room } of roomsIn(view, skip)) {
      // On a full network nothing fits, which SN0213 says once.
      if (room.free <= 0 && view.scope !== "change" || room.free < 0 && view.joined(one.id)) continue;
      for (const taker of room.takers) {
        const { service: who, transient } = taker;
        if (transient <= room.free || !isAsked(view, who)) continue;
        if (startFirstRisk(view.swarm, one, room, taker) !== null) continue;
        const pace = who.update.parallelism === 0
          ? "all tasks at once"
          : `${count(who.update.parallelism, "task")} at a time`;
        report({
          object: service(who),
          message:
            `An update of ${who.name} replaces ${pace}, which takes ${transient} more addresses on network ${one.name}; it ` +
            `has ${Math.max(0, room.free)} left`,
          details: takersText(room),
          part: one.name,
          ...(view.scope === "stack" ? {} : room.free <= 0
            ? {
              fix: {
                text: `Free addresses on network ${one.name} first`,
                commands: [shellLine(["docker", "swarmnet", "inspect", one.name])],
              },
            }
            : {
              fix: {
                text: `Update ${count(room.free, "task")} at a time, or move the service to a larger network`,
                commands: [
                  shellLine([
                    "docker",
                    "service",
                    "update",
                    "--update-parallelism",
                    String(room.free),
                    who.name,
                  ]),
                ],
              },
            }),
        });
      }
    }
  },
});
