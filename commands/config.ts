import { EXIT } from "../lib/base/errors.ts";
import { defineCommand } from "../lib/cli/command.ts";

/** `docker swarmnet config`: only a heading for its subcommands; the runner shows its help. */
export const config = defineCommand({
  name: "config",
  operands: "",
  args: { min: 0 },
  summary: "See the plugin's own configuration",
  description:
    "Levels of rules, policies of your organisation, and findings to live with, from .swarmnet.yaml.",
  examples: [],
  flags: {},
  needs: "nothing",
  changes: "nothing",
  exits: [EXIT.done, EXIT.usage],
  parse: () => undefined,
  run: () => Promise.resolve(),
});
