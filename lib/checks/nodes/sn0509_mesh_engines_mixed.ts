import { listed } from "../../base/listing.ts";
import { replaceIngress } from "../change_examples.ts";
import { replacementOf } from "../replacement.ts";
import { rule } from "../rule.ts";
import { THE_SWARM } from "../subjects.ts";

export const sn0509 = rule({
  code: "SN0509",
  name: "mesh-engines-mixed",
  level: "warning",
  confidence: "medium",
  since: "0.2.0",
  scope: ["change"],
  reads: ["change"],
  what: "The ingress network is to be replaced while nodes have different engine versions",
  why:
    "Docker's documentation asks for the same version on all nodes. With others, some nodes did not join the new ingress network (moby#40184).",
  fix:
    "Check afterwards which nodes are attached, and restart the engine of the others: docker swarmnet ingress",
  reference: [
    "https://docs.docker.com/engine/swarm/networking/",
    "https://github.com/moby/moby/issues/40184",
  ],
  bad: [{
    title: "Two versions",
    swarm: {
      nodes: [{ hostname: "m1", role: "manager" }, { hostname: "w1", engineVersion: "28.0.1" }],
      networks: [{ name: "ingress", options: {} }],
    },
    change: replaceIngress("--encrypted", { encrypted: true }),
  }],
  good: [{
    title: "One version",
    swarm: { networks: [{ name: "ingress", options: {} }] },
    change: replaceIngress("--encrypted", { encrypted: true }),
  }],
  check(view, report) {
    if (replacementOf(view)?.request.kind !== "ingress") return;
    const versions = [...new Set(view.before!.nodes.map(({ engineVersion }) => engineVersion))].sort();
    if (versions.length < 2) return;
    report({ object: THE_SWARM, message: `The nodes have different engines: ${listed(versions)}` });
  },
});
