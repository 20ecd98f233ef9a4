import { rule } from "../rule.ts";
import { problemsFor, subjectOf } from "../stack_problems.ts";
import { isNetworkName } from "./keys.ts";

export const sn0617 = rule({
  code: "SN0617",
  name: "unset-variable",
  level: "warning",
  confidence: "medium",
  since: "0.1.0",
  scope: ["stack"],
  reads: ["stack"],
  what: "A variable of the file is not set",
  why:
    "docker puts nothing in its place and says nothing; only `${NAME:?message}` makes it refuse. It takes variables from " +
    "the environment of the shell that deploys, and reads no .env file.",
  fix:
    "Set the variable where the stack is deployed, or write ${NAME:-default}; --env-file lets lint know the values",
  reference: ["docker/cli cli/compose/template/template.go", "reproduced on 28.2.2"],
  falsePositives: "The variable may be set where the stack is deployed",
  bad: [
    { title: "Nothing in its place", stack: "services: {a: {image: 'shop:${TAG}'}}\n" },
    { title: "Required", stack: "services: {a: {image: 'shop:${TAG:?which version}'}}\n" },
  ],
  good: [
    { title: "Set", stack: "services: {a: {image: 'shop:${TAG}'}}\n", env: { TAG: "2" } },
    { title: "With a default", stack: "services: {a: {image: 'shop:${TAG:-1}'}}\n" },
  ],
  check(view, report) {
    for (const problem of problemsFor(view, "SN0617")) {
      const [, name = "", words = ""] =
        /required variable (\S+) is missing a value: ?(.*?)"; you may/.exec(problem.message) ??
          [];
      report({
        object: subjectOf(problem, view.loaded),
        message: `Variable ${name} is required and not set${
          words === "" ? "" : ` (${words})`
        }: docker refuses the file`,
        at: problem.at,
        level: "error",
        details: [`docker says: ${problem.message}`],
        part: name,
      });
    }
    for (const { name, form, isSet, at, path } of view.stack?.variables ?? []) {
      if (form !== "plain" || isSet || isNetworkName(path) || view.loaded?.dotEnv.has(name)) continue;
      report({
        object: { kind: "file", name: at.file },
        message: `Variable ${name} is not set: ${path} gets nothing in its place`,
        at,
        part: `${name} ${path}`,
      });
    }
  },
});
