import { EXIT } from "../lib/base/errors.ts";
import { listOperations } from "../lib/operation/operations.ts";
import { executorParts } from "../lib/operation/executor_parts.ts";
import { defineCommand } from "../lib/cli/command.ts";
import { formatList } from "../lib/view/template/docker_format.ts";
import { operationListing } from "../lib/view/lists/operation_list.ts";

/** `docker swarmnet operations`: changes that were begun, here or elsewhere, and where they stand. */
export const operations = defineCommand({
  name: "operations",
  operands: "",
  args: { min: 0 },
  summary: "List changes that were begun, and where they stand",
  description:
    "Lists the changes in this machine's journal, and the one that holds the swarm's lock, wherever it was begun. STATE is running, interrupted (it was killed), " +
    "stopped (as asked), failed, finished or undone. Interrupted, stopped and failed ones wait for 'resume' or 'undo'. Whether " +
    "somebody is working on a change is found out by watching it for a few seconds.",
  examples: [
    { text: "List them", command: "docker swarmnet operations" },
    { text: "IDs only", command: "docker swarmnet operations --quiet" },
    {
      text: "Why did they stop?",
      command: "docker swarmnet operations --format '{{.ID}} {{.State}} {{.Why}}'",
    },
  ],
  flags: {
    format: {
      kind: "string",
      text: "Format output using a custom template: 'table', 'table TEMPLATE', 'json' or 'TEMPLATE'",
    },
    quiet: { kind: "bool", short: "q", text: "Only display IDs" },
  },
  needs: "manager",
  changes: "nothing",
  exits: [EXIT.done, EXIT.failed, EXIT.usage, EXIT.interrupted],
  parse: ({ format, quiet }) => ({ format, quiet }),
  async run(ctx, options) {
    const found = await listOperations(await executorParts(ctx));
    ctx.io.out(formatList(operationListing(ctx.clock.now()), found, options));
  },
});
