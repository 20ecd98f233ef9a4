import { rule } from "../rule.ts";
import { network } from "../subjects.ts";
import { count } from "../../base/listing.ts";
import { largerNetwork, roomsIn, takersText } from "./rooms.ts";

/** Share of a network's addresses that should be left when all its services are updated at once. */
const SPARE = 0.1;

export const sn0214 = rule({
  code: "SN0214",
  name: "addresses-low",
  level: "warning",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "stack", "change"],
  reads: ["networks", "services", "tasks", "nodes", "inspected", "cluster", "source", "policy"],
  what: "A network's addresses are nearly used up",
  why:
    "During a rolling update each replaced task holds two addresses for a while, in both update orders. What is left must suffice for all " +
    "services that are updated at the same time, or their updates wait for each other; a few replicas more and tasks stay new.",
  fix: "Plan a larger network before the next service, replica or node",
  reference: [
    "swarmkit manager/orchestrator/update/updater.go: the new task is written before the old one is stopped",
    "https://github.com/moby/moby/issues/35849",
  ],
  falsePositives: "A network whose services are never changed needs nothing to spare",
  bad: [{
    title: "A /28 with one address left",
    swarm: {
      networks: [{ name: "app", subnet: "10.9.0.0/28" }],
      services: [{ name: "api", on: ["app"], replicas: 8 }],
    },
  }],
  good: [{
    title: "A /28 with room",
    swarm: {
      networks: [{ name: "app", subnet: "10.9.0.0/28" }],
      services: [{ name: "api", on: ["app"], replicas: 4 }],
    },
  }],
  check(view, report, skip) {
    for (const judged of roomsIn(view, skip)) {
      const { network: one, room, at } = judged;
      // SN0213 speaks of full networks; SN0215 and SN0216 of those where a single update does not fit.
      if (room.free < 0 || room.free < room.largest || (room.free === 0 && view.scope !== "stack")) continue;
      if (room.free - room.transient >= Math.max(SPARE * room.usable, room.largest)) continue;
      report({
        object: network(one),
        message:
          `Network ${one.name} has ${room.free} of ${room.usable} addresses left, and updates of all its services at once ` +
          `take ${count(room.transient, "more address", "more addresses")}`,
        details: takersText(room),
        fix: largerNetwork(view, judged),
        ...(at === undefined ? {} : { at }),
      });
    }
  },
});
