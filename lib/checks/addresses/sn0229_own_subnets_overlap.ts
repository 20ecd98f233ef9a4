import { overlaps } from "../../swarm/cidr.ts";
import { creating } from "../change_examples.ts";
import { rule } from "../rule.ts";
import { requestedSubnets, subnetsAsked } from "./requested.ts";

export const sn0229 = rule({
  code: "SN0229",
  name: "own-subnets-overlap",
  level: "error",
  confidence: "high",
  since: "0.2.0",
  scope: ["change"],
  reads: ["change"],
  refusedByEngine: true,
  what: "Subnets of one new network overlap each other",
  why: "docker refuses it, and the managers could not allocate the network.",
  fix: "Leave one of them out",
  reference: ["docker/cli cli/command/network/create.go (reproduced on 20.10.24 and 28.5.2)"],
  bad: [{
    title: "A subnet inside the other",
    swarm: {},
    change: creating("--subnet 10.20.0.0/16 --subnet 10.20.1.0/24", {
      subnets: ["10.20.0.0/16", "10.20.1.0/24"],
    }),
  }],
  good: [{
    title: "Two that do not",
    swarm: {},
    change: creating("--subnet 10.20.0.0/24 --subnet 10.20.1.0/24", {
      subnets: ["10.20.0.0/24", "10.20.1.0/24"],
    }),
  }],
  check(view, report) {
    for (const asked of subnetsAsked(view)) {
      const subnets = requestedSubnets(asked);
      for (const [at, one] of subnets.entries()) {
        const other = subnets.slice(0, at).find(({ block }) => overlaps(block, one.block));
        if (other === undefined) continue;
        report({
          object: asked.object,
          message: `--subnet ${one.text} overlaps --subnet ${other.text}`,
          part: one.text,
        });
      }
    }
  },
});
