import { rule } from "../rule.ts";
import { problemsFor, subjectOf } from "../stack_problems.ts";

export const sn0622 = rule({
  code: "SN0622",
  name: "depends-on-ignored",
  level: "info",
  confidence: "high",
  since: "0.1.0",
  scope: ["stack"],
  reads: ["stack"],
  what: "A service has depends_on, which gives no order in a swarm",
  why:
    "Swarm starts all services at once and restarts tasks whenever it wants. The list form of depends_on is accepted and " +
    "does nothing; the mapping form of docker compose, with conditions, makes docker refuse the file.",
  fix: "Remove it, and let the service wait for or retry what it needs",
  reference: ["docker/cli cli/compose/convert/service.go", "reproduced on 28.2.2"],
  bad: [
    {
      title: "Accepted and without effect",
      stack: "services: {a: {image: x, depends_on: [b]}, b: {image: y}}\n",
    },
    {
      title: "Refused",
      stack: "services: {a: {image: x, depends_on: {b: {condition: service_healthy}}}, b: {image: y}}\n",
    },
  ],
  good: [{ title: "None", stack: "services: {a: {image: x}, b: {image: y}}\n" }],
  check(view, report) {
    const refused = new Set<string>();
    for (const problem of problemsFor(view, "SN0622")) {
      const object = subjectOf(problem, view.loaded);
      refused.add(object.name);
      report({
        object,
        message: `Service ${object.name} has depends_on as a mapping, which docker refuses`,
        at: problem.at,
        level: "error",
        details: [`docker says: ${problem.message}`],
      });
    }
    for (const service of view.stack?.services ?? []) {
      const written = service.keys.find(({ key }) => key === "depends_on");
      if (written === undefined || refused.has(service.name)) continue;
      report({
        object: { kind: "service", name: service.name },
        message: `Service ${service.name} has depends_on, which gives no order in a swarm`,
        at: written.at,
      });
    }
  },
});
