import { nearest } from "../../base/suggest.ts";
import { NETWORK_KEYS } from "../../stack/index.ts";
import { rule } from "../rule.ts";
import { problemsFor, subjectOf, unknownKey } from "../stack_problems.ts";

/** What an overlay can have, but not from a stack file. */
const ELSEWHERE = new Set([
  "gateway",
  "ip_range",
  "enable_ipv4",
  "enable_ipv6",
  "ingress",
  "config_only",
  "config_from",
]);

export const sn0603 = rule({
  code: "SN0603",
  name: "unknown-network-key",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["stack"],
  reads: ["stack"],
  what: "A network has a key that stack files do not have",
  why:
    "A stack file can say of a network: name, driver, driver_opts, ipam.driver, ipam.config[].subnet, external, internal, " +
    "attachable, labels. enable_ipv6, ip_range, gateway, aux_addresses, ipam.options and the like belong to docker compose " +
    "and make `docker stack deploy` refuse the whole file.",
  fix: "Remove the key, or create the network beforehand and declare it external",
  reference: ["docker/cli cli/compose/schema/data/config_schema_v3.13.json"],
  bad: [
    {
      title: "A gateway",
      stack:
        "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {ipam: {config: [{subnet: 10.9.0.0/24, gateway: 10.9.0.1}]}}}\n",
    },
    {
      title: "A misspelt key",
      stack: "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {driver_opt: {encrypted: ''}}}\n",
    },
  ],
  good: [
    {
      title: "Keys that exist",
      stack:
        "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {ipam: {config: [{subnet: 10.9.0.0/24}]}, x-team: web}}\n",
    },
  ],
  check(view, report) {
    for (const problem of problemsFor(view, "SN0603")) {
      const key = unknownKey(problem);
      const object = subjectOf(problem, view.loaded);
      const meant = nearest(key, NETWORK_KEYS);
      report({
        object,
        message: `Key "${key}" is none that ${problem.path} may have in a stack file` +
          (meant === undefined || ELSEWHERE.has(key) ? "" : ` (did you mean ${meant}?)`),
        at: problem.at,
        ...(ELSEWHERE.has(key)
          ? {
            fix: {
              text:
                "Create the network beforehand, where every option exists, and declare it with external: true",
              commands: ["docker swarmnet create --help"],
            },
          }
          : {}),
        details: [`docker says: ${problem.message}`],
        part: `${problem.path}.${key}`,
      });
    }
  },
});
