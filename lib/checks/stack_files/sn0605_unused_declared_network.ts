import { rule } from "../rule.ts";

export const sn0605 = rule({
  code: "SN0605",
  name: "unused-declared-network",
  level: "info",
  confidence: "high",
  since: "0.1.0",
  scope: ["stack"],
  reads: ["stack"],
  what: "A network is declared that no service of the stack is on",
  why:
    "`docker stack deploy` creates and checks only networks that a service uses, and says nothing of the others: " +
    "neither that they are not created, nor that an external one does not exist.",
  fix: "Attach a service to it, or remove the declaration",
  reference: ["docker/cli cli/compose/convert/compose.go Networks", "reproduced on 28.2.2"],
  falsePositives: "Another file, given with a further -c, may use it",
  bad: [
    { title: "Declared and forgotten", stack: "services: {a: {image: x}}\nnetworks: {backend: {}}\n" },
    {
      title: "An external one is not looked up either",
      stack: "services: {a: {image: x}}\nnetworks: {proxy: {external: true}}\n",
    },
  ],
  good: [{ title: "Used", stack: "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {}}\n" }],
  check(view, report) {
    for (const one of view.stack?.unused ?? []) {
      report({
        object: { kind: "network", name: one.name },
        message: one.external
          ? `Network ${one.name} is declared external, but no service is on it: deploy does not even look whether it exists`
          : `Network ${one.name} is declared, but no service is on it: deploy does not create it`,
        at: one.at,
      });
    }
  },
});
