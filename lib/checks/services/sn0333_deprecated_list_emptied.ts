import { shellLine } from "../../base/shell.ts";
import { listOf } from "../../swarm/attached.ts";
import { indexOf } from "../../swarm/index.ts";
import { detach } from "../change_examples.ts";
import { rule } from "../rule.ts";
import { service as subject } from "../subjects.ts";

export const sn0333 = rule({
  code: "SN0333",
  name: "deprecated-list-emptied",
  level: "error",
  confidence: "high",
  since: "0.2.0",
  scope: ["change"],
  reads: ["services", "change"],
  refusedByEngine: true,
  what: "A service is to leave the last network of the deprecated list in its spec",
  why:
    "Networks in the deprecated place of the spec can be moved to the current one and changed there, but swarm refuses to remove the last.",
  fix: "Attach another network first",
  reference: ["swarmkit manager/controlapi/service.go UpdateService: networks must be migrated to TaskSpec"],
  bad: [{
    title: "The only network",
    swarm: { networks: [{ name: "app" }], services: [{ name: "old", legacyNetworks: list("app") }] },
    change: detach(["old"], "app"),
  }],
  good: [
    {
      title: "The list is in the current place",
      swarm: { networks: [{ name: "app" }], services: [{ name: "web", on: ["app"] }] },
      change: detach(["web"], "app"),
    },
    {
      title: "Another one is left",
      swarm: {
        networks: [{ name: "a" }, { name: "b" }],
        services: [{ name: "old", legacyNetworks: list("a", "b") }],
      },
      change: detach(["old"], "a"),
    },
  ],
  check(view, report) {
    for (const one of view.services) {
      if (!view.written(one.id) || listOf(one).length > 0) continue;
      const old = indexOf(view.before!).serviceById.get(one.id);
      if (old === undefined || old.networks.length > 0 || old.legacyNetworks.length === 0) continue;
      report({
        object: subject(one),
        message: `Swarm refuses to remove the last network of ${one.name}: it is in the deprecated list`,
        fix: {
          text: "Attach another network first",
          commands: [shellLine(["docker", "swarmnet", "attach", one.name, "NETWORK"])],
        },
      });
    }
  },
});

/** Examples: attachments to these networks. */
function list(...names: string[]) {
  return names.map((name) => ({ target: `id-${name}`, aliases: [], driverOpts: {} }));
}
