import { EXIT } from "../lib/base/errors.ts";
import { defineCommand } from "../lib/cli/command.ts";
import { disableHooks } from "../lib/docker/hooks_switch.ts";
import { inline } from "../lib/terminal/boundary.ts";

/** `docker swarmnet hooks disable`: no more hints. */
export const hooksDisable = defineCommand({
  name: "hooks disable",
  operands: "",
  args: { min: 0 },
  summary: "Turn the hints off",
  description:
    "Removes plugins.swarmnet.hooks from docker's config.json, and features.hooks unless another plugin has hooks.",
  examples: [{ text: "No more hints", command: "docker swarmnet hooks disable" }],
  flags: {},
  needs: "nothing",
  changes: "files",
  exits: [EXIT.done, EXIT.failed, EXIT.usage],
  parse: () => undefined,
  async run(ctx) {
    const { changed, path, others } = await disableHooks(ctx);
    ctx.io.out("Hints are off\n");
    ctx.io.out(changed ? `Removed from ${inline(path)}\n` : `${inline(path)} said so already\n`);
    if (others.length > 0) ctx.io.err(`docker's switch stays as it is, for: ${inline(others.join(", "))}\n`);
  },
});
