import { indexOf } from "../../swarm/index.ts";
import { STACK_LABEL } from "../../swarm/model.ts";
import { rule } from "../rule.ts";
import { isApplicationOverlay, network } from "../subjects.ts";
import { listed } from "../../base/listing.ts";

/** A proxy's network with a handful of stacks behind it is ordinary. */
const MOST_STACKS = 8;

export const sn0112 = rule({
  code: "SN0112",
  name: "flat-network-large",
  level: "info",
  confidence: "medium",
  since: "0.1.0",
  scope: ["live"],
  reads: ["networks", "services"],
  what: "One network joins very many stacks",
  why:
    "Inside a network nothing is filtered: whoever takes over one container reaches every port of all the others, and names " +
    "such as `db` or `web` of one stack answer to another. A network's members are its only wall.",
  fix:
    "Give groups of stacks networks of their own, each with the proxy on it, and keep databases on internal networks",
  reference: ["https://github.com/moby/moby/issues/37348", "https://github.com/moby/moby/issues/42831"],
  falsePositives: "A reverse proxy in front of many stacks with one shared network, accepted as such",
  bad: [{
    title: "Nine stacks on one network",
    swarm: { networks: [{ name: "proxy" }], services: stacks(9) },
  }],
  good: [{
    title: "Three stacks on one network",
    swarm: { networks: [{ name: "proxy" }], services: stacks(3) },
  }],
  check(view, report) {
    const index = indexOf(view.swarm);
    for (const one of view.networks) {
      if (!isApplicationOverlay(one)) continue;
      const names = new Set<string>();
      for (const { labels } of index.servicesOn(one.id)) {
        const stack = labels[STACK_LABEL];
        if (stack !== undefined) names.add(stack);
      }
      if (names.size <= MOST_STACKS) continue;
      report({
        object: network(one),
        message: `Network ${one.name} joins the services of ${names.size} stacks: ${
          listed([...names].sort())
        }`,
      });
    }
  },
});

/** Examples: so many stacks of one service each. */
function stacks(many: number) {
  return Array.from({ length: many }, (_, at) => ({
    name: `s${at + 1}_web`,
    on: ["proxy"],
    labels: { [STACK_LABEL]: `s${at + 1}` },
  }));
}
