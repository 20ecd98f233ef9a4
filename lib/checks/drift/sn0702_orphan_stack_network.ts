import { shellLine } from "../../base/shell.ts";
import { indexOf } from "../../swarm/index.ts";
import { STACK_LABEL } from "../../swarm/model.ts";
import { isLive } from "../../swarm/task_state.ts";
import { rule } from "../rule.ts";
import { network } from "../subjects.ts";

/** A deploy makes networks first and services after; milliseconds. */
const SETTLED = 10 * 60_000;
const LABELS = { [STACK_LABEL]: "shop" };

export const sn0702 = rule({
  code: "SN0702",
  name: "orphan-stack-network",
  level: "info",
  confidence: "high",
  since: "0.1.0",
  scope: ["live"],
  reads: ["networks", "services", "tasks", "time"],
  what: "A network of a stack is left over: nothing is on it any more",
  why:
    "`docker stack deploy --prune` removes services only, so a network that was dropped from the file stays, and so do networks whose " +
    "removal `docker stack rm` tried too early. Each holds a subnet, and a later deploy takes it up again with its old settings.",
  fix: "Remove the network, if no file declares it any more",
  reference: [
    "docker/cli cli/command/stack/swarm/deploy_composefile.go pruneServices (reproduced with 28.2.2)",
    "https://github.com/moby/moby/issues/29293",
  ],
  bad: [{ title: "The stack is gone", swarm: { networks: [{ name: "shop_old", labels: LABELS }] } }],
  good: [{
    title: "A service of the stack is on it",
    swarm: {
      networks: [{ name: "shop_app", labels: LABELS }],
      services: [{ name: "shop_web", labels: LABELS, on: ["shop_app"] }],
    },
  }],
  check(view, report) {
    const index = indexOf(view.swarm);
    for (const one of view.networks) {
      const stack = one.labels[STACK_LABEL] ?? "";
      if (stack === "" || one.scope !== "swarm" || one.ingress) continue;
      if (view.now - Date.parse(one.created) < SETTLED) continue;
      if (index.servicesOn(one.id).length > 0 || index.tasksOn(one.id).some(isLive)) continue;
      report({
        object: network(one),
        message: `Network ${one.name} belongs to the stack ${stack}, and nothing is on it`,
        fix: {
          text: `Remove it, unless a file of the stack ${stack} still declares it`,
          commands: [shellLine(["docker", "swarmnet", "rm", one.name])],
        },
      });
    }
  },
});
