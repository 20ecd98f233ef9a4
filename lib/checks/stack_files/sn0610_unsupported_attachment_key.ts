import { nearest } from "../../base/suggest.ts";
import { rule } from "../rule.ts";
import { problemsFor, subjectOf, unknownKey } from "../stack_problems.ts";

const KEYS = ["aliases", "driver_opts", "ipv4_address", "ipv6_address"];

export const sn0610 = rule({
  code: "SN0610",
  name: "unsupported-attachment-key",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["stack"],
  reads: ["stack"],
  what: "A service's place on a network has a key that stack files do not have",
  why:
    "Under a network of a service a stack file knows aliases and driver_opts (and drops addresses). priority, gw_priority, " +
    "mac_address, interface_name and link_local_ips are docker compose's, and `docker stack deploy` refuses the file for them.",
  fix: "Remove the key; swarm has nothing that does the same",
  reference: ["docker/cli cli/compose/schema/data/config_schema_v3.13.json"],
  bad: [
    {
      title: "priority",
      stack: "services: {a: {image: x, networks: {n: {priority: 10}}}}\nnetworks: {n: {}}\n",
    },
    {
      title: "link_local_ips",
      stack: "services: {a: {image: x, networks: {n: {link_local_ips: [169.254.8.8]}}}}\nnetworks: {n: {}}\n",
    },
  ],
  good: [{
    title: "aliases",
    stack: "services: {a: {image: x, networks: {n: {aliases: [db]}}}}\nnetworks: {n: {}}\n",
  }],
  check(view, report) {
    for (const problem of problemsFor(view, "SN0610")) {
      const object = subjectOf(problem, view.loaded);
      const key = unknownKey(problem);
      const meant = nearest(key, KEYS);
      report({
        object,
        message:
          `Service ${object.name} has "${key}" on network ${
            problem.path.split(".").at(-1)
          }, which swarm does not know` +
          (meant === undefined ? "" : ` (did you mean ${meant}?)`),
        at: problem.at,
        details: [`docker says: ${problem.message}`],
        part: `${problem.path}.${key}`,
      });
    }
  },
});
