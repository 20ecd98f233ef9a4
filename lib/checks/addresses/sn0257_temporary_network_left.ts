import { listed } from "../../base/listing.ts";
import { encrypt } from "../change_examples.ts";
import { movesOf } from "../replacement.ts";
import { rule } from "../rule.ts";
import { network } from "../subjects.ts";

export const sn0257 = rule({
  code: "SN0257",
  name: "temporary-network-left",
  level: "warning",
  confidence: "medium",
  since: "0.2.0",
  scope: ["change"],
  reads: ["change"],
  what: "A temporary network of an earlier operation on the same network still exists",
  why: "This plan does not use it, and services that are still attached to it stay there.",
  fix: "Resume or undo that operation",
  reference: ["docs/decisions/0009-moving-a-network.md"],
  bad: [{
    title: "An operation was abandoned",
    swarm: { networks: [{ name: "app", options: {} }, { name: "app-swarmnet-12ab" }] },
    change: encrypt("app"),
  }],
  good: [{
    title: "A name that only begins alike",
    swarm: { networks: [{ name: "app", options: {} }, { name: "app-swarmnet-nodes" }] },
    change: encrypt("app"),
  }],
  check(view, report) {
    for (const { network: one } of movesOf(view)) {
      const prefix = `${one.name}-swarmnet-`;
      const left = view.before!.networks.filter(({ name, scope }) =>
        scope === "swarm" && name.startsWith(prefix) && /^[0-9a-f]{4}$/.test(name.slice(prefix.length))
      );
      if (left.length === 0) continue;
      report({
        object: network(one),
        message: `Network ${
          listed(left.map(({ name }) => name))
        } is left from an earlier operation on ${one.name}`,
        fix: {
          text: "See whether that operation can be resumed or undone",
          commands: ["docker swarmnet operations"],
        },
      });
    }
  },
});
