import { listOf } from "../../swarm/attached.ts";
import { indexOf } from "../../swarm/index.ts";
import { attach } from "../change_examples.ts";
import { rule } from "../rule.ts";
import { isAsked } from "../services.ts";
import { service as subject } from "../subjects.ts";

/** Containers in these modes have no networks of their own. */
const ALONE: ReadonlySet<string> = new Set(["host", "none"]);

export const sn0329 = rule({
  code: "SN0329",
  name: "node-network-mixed",
  level: "error",
  confidence: "high",
  since: "0.2.0",
  scope: ["live", "stack", "change"],
  reads: ["networks", "services"],
  refusedByEngine: true,
  what: "A service is on the network of its nodes (host or none) and on another one",
  why:
    "The engine cannot connect a container that shares its node's network, or has none, to another network, so no task starts.",
  fix: "Leave out the node's network, or all others",
  reference: ["moby daemon/container_operations.go: ErrConflictHostNetwork, ErrConflictNoNetwork"],
  bad: [
    {
      title: "host and an overlay",
      swarm: { networks: [{ name: "app" }], services: [{ name: "agent", on: ["host", "app"] }] },
    },
    {
      title: "An agent on host is attached to an overlay",
      swarm: { networks: [{ name: "app" }], services: [{ name: "agent", on: ["host"], vips: [] }] },
      change: attach(["agent"], "app"),
    },
  ],
  good: [
    { title: "host alone", swarm: { services: [{ name: "agent", on: ["host"], vips: [] }] } },
    {
      title: "Two overlays",
      swarm: { networks: [{ name: "a" }, { name: "b" }], services: [{ name: "web", on: ["a", "b"] }] },
    },
  ],
  check(view, report) {
    const index = indexOf(view.swarm);
    for (const one of view.services) {
      if (!isAsked(view, one)) continue;
      const names = listOf(one).map(({ target }) => index.network(target)?.name ?? target);
      const alone = names.find((name) => ALONE.has(name));
      const other = names.find((name) => name !== alone);
      if (alone === undefined || other === undefined) continue;
      report({
        object: subject(one),
        message: `Service ${one.name} is on network ${alone} of its nodes and on ${other}: no task can start`,
      });
    }
  },
});
