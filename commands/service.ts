import { EXIT } from "../lib/base/errors.ts";
import { defineCommand } from "../lib/cli/command.ts";

/** `docker swarmnet service`: only a heading for its subcommands; the runner shows its help. */
export const service = defineCommand({
  name: "service",
  operands: "",
  args: { min: 0 },
  summary: "See and change services as the network sees them",
  examples: [],
  flags: {},
  needs: "nothing",
  changes: "nothing",
  exits: [EXIT.done, EXIT.usage],
  parse: () => undefined,
  run: () => Promise.resolve(),
});
