import { shellLine } from "../../base/shell.ts";
import { indexOf } from "../../swarm/index.ts";
import { STACK_LABEL } from "../../swarm/model.ts";
import { rule } from "../rule.ts";

const FILE = "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {}}\n";

export const sn0704 = rule({
  code: "SN0704",
  name: "service-name-taken",
  level: "error",
  confidence: "high",
  since: "0.2.0",
  scope: ["stack"],
  reads: ["stack", "against"],
  refusedByEngine: true,
  what: "A service of the stack has the name of one that is not the stack's",
  why:
    "`docker stack deploy` finds its services by their stack label. One of the same name without it, or with another stack's, is not updated: " +
    "deploy tries to create the service and stops, after it has created the networks.",
  fix: "Give the service or the stack another name, or remove the service that exists",
  reference: ["docker/cli cli/command/stack/swarm/deploy_composefile.go deployServices"],
  bad: [{
    title: "Created without the stack",
    stack: FILE,
    swarm: { networks: [], services: [{ name: "shop_a" }] },
  }],
  good: [{
    title: "The stack's own",
    stack: FILE,
    swarm: { networks: [], services: [{ name: "shop_a", labels: { [STACK_LABEL]: "shop" } }] },
  }],
  check(view, report) {
    const { stack, against } = view;
    if (stack === undefined || against === undefined) return;
    for (const { name, at } of stack.services) {
      const holder = indexOf(against).serviceByName.get(name);
      const owner = holder?.labels[STACK_LABEL] ?? "";
      if (holder === undefined || owner === stack.name) continue;
      report({
        object: { kind: "service", name },
        message: `Service ${name} exists already and belongs to ${
          owner === "" ? "no stack" : `the stack ${owner}`
        }: deploy would stop at it`,
        at,
        fix: {
          text: "Give the service or the stack another name; this shows what exists",
          commands: [shellLine(["docker", "service", "inspect", "--pretty", name])],
        },
      });
    }
  },
});
