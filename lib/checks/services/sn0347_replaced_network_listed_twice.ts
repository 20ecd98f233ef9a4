import { shellLine } from "../../base/shell.ts";
import { attachmentsOn } from "../../swarm/attached.ts";
import { encrypt } from "../change_examples.ts";
import { movesOf, usersBefore } from "../replacement.ts";
import { rule } from "../rule.ts";
import { service } from "../subjects.ts";

export const sn0347 = rule({
  code: "SN0347",
  name: "replaced-network-listed-twice",
  level: "error",
  confidence: "high",
  since: "0.2.0",
  scope: ["change"],
  reads: ["change"],
  refusedByEngine: true,
  what: "A service lists a network that is to be replaced more than once",
  why:
    "Each of its tasks has two addresses there. When the service is moved, one entry cannot be told from the other, and undo could not restore them.",
  fix: "List the network once",
  reference: ["reproduced on 20.10.24: two virtual IPs, two addresses for each task"],
  bad: [{
    title: "Listed twice",
    swarm: { networks: [{ name: "app", options: {} }], services: [{ name: "web", on: ["app", "app"] }] },
    change: encrypt("app"),
  }],
  good: [{
    title: "Listed once",
    swarm: { networks: [{ name: "app", options: {} }], services: [{ name: "web", on: ["app"] }] },
    change: encrypt("app"),
  }],
  check(view, report) {
    for (const { network } of movesOf(view)) {
      for (const one of usersBefore(view, network)) {
        if (attachmentsOn(view.before!, one, network).length < 2) continue;
        report({
          object: service(one),
          message: `Service ${one.name} lists network ${network.name} more than once`,
          part: network.name,
          fix: {
            text: "List it once",
            commands: ["detach", "attach"].map((verb) =>
              shellLine(["docker", "swarmnet", verb, one.name, network.name])
            ),
          },
        });
      }
    }
  },
});
