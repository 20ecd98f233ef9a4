import { replaceIngress } from "../change_examples.ts";
import { replacementOf } from "../replacement.ts";
import { rule } from "../rule.ts";
import { network } from "../subjects.ts";

export const sn0256 = rule({
  code: "SN0256",
  name: "ingress-shape",
  level: "error",
  confidence: "high",
  since: "0.2.0",
  scope: ["change"],
  reads: ["change"],
  refusedByEngine: true,
  what: "The ingress network is to be attachable or internal",
  why: "The managers refuse that: the network is for the routing mesh alone.",
  fix: "Leave the option out",
  reference: ["swarmkit manager/controlapi/network.go"],
  bad: [{
    title: "Attachable",
    swarm: { networks: [{ name: "ingress" }] },
    change: replaceIngress("--attachable", { attachable: true }),
  }],
  good: [{
    title: "Another subnet",
    swarm: { networks: [{ name: "ingress" }] },
    change: replaceIngress("--subnet 10.60.0.0/20", { subnets: ["10.60.0.0/20"] }),
  }],
  check(view, report) {
    for (const { network: one, successor } of replacementOf(view)?.successors ?? []) {
      const bad = successor.attachable ? "attachable" : successor.internal ? "internal" : undefined;
      if (!one.ingress || bad === undefined) continue;
      report({
        object: network(one),
        message: `An ingress network cannot be ${bad}`,
        fix: { text: `Leave --${bad} out` },
      });
    }
  },
});
