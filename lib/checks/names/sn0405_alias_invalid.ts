import { listOf } from "../../swarm/attached.ts";
import { indexOf } from "../../swarm/index.ts";
import { aliasFault } from "../../swarm/names.ts";
import { rule } from "../rule.ts";
import { isAsked } from "../services.ts";
import { service as subject } from "../subjects.ts";

export const sn0405 = rule({
  code: "SN0405",
  name: "alias-invalid",
  level: "warning",
  confidence: "high",
  since: "0.1.0",
  scope: ["live", "stack", "change"],
  reads: ["networks", "services"],
  what: "An alias of a service is no name that could be looked up",
  why:
    "Docker and swarm store any text as an alias. One with spaces, empty parts or too long ones, or one that reads as an address, " +
    "is never asked for by a resolver, so clients that use it find no address.",
  fix: "Use letters, digits, hyphens and underscores, in parts of at most 63 characters between dots",
  reference: ['reproduced on 20.10.24: "bad alias!" is accepted', "RFC 1035 section 2.3.4"],
  bad: [
    {
      title: "A space",
      stack: "services: {a: {image: x, networks: {n: {aliases: ['my db']}}}}\nnetworks: {n: {}}\n",
    },
    {
      title: "An address",
      swarm: {
        networks: [{ name: "app" }],
        services: [{ name: "web", networks: [{ target: "id-app", aliases: ["10.0.0.5"], driverOpts: {} }] }],
      },
    },
  ],
  good: [
    {
      title: "Names",
      stack:
        "services: {a: {image: x, networks: {n: {aliases: [db, my_db, db.internal.example]}}}}\nnetworks: {n: {}}\n",
    },
    { title: "No alias", swarm: { networks: [{ name: "app" }], services: [{ name: "web", on: ["app"] }] } },
  ],
  check(view, report) {
    const index = indexOf(view.swarm);
    for (const one of view.services) {
      if (!isAsked(view, one)) continue;
      for (const { target, aliases } of listOf(one)) {
        for (const alias of new Set(aliases)) {
          const fault = aliasFault(alias);
          if (fault === undefined) continue;
          const network = index.network(target)?.name ?? target;
          report({
            object: subject(one),
            message: `The alias ${
              JSON.stringify(alias)
            } of ${one.name} on ${network} cannot be looked up: ${fault}`,
            part: `${network} ${alias}`,
          });
        }
      }
    }
  },
});
