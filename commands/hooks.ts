import { EXIT } from "../lib/base/errors.ts";
import { defineCommand } from "../lib/cli/command.ts";
import { hooksState } from "../lib/docker/hooks_state.ts";
import { hooksJson, hooksText } from "../lib/view/reports/hooks.ts";

/** `docker swarmnet hooks`: are the hints after docker's own commands on, and what decides it. */
export const hooks = defineCommand({
  name: "hooks",
  operands: "",
  args: { min: 0 },
  summary: "Show or switch the hints after docker's own commands",
  description:
    "docker (26.1 and later) can ask plugins for a hint after its own commands. Without a subcommand this shows whether it asks this plugin.",
  examples: [{ text: "Are hints on?", command: "docker swarmnet hooks" }],
  flags: {
    format: {
      kind: "string",
      text: "Format of the report",
      default: "text",
      choices: ["text", "json"],
      strict: true,
    },
  },
  needs: "nothing",
  changes: "nothing",
  exits: [EXIT.done, EXIT.usage],
  parse: ({ format }) => ({ json: format === "json" }),
  async run(ctx, { json }) {
    const state = hooksState(await ctx.dockerConfig(), ctx.env);
    ctx.io.out(json ? hooksJson(state) : hooksText(state, ctx.io.advise));
  },
});
