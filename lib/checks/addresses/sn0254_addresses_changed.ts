import { listed } from "../../base/listing.ts";
import type { Network } from "../../swarm/model.ts";
import { replace } from "../change_examples.ts";
import { movesOf } from "../replacement.ts";
import { rule } from "../rule.ts";
import { network } from "../subjects.ts";

export const sn0254 = rule({
  code: "SN0254",
  name: "addresses-changed",
  level: "warning",
  confidence: "high",
  since: "0.2.0",
  scope: ["change"],
  reads: ["change"],
  what: "A network gets another subnet",
  why: "Configurations, firewall rules and access lists that name the old subnet no longer apply.",
  fix: "Look for the old subnet in the configuration of the services",
  reference: ["https://docs.docker.com/engine/swarm/networking/"],
  bad: [{
    title: "Another subnet",
    swarm: { networks: [{ name: "app", subnet: "10.5.0.0/24" }] },
    change: replace("--subnet 10.9.0.0/24", "app", { subnets: ["10.9.0.0/24"] }),
  }],
  good: [{
    title: "The subnet stays",
    swarm: { networks: [{ name: "app", subnet: "10.5.0.0/24" }] },
    change: replace("--attachable", "app", { attachable: true }),
  }],
  check(view, report) {
    for (const { network: one, successor } of movesOf(view)) {
      const before = subnets(one);
      const after = subnets(successor);
      if (before.length === after.length && before.every((subnet) => after.includes(subnet))) continue;
      report({
        object: network(one),
        message: `Subnet ${listed(before)} of ${one.name} becomes ${
          after.length === 0 ? "an automatic subnet" : listed(after)
        }`,
        fix: { text: `Look for ${listed(before)} in the configuration of the services` },
      });
    }
  },
});

function subnets(one: Network): string[] {
  return one.ipam.config.map(({ subnet }) => subnet);
}
