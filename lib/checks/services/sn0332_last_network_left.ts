import { shellLine } from "../../base/shell.ts";
import { listOf } from "../../swarm/attached.ts";
import { indexOf } from "../../swarm/index.ts";
import { detach, serviceUpdate } from "../change_examples.ts";
import { rule } from "../rule.ts";
import { service as subject } from "../subjects.ts";
import { isOnMesh } from "../../swarm/service.ts";

export const sn0332 = rule({
  code: "SN0332",
  name: "last-network-left",
  level: "warning",
  confidence: "high",
  since: "0.2.0",
  scope: ["change"],
  reads: ["services", "change"],
  what: "A service is detached from its last network",
  why: "Its tasks then cannot resolve the names of other services, and no service can resolve theirs.",
  fix: "Attach another network first",
  reference: ["moby daemon/container_operations.go: containers without a network join the default bridge"],
  bad: [
    {
      title: "The only network",
      swarm: { networks: [{ name: "app" }], services: [{ name: "web", on: ["app"] }] },
      change: detach(["web"], "app"),
    },
    {
      title: "Both at once",
      swarm: { networks: [{ name: "a" }, { name: "b" }], services: [{ name: "web", on: ["a", "b"] }] },
      change: serviceUpdate("web", "--network-rm a --network-rm b", { networksRemoved: ["a", "b"] }),
    },
  ],
  good: [{
    title: "Another one is left",
    swarm: { networks: [{ name: "a" }, { name: "b" }], services: [{ name: "web", on: ["a", "b"] }] },
    change: detach(["web"], "a"),
  }],
  check(view, report) {
    const before = indexOf(view.before!);
    for (const one of view.services) {
      if (!view.written(one.id) || listOf(one).length > 0) continue;
      const old = before.serviceById.get(one.id);
      const left = old === undefined ? [] : listOf(old).flatMap(({ target }) => before.network(target) ?? []);
      // Of the deprecated list swarm removes no last network: SN0333.
      if (old?.networks.length === 0) continue;
      const last = left.find(({ scope }) => scope === "swarm");
      if (last === undefined) continue;
      const ports = isOnMesh(one) ? "; its published ports keep working through the ingress network" : "";
      report({
        object: subject(one),
        message: `Service ${one.name} leaves ${last.name}, its last network${ports}`,
        fix: {
          text: "Attach another network first",
          commands: [shellLine(["docker", "swarmnet", "attach", one.name, "NETWORK"])],
        },
      });
    }
  },
});
