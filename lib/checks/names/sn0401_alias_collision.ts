import { indexOf } from "../../swarm/index.ts";
import { claimsOn } from "../../swarm/name_order.ts";
import { byName } from "../../base/order.ts";
import { rule } from "../rule.ts";
import { isAsked } from "../services.ts";
import { network as subject } from "../subjects.ts";
import { listed } from "../../base/listing.ts";

export const sn0401 = rule({
  code: "SN0401",
  name: "alias-collision",
  level: "warning",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "stack", "change"],
  reads: ["networks", "services"],
  what: "Several services answer to one name on a network",
  why:
    "Names and aliases of all services share one name space in a network, and deploy gives every service its short name as an " +
    "alias. Where two stacks meet on a shared network, `db` or `web` is then answered by one or the other, or by both in turn.",
  fix:
    "Give each service on a shared network its own alias, and keep what belongs to one stack on that stack's network",
  reference: [
    "https://github.com/moby/moby/issues/37348",
    "https://github.com/moby/moby/issues/41961",
    "https://github.com/moby/moby/issues/42831",
  ],
  falsePositives: "Services that are meant to stand in for each other under one name",
  bad: [
    {
      title: "Two stacks on one network",
      swarm: {
        networks: [{ name: "edge" }],
        services: [
          { name: "a_web", networks: [{ target: "id-edge", aliases: ["web"], driverOpts: {} }] },
          { name: "b_web", networks: [{ target: "id-edge", aliases: ["web"], driverOpts: {} }] },
        ],
      },
    },
    {
      title: "An alias that is another service's name, in another letter case",
      stack:
        "services:\n  db: {image: x, networks: [n]}\n  proxy: {image: y, networks: {n: {aliases: [DB]}}}\nnetworks: {n: {}}\n",
    },
  ],
  good: [
    {
      title: "The same alias on different networks",
      swarm: {
        networks: [{ name: "a" }, { name: "b" }],
        services: [
          { name: "a_web", networks: [{ target: "id-a", aliases: ["web"], driverOpts: {} }] },
          { name: "b_web", networks: [{ target: "id-b", aliases: ["web"], driverOpts: {} }] },
        ],
      },
    },
    {
      title: "Names of their own",
      stack: "services: {db: {image: x, networks: [n]}, web: {image: y, networks: [n]}}\nnetworks: {n: {}}\n",
    },
  ],
  check(view, report) {
    const index = indexOf(view.swarm);
    for (const network of view.networks) {
      // Nobody looks names up on ingress; on a single service nothing collides.
      const services = index.servicesOn(network.id);
      if (network.scope === "local" || network.ingress || services.length < 2) continue;
      if (!services.some((one) => isAsked(view, one))) continue;
      for (const [name, claimed] of claimsOn(view.swarm, network)) {
        const owners = [...claimed].sort(byName);
        if (owners.length < 2 || !owners.some((one) => isAsked(view, one))) continue;
        const at = owners.filter((one) => view.judged(one)).map((one) => view.at(one)).at(-1);
        report({
          object: subject(network),
          message: `On network ${network.name} the name ${name} belongs to ${
            listed(owners.map((one) => one.name))
          }: a DNS lookup returns one or the other`,
          // One more service under the name is news.
          part: view.scope === "change" ? `${name} ${owners.map((one) => one.id).join()}` : name,
          ...(at === undefined ? {} : { at }),
        });
      }
    }
  },
});
