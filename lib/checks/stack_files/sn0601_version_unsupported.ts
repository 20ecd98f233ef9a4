import { rule } from "../rule.ts";
import { problemsFor } from "../stack_problems.ts";

export const sn0601 = rule({
  code: "SN0601",
  name: "version-unsupported",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["stack"],
  reads: ["stack"],
  what: "The files name a format that `docker stack deploy` does not read, or differ in it",
  why:
    "Stack files have formats 3.0 to 3.13, and nothing written means 3.13. Any other number is refused before docker " +
    "looks at a service, and so are several files whose numbers differ.",
  fix: "Remove the line `version:` from every file: docker then reads the newest format",
  reference: ["docker/cli cli/compose/schema/schema.go", "docker/cli cli/compose/loader/merge.go"],
  bad: [
    { title: "A format of docker-compose 1", stack: 'version: "2.4"\nservices: {a: {image: x}}\n' },
    {
      title: "Two files that differ",
      stack: ['version: "3.7"\nservices: {a: {image: x}}\n', "services: {a: {image: y}}\n"],
    },
  ],
  good: [{ title: "No format at all", stack: "services: {a: {image: x}}\n" }],
  check(view, report) {
    for (const problem of problemsFor(view, "SN0601")) {
      const mixed = problem.message.startsWith("version mismatched");
      report({
        object: { kind: "file", name: problem.at.file },
        message: mixed
          ? `The files have different versions (${
            problem.message.replace(/^.* : /, "")
          }); docker merges files of one version only`
          : `The file has version ${
            problem.message.replace(/^.*: /, "")
          }; docker stack deploy reads 3.0 to 3.13`,
        at: problem.at,
        details: [`docker says: ${problem.message}`],
        part: mixed ? "mixed" : "version",
      });
    }
  },
});
