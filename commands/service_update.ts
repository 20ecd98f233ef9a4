import { EXIT } from "../lib/base/errors.ts";
import { runDockerService } from "./shared/run_docker_service.ts";
import { changeCheckFlags } from "./shared/change_checks.ts";
import { takeCheckFlags } from "./shared/service_check_flags.ts";
import { defineCommand } from "../lib/cli/command.ts";

/** `docker swarmnet service update`: docker's own command, its network part checked first. */
export const serviceUpdate = defineCommand({
  name: "service update",
  operands: "SERVICE",
  args: { min: 1, max: Infinity },
  summary: "Update a service with docker, its networks and ports checked first",
  description:
    "Takes every option of docker service update and passes the same arguments on to docker, whose exit code is the result. " +
    "Before that it checks against the live swarm: --network-add and --network-rm, --publish-add and --publish-rm, and " +
    "--endpoint-mode, constraints and the update order. Findings of level error stop the command with exit code 125; " +
    "docker swarmnet explain CODE tells more. To change networks only, docker swarmnet attach and detach do more: they report an update that " +
    "was paused or rolled back as the failure it is.\n\nAll other options: docker service update --help",
  examples: [
    {
      text: "Publish a port of a running service",
      command: "docker swarmnet service update --publish-add published=8080,target=80 api",
    },
    {
      text: "Add a network and a new image",
      command: "docker swarmnet service update --network-add backend --image app:2 api",
    },
  ],
  flags: changeCheckFlags,
  needs: "manager",
  changes: "swarm",
  exits: [EXIT.done, EXIT.failed, EXIT.usage, EXIT.interrupted],
  operandCompletes: ["service"],
  passThrough: true,
  parse: (_values, words) => takeCheckFlags("update", words),
  run: (ctx, words) => runDockerService(ctx, "update", words),
});
