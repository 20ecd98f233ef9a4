import { nearest } from "../../base/suggest.ts";
import { refusedAdvice } from "../../stack/compose_differences.ts";
import { SERVICE_KEYS } from "../../stack/index.ts";
import { rule } from "../rule.ts";
import { problemsFor, subjectOf, unknownKey } from "../stack_problems.ts";

export const sn0621 = rule({
  code: "SN0621",
  name: "refused-by-docker",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["stack"],
  reads: ["stack"],
  what: "`docker stack deploy` refuses the files, for a reason that no other rule explains",
  why:
    "Whatever docker refuses is reported, so that a file without findings is one that docker takes. docker itself stops at " +
    "the first reason; here are all of them.",
  fix: "Change what docker complains about",
  reference: ["docker/cli cli/compose (28.2.2)", "docker/cli cli/compose/types/types.go ForbiddenProperties"],
  bad: [
    { title: "A misspelt key", stack: "services: {a: {image: x, port: ['80:80']}}\n" },
    { title: "A key of docker compose", stack: "services: {a: {image: x, extends: {service: b}}}\n" },
    { title: "A secret that is not declared", stack: "services: {a: {image: x, secrets: [s]}}\n" },
  ],
  good: [{ title: "Accepted", stack: "services: {a: {image: x, ports: ['80:80']}}\n" }],
  check(view, report) {
    const problems = problemsFor(view, "SN0621");
    if (problems.length === 0) return;
    const advice = refusedAdvice(view.loaded!);
    for (const problem of problems) {
      const { file, line, column } = problem.at;
      const instead = advice.get(`${file}:${line}:${column}`);
      const key = unknownKey(problem);
      const meant = key !== "" && /^services\.[^.]+$/.test(problem.path)
        ? nearest(key, SERVICE_KEYS)
        : undefined;
      report({
        object: subjectOf(problem, view.loaded),
        message: `docker refuses the file: ${problem.message}${
          meant === undefined || instead !== undefined ? "" : ` (did you mean ${meant}?)`
        }`,
        at: problem.at,
        ...(instead === undefined ? {} : { fix: { text: `In a swarm: ${instead}` } }),
        part: `${problem.stage} ${problem.path} ${key}`,
      });
    }
  },
});
