import { EXIT, type ExitCode } from "../lib/base/errors.ts";
import { listOperations, type OperationSummary } from "../lib/operation/operations.ts";
import { undoOperation, undoPlanOf } from "../lib/operation/undo.ts";
import { chooseOperation, operationText, waiting } from "../lib/operation/choose_operation.ts";
import { executorParts } from "../lib/operation/executor_parts.ts";
import { runOperation } from "../lib/operation/run_operation.ts";
import { defineCommand, textOrJsonFlag } from "../lib/cli/command.ts";
import { runFaults, runFlags } from "./shared/move_flags.ts";
import { refuseFaults } from "./shared/network_change_flags.ts";
import { planJson } from "../lib/view/plan/json.ts";
import { planText } from "../lib/view/plan/text.ts";

/** `docker swarmnet undo`: takes a change back, whether it was finished or stopped part-way. */
export const undo = defineCommand({
  name: "undo",
  operands: "[OPERATION]",
  args: { min: 0, max: 1 },
  summary: "Undo a change, finished or stopped part-way",
  description:
    "The steps that were done are undone in reverse order, with the same checks in between, as a separate operation: it can be stopped and resumed " +
    "too, but not undone (run the original command again instead). Networks that were removed are created again, with new IDs. Without an ID it takes " +
    "back the only change that waits, or else the last one that finished.",
  examples: [
    { text: "See what would be undone", command: "docker swarmnet undo --dry-run" },
    { text: "Undo a certain change", command: "docker swarmnet undo 4f1c22ab90" },
  ],
  flags: {
    ...runFlags,
    "dry-run": { kind: "bool", text: "Show the plan and send nothing" },
    format: { ...textOrJsonFlag, text: "Format of the plan that --dry-run shows" },
  },
  needs: "manager",
  changes: "swarm",
  exits: [EXIT.done, EXIT.failed, EXIT.resumable, EXIT.usage, EXIT.interrupted],
  operandCompletes: ["operation"],

  parse(values, [id]) {
    const faults = runFaults(values);
    if (values.format === "json" && !values.dryRun) {
      faults.push("--format json is for the plan that --dry-run shows: add --dry-run");
    }
    refuseFaults(faults, "docker swarmnet undo --help");
    return { ...values, id };
  },

  async run(ctx, options): Promise<ExitCode> {
    const parts = await executorParts(ctx);
    const chosen = choose(await listOperations(parts), options.id);
    const { plan } = await undoPlanOf(parts, chosen.id);
    const text = planText(plan, ctx.io.width);
    if (options.dryRun) {
      ctx.io.out(options.format === "json" ? planJson(plan, ctx.io.advise) : text);
      return EXIT.done;
    }
    ctx.io.err(`${operationText(chosen)}\n\n${text}\n`);
    if (!options.yes && !await ctx.io.confirm("Take it back?", ctx.signal)) return EXIT.failed;
    return await runOperation(
      ctx,
      { ...options, timeoutMs: options.timeout },
      (own, run) => undoOperation(own, chosen.id, run),
    );
  },
});

/** Without an ID: what waits, else the last change that was finished and not taken back yet. */
function choose(found: readonly OperationSummary[], id: string | undefined): OperationSummary {
  const last = found.filter((one) => one.state === "finished" && one.undoes === "").slice(0, 1);
  const waits = waiting(found);
  const unnamed = found.some(waits) ? waits : (one: OperationSummary) => last.includes(one);
  return chooseOperation(found, id, { verb: "undo", unnamed });
}
