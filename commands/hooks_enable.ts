import { EXIT } from "../lib/base/errors.ts";
import { defineCommand } from "../lib/cli/command.ts";
import { HOOKED_COMMANDS } from "../lib/docker/hooks.ts";
import { enableHooks } from "../lib/docker/hooks_switch.ts";
import { inline } from "../lib/terminal/boundary.ts";

/** `docker swarmnet hooks enable`: let docker ask for a hint after its own commands. */
export const hooksEnable = defineCommand({
  name: "hooks enable",
  operands: "",
  args: { min: 0 },
  summary: "Turn the hints on",
  description:
    "Sets plugins.swarmnet.hooks and features.hooks in docker's config.json and touches nothing else there. " +
    "After `docker network create` of an overlay, for instance, docker then shows one line on what travels in clear. " +
    "Hints appear on terminals only, and never ask the engine anything.",
  examples: [{ text: "Get a hint where it matters", command: "docker swarmnet hooks enable" }],
  flags: {},
  needs: "nothing",
  changes: "files",
  exits: [EXIT.done, EXIT.failed, EXIT.usage],
  parse: () => undefined,
  async run(ctx) {
    const { io } = ctx;
    const { changed, path, others, overriddenBy } = await enableHooks(ctx);
    io.out(`Hints are on after: ${HOOKED_COMMANDS.map((command) => `docker ${command}`).join(", ")}\n`);
    io.out(changed ? `Set in ${inline(path)}\n` : `${inline(path)} said so already\n`);
    if (others.length > 0) {
      io.warn(`docker's switch also turns on the hints of: ${inline(others.join(", "))}`);
    }
    if (overriddenBy !== undefined) {
      io.warn(`${overriddenBy} is set and turns hints off wherever it is; unset it`);
    }
  },
});
