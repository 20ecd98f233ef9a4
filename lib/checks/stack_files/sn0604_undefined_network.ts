import { nearest } from "../../base/suggest.ts";
import { rule } from "../rule.ts";
import { problemsFor, subjectOf } from "../stack_problems.ts";

export const sn0604 = rule({
  code: "SN0604",
  name: "undefined-network",
  level: "error",
  confidence: "high",
  since: "0.1.0",
  scope: ["stack"],
  reads: ["stack"],
  what: "A service is to be on a network that the files do not declare",
  why:
    "`docker stack deploy` refuses the service, but only after it has created the networks, one under the undeclared " +
    "name included: the refusal leaves a plain network behind. `docker stack config` does not look at this.",
  fix: "Declare the network under the top-level key networks",
  reference: ["docker/cli cli/compose/convert/service.go", "reproduced on 28.2.2"],
  bad: [
    { title: "Not declared", stack: "services: {a: {image: x, networks: [backend]}}\n" },
    {
      title: "Misspelt",
      stack: "services: {a: {image: x, networks: {bakcend: }}}\nnetworks: {backend: {}}\n",
    },
  ],
  good: [
    { title: "Declared", stack: "services: {a: {image: x, networks: [n]}}\nnetworks: {n: }\n" },
    {
      title: "The default network needs no declaration",
      stack: "services: {a: {image: x, networks: [default]}}\n",
    },
  ],
  check(view, report) {
    const stack = view.stack;
    const known = [...stack?.networks ?? [], ...stack?.external ?? [], ...stack?.unused ?? []].map((
      { key },
    ) => key);
    for (const problem of problemsFor(view, "SN0604")) {
      const name = / undefined network "(.*)"$/.exec(problem.message)?.[1] ?? "";
      const object = subjectOf(problem, view.loaded);
      const meant = nearest(name, known);
      report({
        object,
        message: `Service ${object.name} is to be on network "${name}", which the files do not declare` +
          (meant === undefined ? "" : ` (did you mean ${meant}?)`),
        at: problem.at,
        details: [`Deploy creates ${stack?.name}_${name}, unencrypted, and then refuses the service`],
        part: name,
      });
    }
  },
});
