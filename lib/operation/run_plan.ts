import { EXIT, type ExitCode, Failure } from "../base/errors.ts";
import type { Runtime } from "../engine/runtime.ts";
import { inline } from "../terminal/boundary.ts";
import type { Io } from "../terminal/io.ts";
import { startOperation } from "./execute.ts";
import { refuseOtherOperation } from "./other_operation.ts";
import { brokenPreconditions } from "../plan/preconditions.ts";
import type { Plan } from "../plan/model.ts";
import { refuseLostFields } from "./lost_fields_check.ts";
import { runOperation } from "./run_operation.ts";

/** How a plan is shown, asked about and carried out. */
export interface RunPlanOptions {
  /** The plan as a person reads it (`planText`): only commands know how to draw. */
  text: string;
  /** What a dry run prints where that is not `text`, such as the plan as JSON. */
  result?: string;
  /** Do not ask: neither before the first call nor after a canary. */
  yes: boolean;
  dryRun: boolean;
  /** The snapshot that the plan was made from, where it was made from one. */
  from?: string | undefined;
  /** How many services roll at the same time. */
  parallel: number;
  /** Longest wait for one service, milliseconds. */
  timeoutMs: number;
  /** No progress. */
  quiet: boolean;
  /** Prints what the checks found, to standard error: only commands know how. True: the plan is refused. */
  report: (findings: Plan["findings"]) => boolean;
  /** Said under the plan, before the question. */
  hints?: readonly string[];
  /** Said after success, such as what stack files must change. */
  afterwards?: readonly string[];
  /** Said instead of everything when the plan has no steps; "Nothing to do" unless set. */
  nothing?: string;
}

/**
 * The whole of every command that carries a plan out: prints what blocks it (then exit 1, nothing sent), shows the plan,
 * asks, runs it with progress and ends with one line of verdict. A dry run prints the plan to standard output and sends
 * nothing. Exit 0 when done or when there was nothing to do, 5 when stopped part-way (with the commands that go on or take
 * it back), 1 when it failed before anything was sent. Throws `Interrupted` when stopped before the first call, `UsageError` where it must ask
 * and there is no terminal, `Failure` when another operation holds the swarm.
 */
export async function runPlan(ctx: Runtime, plan: Plan, options: RunPlanOptions): Promise<ExitCode> {
  const { io } = ctx;
  // First of all: in the midst of another change a plan meets nothing but traces of that one.
  if (!options.dryRun && plan.steps.length > 0) await refuseOtherOperation(ctx);
  if (options.from === undefined && plan.steps.length > 0) await refuseLostFields(await ctx.engine(), plan);
  const blocked = plan.findings.some(({ level }) => level === "error");
  // Nothing but the blockers is printed of a plan that is refused; a program gets the whole of it.
  if (blocked && options.dryRun && options.result !== undefined) io.out(options.result);
  if (options.report(plan.findings)) return EXIT.failed;
  const empty = plan.steps.length === 0 ? `${options.nothing ?? "Nothing to do"}\n` : undefined;
  if (options.dryRun) io.out(options.result ?? empty ?? options.text);
  if (options.dryRun) {
    if (empty === undefined) tellAll(io, options.hints);
    return EXIT.done;
  }
  if (empty !== undefined) {
    io.err(empty);
    return EXIT.done;
  }
  ctx.signal.throwIfAborted();
  io.err(`${options.text}\n`);
  tellAll(io, options.hints);
  if (!options.yes && !await io.confirm(`${inline(plan.title)}?`, ctx.signal)) {
    io.err("Nothing was sent\n");
    return EXIT.failed;
  }
  const beforeFirst = () => refuseStale(ctx, plan);
  return await runOperation(
    ctx,
    options,
    (parts, run) => startOperation(parts, plan, { ...run, beforeFirst }),
  );
}

function tellAll(io: Io, lines: readonly string[] = []): void {
  for (const line of lines) io.err(`${io.advise(line)}\n`);
}

/** While a person reads, others work: a plan is only carried out on the swarm that it was made for. */
async function refuseStale(ctx: Runtime, plan: Plan): Promise<void> {
  const broken = brokenPreconditions(plan, await ctx.swarm({ inspect: true }));
  if (broken.length === 0) return;
  throw new Failure("The swarm was changed since the plan was made; nothing was sent", {
    why: broken,
    next: "Run the command again: it plans again",
  });
}
