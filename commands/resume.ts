import { EXIT, type ExitCode } from "../lib/base/errors.ts";
import { listOperations } from "../lib/operation/operations.ts";
import { resumeOperation } from "../lib/operation/resume.ts";
import { chooseOperation, operationText, waiting, watchText } from "../lib/operation/choose_operation.ts";
import { executorParts } from "../lib/operation/executor_parts.ts";
import { runOperation } from "../lib/operation/run_operation.ts";
import { defineCommand } from "../lib/cli/command.ts";
import { runFaults, runFlags } from "./shared/move_flags.ts";
import { refuseFaults } from "./shared/network_change_flags.ts";

/** `docker swarmnet resume`: goes on with a change that was stopped or killed. */
export const resume = defineCommand({
  name: "resume",
  operands: "[OPERATION]",
  args: { min: 0, max: 1 },
  summary: "Continue a change that was stopped part-way",
  description:
    "Looks first: each step that is not marked done in the journal is compared with the swarm as it is, and only what is missing is done. The journal " +
    "is read from this machine and from the copy in the swarm, so a change can be continued from another machine. A change that somebody " +
    "is working on is left alone. Without an ID it continues the only change that waits, after asking.",
  examples: [
    { text: "Continue the only change that waits", command: "docker swarmnet resume" },
    { text: "Continue a certain change, in a script", command: "docker swarmnet resume --yes 4f1c22ab90" },
  ],
  flags: {
    ...runFlags,
    yes: { ...runFlags.yes, text: "Do not ask, neither at the start nor after a canary" },
  },
  needs: "manager",
  changes: "swarm",
  exits: [EXIT.done, EXIT.failed, EXIT.resumable, EXIT.usage, EXIT.interrupted],
  operandCompletes: ["operation"],

  parse(values, [id]) {
    refuseFaults(runFaults(values), "docker swarmnet resume --help");
    return { ...values, id };
  },

  async run(ctx, options): Promise<ExitCode> {
    const found = await listOperations(await executorParts(ctx));
    const chosen = chooseOperation(found, options.id, { verb: "resume", unnamed: waiting(found) });
    if (!options.quiet) ctx.io.err(`${operationText(chosen)}\n`);
    const watch = watchText(chosen);
    // Who types the ID has said it.
    const asks = options.id === undefined && !options.yes;
    if (asks && !await ctx.io.confirm("Go on with it?", ctx.signal)) return EXIT.failed;
    if (watch !== undefined && !options.quiet) ctx.io.err(`${watch}\n`);
    return await runOperation(
      ctx,
      { ...options, timeoutMs: options.timeout },
      (parts, run) => resumeOperation(parts, chosen.id, run),
    );
  },
});
