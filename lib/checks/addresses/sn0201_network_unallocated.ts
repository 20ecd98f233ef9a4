import { shellLine } from "../../base/shell.ts";
import { indexOf } from "../../swarm/index.ts";
import { rule } from "../rule.ts";
import { network } from "../subjects.ts";
import { listed } from "../../base/listing.ts";

/** The managers allocate within a second or so; a younger network may still be on its way. */
const YOUNG_MS = 10_000;

export const sn0201 = rule({
  code: "SN0201",
  name: "network-unallocated",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "change"],
  reads: ["networks", "services", "time"],
  refusedByEngine: true,
  concernsUsers: true,
  what: "A network exists by name only: the managers could not give it a subnet or a network identifier",
  why:
    "The engine answers that a network is created before the managers allocate it. When its subnet overlaps another one, is too " +
    "small, or its VXLAN identifier is taken, it stays without driver and addresses: tasks on it stay in state new, " +
    "without an error.",
  fix: "Remove the network and create it with a free subnet; the manager's log names the reason",
  reference: [
    "https://github.com/moby/moby/issues/34493",
    "moby daemon/cluster/convert/network.go: what is shown comes from the allocator (reproduced on 20.10.24 and 28.5.2)",
  ],
  bad: [{
    title: "A network without a driver",
    swarm: {
      networks: [{ name: "staging", driver: "", options: {}, ipam: { driver: "", options: {}, config: [] } }],
    },
  }],
  good: [{ title: "An allocated network", swarm: { networks: [{ name: "staging" }] } }],
  check(view, report) {
    const index = indexOf(view.swarm);
    for (const one of view.networks) {
      if (one.scope !== "swarm" || one.driver !== "" || one.configOnly || !view.judged(one)) continue;
      if (view.now - Date.parse(one.created) <= YOUNG_MS) continue;
      const users = index.servicesOn(one.id).map(({ name }) => name);
      report({
        object: network(one),
        message: `Network ${one.name} was never allocated: it has no driver and no subnet${
          users.length === 0 ? "" : `, so tasks of ${listed(users)} cannot start`
        }`,
        ...(users.length > 0 ? {} : {
          fix: {
            text: "Remove it and create it again, with a subnet that is free",
            commands: [
              shellLine(["docker", "swarmnet", "rm", one.name]),
              shellLine(["docker", "swarmnet", "create", "--encrypted", one.name]),
            ],
          },
        }),
      });
    }
  },
});
