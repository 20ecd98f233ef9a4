import { EXIT } from "../lib/base/errors.ts";
import { runDockerService } from "./shared/run_docker_service.ts";
import { changeCheckFlags } from "./shared/change_checks.ts";
import { takeCheckFlags } from "./shared/service_check_flags.ts";
import { defineCommand } from "../lib/cli/command.ts";

/** `docker swarmnet service create`: docker's own command, its network part checked first. */
export const serviceCreate = defineCommand({
  name: "service create",
  operands: "IMAGE [COMMAND] [ARG...]",
  args: { min: 1, max: Infinity },
  summary: "Create a service with docker, its networks and ports checked first",
  description:
    "Takes every option of docker service create and passes the same arguments on to docker, whose exit code is the result. " +
    "Before that it checks against the live swarm: --network (exists, allocated, room for the tasks, encryption, names that are " +
    "taken), --publish (free, not reserved, not forbidden), --endpoint-mode, --constraint and --update-order. Findings of level error stop " +
    "the command with exit code 125; docker swarmnet explain CODE tells more.\n\nAll other options: docker service create --help",
  examples: [
    {
      text: "A service on an overlay network, with an additional name there",
      command: "docker swarmnet service create --name api --network name=backend,alias=search app:1",
    },
    {
      text: "Three tasks behind a published port",
      command: "docker swarmnet service create --replicas 3 -p 8080:80 --network backend app:1",
    },
  ],
  flags: changeCheckFlags,
  needs: "manager",
  changes: "swarm",
  exits: [EXIT.done, EXIT.failed, EXIT.usage, EXIT.interrupted],
  passThrough: true,
  parse: (_values, words) => takeCheckFlags("create", words),
  run: (ctx, words) => runDockerService(ctx, "create", words),
});
