import { overlaps } from "../../swarm/cidr.ts";
import { creating } from "../change_examples.ts";
import { rule } from "../rule.ts";
import { newNetworks, requestedSubnets, subnetsAsked } from "./requested.ts";

export const sn0229 = rule({
  code: "SN0229",
  name: "own-subnets-overlap",
  level: "error",
  confidence: "high",
  since: "0.2.0",
  scope: ["stack", "change"],
  reads: ["networks", "change"],
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
  }, {
    title: "In a stack file",
    stack: "services: {a: {image: x, networks: [n]}}\n" +
      "networks: {n: {ipam: {config: [{subnet: 10.20.0.0/16}, {subnet: 10.20.1.0/24}]}}}\n",
  }],
  good: [{
    title: "Two that do not",
    swarm: {},
    change: creating("--subnet 10.20.0.0/24 --subnet 10.20.1.0/24", {
      subnets: ["10.20.0.0/24", "10.20.1.0/24"],
    }),
  }],
  check(view, report) {
    for (const asked of view.scope === "stack" ? newNetworks(view) : subnetsAsked(view)) {
      const subnets = requestedSubnets(asked);
      for (const [at, one] of subnets.entries()) {
        const other = subnets.slice(0, at).find(({ block }) => overlaps(block, one.block));
        if (other === undefined) continue;
        report({
          object: asked.object,
          message: `Subnet ${one.text} overlaps subnet ${other.text} of the same network`,
          part: one.text,
        });
      }
    }
  },
});
