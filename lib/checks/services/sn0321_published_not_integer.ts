import { itemsOf, type Node, type Problem, valueOf } from "../../stack/index.ts";
import { type Edit, rule, type View } from "../rule.ts";
import { problemsFor, subjectOf } from "../stack_problems.ts";

export const sn0321 = rule({
  code: "SN0321",
  name: "published-not-integer",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["stack"],
  reads: ["stack"],
  what: "A published port in the long form is not a whole number",
  why:
    "`published:` takes a number in a stack file. Text in quotes, as `docker compose config` prints it, and ranges are refused, " +
    "and so is a variable that is not set.",
  fix: "Write the number without quotes; for a range use the short form, such as 8080-8081:80-81",
  reference: ["docker/cli cli/compose/schema/data/config_schema_v3.13.json", "docker/cli issue 1073"],
  bad: [
    { title: "In quotes", stack: "services: {a: {image: x, ports: [{target: 80, published: '8080'}]}}\n" },
    { title: "A range", stack: "services: {a: {image: x, ports: [{target: 80, published: 8080-8090}]}}\n" },
  ],
  good: [
    { title: "A number", stack: "services: {a: {image: x, ports: [{target: 80, published: 8080}]}}\n" },
    {
      title: "A variable that is set",
      stack: "services: {a: {image: x, ports: [{target: 80, published: '${PORT}'}]}}\n",
      env: { PORT: "8080" },
    },
  ],
  check(view, report) {
    for (const problem of problemsFor(view, "SN0321")) {
      const object = subjectOf(problem, view.loaded);
      const edit = unquote(view, problem);
      report({
        object,
        message: `Service ${object.name} publishes a port that is no whole number`,
        at: problem.at,
        ...(edit === undefined
          ? {}
          : { fix: { text: `Write the number without quotes: ${edit.action.value}`, edit } }),
        details: [`docker says: ${problem.message}`],
        part: problem.path,
      });
    }
  },
});

/** Quoted digits mean the number; anything else is for a person to decide. */
function unquote(
  view: View,
  problem: Problem,
): Edit & { action: { kind: "set"; value: number } } | undefined {
  const match = /^services\.(.+)\.ports\.(\d+)\.published$/.exec(problem.path);
  if (match === null) return undefined;
  const root = view.loaded?.documents.find(({ source }) => source.name === problem.at.file)?.root;
  const path = ["services", match[1]!, "ports", Number(match[2]), "published"];
  const node = path.reduce<Node | undefined>(
    (at, step) => typeof step === "number" ? itemsOf(at)[step] : valueOf(at, step),
    root,
  );
  if (node?.kind !== "scalar" || node.type !== "str" || !/^[1-9]\d{0,4}$/.test(String(node.value))) {
    return undefined;
  }
  return { file: problem.at.file, path, action: { kind: "set", value: Number(node.value) } };
}
