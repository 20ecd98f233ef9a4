import { shellLine } from "../../base/shell.ts";
import { type Network, type Swarm, UPDATE_DEFAULTS } from "../../swarm/model.ts";
import { type Room, roomOf, startFirstRisk } from "../../swarm/room.ts";
import { movesOf } from "../replacement.ts";
import { rule, type View } from "../rule.ts";
import { service } from "../subjects.ts";
import { count } from "../../base/listing.ts";
import { subnetsText } from "./overlapping.ts";
import { roomsIn, takersText } from "./rooms.ts";

export const sn0216 = rule({
  code: "SN0216",
  name: "start-first-deadlock",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "stack", "change"],
  blocksUpdates: true,
  reads: ["networks", "services", "tasks", "nodes", "inspected", "change"],
  what: "The next update of a service cannot finish: its new tasks wait for addresses that the old ones keep",
  why:
    "With the update order start-first an old task is stopped when its replacement runs. On a network without a free address the " +
    "replacement gets none and stays new, so the old task stays as well: the update hangs, and nothing says why. Stop-first gets " +
    "through, with a gap.",
  fix: "Set the update order to stop-first, or move the service to a larger network before it is updated",
  reference: [
    "swarmkit manager/orchestrator/update/updater.go (watched on 28.5.2: stays updating, no error)",
    "https://github.com/moby/moby/issues/37864",
  ],
  bad: [{
    title: "A full /28",
    swarm: {
      networks: [{ name: "app", subnet: "10.9.0.0/28" }],
      services: [{
        name: "api",
        on: ["app"],
        replicas: 9,
        update: { ...UPDATE_DEFAULTS, order: "start-first" },
      }],
    },
  }],
  good: [{
    title: "Room for the replacement",
    swarm: {
      networks: [{ name: "app", subnet: "10.9.0.0/28" }],
      services: [{
        name: "api",
        on: ["app"],
        replicas: 5,
        update: { ...UPDATE_DEFAULTS, order: "start-first" },
      }],
    },
  }],
  check(view, report, skip) {
    const rooms = roomsIn(view, skip).map(({ network, room }) => ({ network, room, swarm: view.swarm }));
    for (const { network: one, room, swarm } of [...rooms, ...roomsLeft(view)]) {
      // What does not even start is SN0213's.
      if (view.scope === "stack" && room.free < 0) continue;
      for (const taker of room.takers) {
        const who = taker.service;
        const risk = view.judged(who) ? startFirstRisk(swarm, one, room, taker) : null;
        if (risk === null) continue;
        report({
          object: service(who),
          message: risk === "full"
            ? `No update of ${who.name} can complete: it starts new tasks first, and network ${one.name} has no address left`
            : `An update of ${who.name} may not finish: it starts ${
              count(taker.transient, "new task")
            } first, and network ${one.name} has one address left, too few for a task on a node that had none`,
          details: takersText(room),
          part: swarm === view.swarm ? one.name : `left ${one.name}`,
          ...(risk === "full" ? {} : { level: "warning" as const }),
          ...(view.scope === "stack" ? {} : {
            fix: {
              text: "Update it stop-first while the network is this full",
              commands: [
                shellLine(["docker", "service", "update", "--update-order", "stop-first", who.name]),
              ],
            },
          }),
        });
      }
    }
  },
});

/** Networks that a plan moves services from: the first update starts new tasks there too. Where the subnet stays, the successor tells. */
function roomsLeft(view: View): { network: Network; room: Room; swarm: Swarm }[] {
  return movesOf(view).flatMap(({ network, successor }) => {
    const swarm = view.before!;
    const room = subnetsText(network) === subnetsText(successor) ? null : roomOf(swarm, network);
    return room === null ? [] : [{ network, room, swarm }];
  });
}
