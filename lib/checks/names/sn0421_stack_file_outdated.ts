import { STACK_LABEL } from "../../swarm/model.ts";
import { encrypt } from "../change_examples.ts";
import { movesOf } from "../replacement.ts";
import { rule } from "../rule.ts";
import { network } from "../subjects.ts";

export const sn0421 = rule({
  code: "SN0421",
  name: "stack-file-outdated",
  level: "warning",
  confidence: "medium",
  since: "0.2.0",
  scope: ["change"],
  reads: ["change"],
  what: "A network of a stack is to be changed, and its file may not say so",
  why:
    "docker stack deploy leaves a network that exists as it is. After docker stack rm it is created again as the file says.",
  fix: "Change the network in the file too; docker swarmnet plan -c FILE STACK shows what differs",
  reference: ["docker/cli cli/command/stack/swarm/deploy_composefile.go createNetworks"],
  bad: [{
    title: "A network of a stack",
    swarm: { networks: [{ name: "shop_app", options: {}, labels: { [STACK_LABEL]: "shop" } }] },
    change: encrypt("shop_app"),
  }],
  good: [{
    title: "A network that a stack only uses",
    swarm: {
      networks: [{ name: "app", options: {} }],
      services: [{ name: "web", on: ["app"], replicas: 2, labels: { [STACK_LABEL]: "shop" } }],
    },
    change: encrypt("app"),
  }],
  check(view, report) {
    for (const { network: one, successor } of movesOf(view)) {
      const stack = one.labels[STACK_LABEL] ?? "";
      if (stack === "" || successor.name !== one.name) continue;
      report({
        object: network(one),
        message: `The file of stack ${stack} may not have the new settings of ${one.name}`,
        fix: {
          text:
            `Change the network in the file too; docker swarmnet plan -c FILE ${stack} shows what differs`,
        },
      });
    }
  },
});
