import { listed } from "../../base/listing.ts";
import { STACK_LABEL } from "../../swarm/model.ts";
import { replace } from "../change_examples.ts";
import { movesOf, usersBefore } from "../replacement.ts";
import { rule } from "../rule.ts";
import { network } from "../subjects.ts";

export const sn0420 = rule({
  code: "SN0420",
  name: "stack-file-old-name",
  level: "warning",
  confidence: "high",
  since: "0.2.0",
  scope: ["change"],
  reads: ["change"],
  what: "The file of a stack names a network that gets another name",
  why:
    "The next docker stack deploy creates a network of the old name again and moves the services back to it, without a warning.",
  fix: "Change the name in the file before the next deploy",
  reference: ["docker/cli cli/command/stack/swarm/deploy_composefile.go createNetworks"],
  bad: [{
    title: "A service of a stack",
    swarm: {
      networks: [{ name: "app" }],
      services: [{ name: "web", on: ["app"], labels: { [STACK_LABEL]: "shop" } }],
    },
    change: replace("--name app2", "app", { name: "app2" }),
  }],
  good: [{
    title: "No stack",
    swarm: { networks: [{ name: "app" }], services: [{ name: "web", on: ["app"] }] },
    change: replace("--name app2", "app", { name: "app2" }),
  }],
  check(view, report) {
    for (const { network: one, successor } of movesOf(view)) {
      if (successor.name === one.name) continue;
      const users = usersBefore(view, one).map(({ labels }) => labels[STACK_LABEL] ?? "");
      const stacks = [...new Set([one.labels[STACK_LABEL] ?? "", ...users])].filter((name) => name !== "")
        .sort();
      if (stacks.length === 0) continue;
      report({
        object: network(one),
        message: `The file of stack ${listed(stacks)} still names ${one.name}`,
        fix: { text: `Before the next deploy, write name: ${successor.name} under networks` },
      });
    }
  },
});
