import { replace } from "../change_examples.ts";
import { movesOf } from "../replacement.ts";
import { rule } from "../rule.ts";
import { network } from "../subjects.ts";

export const sn0255 = rule({
  code: "SN0255",
  name: "internal-changed",
  level: "warning",
  confidence: "high",
  since: "0.2.0",
  scope: ["change"],
  reads: ["change"],
  what: "A network becomes internal, or stops being so",
  why:
    "Containers have an interface on docker_gwbridge only if one of their overlay networks is not internal. While services are attached to both " +
    "networks, names are looked up in the one that is not internal first.",
  fix: "Check what the services call outside the swarm",
  reference: [
    "moby daemon/libnetwork/sandbox.go endpoint order",
    "moby daemon/libnetwork/default_gateway.go",
  ],
  bad: [{
    title: "It becomes internal",
    swarm: { networks: [{ name: "app" }] },
    change: replace("--internal", "app", { internal: true }),
  }],
  good: [{
    title: "It stays internal",
    swarm: { networks: [{ name: "app", internal: true }] },
    change: replace("--mtu 1400", "app", { mtu: 1400 }),
  }],
  check(view, report) {
    for (const { network: one, successor } of movesOf(view)) {
      if (successor.internal === one.internal) continue;
      report({
        object: network(one),
        message: one.internal
          ? `Tasks on ${one.name} can reach addresses outside the swarm after the change`
          : `Tasks on ${one.name} alone can no longer reach addresses outside the swarm`,
      });
    }
  },
});
