import { nearest } from "../../base/suggest.ts";
import { rule } from "../rule.ts";
import { problemsFor, unknownKey } from "../stack_problems.ts";

const KEYS = ["version", "services", "networks", "volumes", "secrets", "configs"];
// A map, because a file may have a key "constructor".
const ADVICE: ReadonlyMap<string, string> = new Map([
  ["name", "Remove it: the name of a stack is an operand of docker stack deploy"],
  ["include", "Remove it and give each file to docker stack deploy with a -c of its own"],
  ["models", "Remove it: swarm has no models"],
]);

export const sn0602 = rule({
  code: "SN0602",
  name: "unknown-top-level-key",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["stack"],
  reads: ["stack"],
  what: "The file has a key at the top that stack files do not have",
  why:
    "`docker stack deploy` reads its own format, not that of `docker compose`: `name`, `include` and every other key " +
    "besides version, services, networks, volumes, secrets, configs and x-… make it refuse the whole file.",
  fix: "Remove the key, or begin its name with x- where it only holds anchors",
  reference: ["docker/cli cli/compose/schema/data/config_schema_v3.13.json", "docker/cli issue 1073"],
  bad: [
    { title: "The project name of docker compose", stack: "name: shop\nservices: {a: {image: x}}\n" },
    { title: "A misspelt section", stack: "service: {a: {image: x}}\n" },
  ],
  good: [{ title: "Anchors under x-", stack: "x-common: &c {image: x}\nservices: {a: *c}\n" }],
  check(view, report) {
    for (const problem of problemsFor(view, "SN0602")) {
      const key = unknownKey(problem);
      const meant = nearest(key, KEYS);
      const advice = ADVICE.get(key);
      report({
        object: { kind: "file", name: problem.at.file },
        message: `Key "${key}" is none that a stack file may have at the top` +
          (meant === undefined || advice !== undefined ? "" : ` (did you mean ${meant}?)`),
        at: problem.at,
        ...(advice === undefined ? {} : { fix: { text: advice } }),
        details: [`docker says: ${problem.message}`],
        part: key,
      });
    }
  },
});
