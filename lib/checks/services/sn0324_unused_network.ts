import { shellLine } from "../../base/shell.ts";
import { indexOf } from "../../swarm/index.ts";
import { STACK_LABEL } from "../../swarm/model.ts";
import { PREDEFINED_NETWORKS } from "../../swarm/names.ts";
import { isLive } from "../../swarm/task_state.ts";
import { rule } from "../rule.ts";
import { ageOf, HOUR } from "../services.ts";
import { network } from "../subjects.ts";

/** Networks are often made some time before what uses them. */
const PATIENCE = 24 * HOUR;

export const sn0324 = rule({
  code: "SN0324",
  name: "unused-network",
  level: "info",
  confidence: "high",
  since: "0.1.0",
  scope: ["live"],
  reads: ["networks", "services", "tasks", "inspected", "time"],
  what: "A network is used by no service, task or container",
  why:
    "It keeps a subnet and a network identifier from others, which matters once address pools run low, and leaves everybody " +
    "wondering what it is for. Neither `docker stack deploy --prune` nor `docker service rm` removes networks.",
  fix: "Remove the network if nobody is going to use it",
  reference: ["docker/cli cli/command/stack/swarm/deploy.go pruneServices: services only"],
  falsePositives: "A network that is kept for containers or stacks that run from time to time",
  bad: [
    { title: "Nobody is there", swarm: { networks: [{ name: "old" }] } },
    {
      title: "Its last task has ended",
      swarm: {
        networks: [{ name: "old" }],
        services: [{ name: "web" }],
        tasks: [{
          service: "web",
          node: "m1",
          state: "shutdown",
          desired: "shutdown",
          networks: [{ network: "id-old", addresses: ["10.0.1.9/24"], aliases: [] }],
        }],
      },
    },
  ],
  good: [
    {
      title: "A service is there",
      swarm: { networks: [{ name: "app" }], services: [{ name: "web", on: ["app"] }] },
    },
    {
      title: "A container is there",
      swarm: {
        networks: [{ name: "app", attachable: true }],
        tasks: [{
          node: "m1",
          attachment: "c0ffee",
          networks: [{ network: "id-app", addresses: ["10.0.1.9/24"], aliases: [] }],
        }],
      },
    },
  ],
  check(view, report) {
    const index = indexOf(view.swarm);
    for (const one of view.networks) {
      if (one.scope !== "swarm" || one.ingress || one.configOnly || PREDEFINED_NETWORKS.has(one.name)) {
        continue;
      }
      // What a stack left behind is SN0702's.
      if ((one.labels[STACK_LABEL] ?? "") !== "") continue;
      if (ageOf(view, one.created) <= PATIENCE || index.servicesOn(one.id).length > 0) continue;
      if (index.tasksOn(one.id).some(isLive) || one.containers?.some((each) => !each.id.startsWith("lb-"))) {
        continue;
      }
      report({
        object: network(one),
        message: `Network ${one.name} is used by no service, task or container`,
        fix: {
          text: "Remove it if nobody is going to use it",
          commands: [shellLine(["docker", "network", "rm", one.name])],
        },
      });
    }
  },
});
