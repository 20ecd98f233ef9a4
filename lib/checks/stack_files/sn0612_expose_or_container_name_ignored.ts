import { rule } from "../rule.ts";
import { reportIgnored } from "./keys.ts";

const IGNORED: Readonly<Record<string, string>> = {
  expose: "every port of a task is open to the other services on its networks",
  container_name:
    "tasks are named SERVICE.SLOT.ID, and other services find the service by its name or an alias",
};

export const sn0612 = rule({
  code: "SN0612",
  name: "expose-or-container-name-ignored",
  level: "info",
  confidence: "high",
  since: "0.1.0",
  scope: ["stack"],
  reads: ["stack"],
  what: "A service has expose or container_name, which deploy ignores",
  why:
    "Both are leftovers from docker compose. A name given with container_name does not resolve in a swarm, and expose " +
    "neither opens nor closes anything.",
  fix: "Remove the key; where others use the container's name, give it as an alias on the network",
  reference: ["docker/cli cli/compose/types/types.go DeprecatedProperties", "reproduced on 28.2.2"],
  bad: [
    { title: "container_name", stack: "services: {a: {image: x, container_name: db}}\n" },
    { title: "expose", stack: "services: {a: {image: x, expose: ['5432']}}\n" },
  ],
  good: [{ title: "An alias", stack: "services: {a: {image: x, networks: {default: {aliases: [db]}}}}\n" }],
  check: (view, report) => reportIgnored(view, report, IGNORED),
});
