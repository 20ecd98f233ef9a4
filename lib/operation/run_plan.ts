import { EXIT, type ExitCode, Failure } from "../base/errors.ts";
import type { Runtime } from "../engine/runtime.ts";
import { inline } from "../terminal/boundary.ts";
import { listOperations, type OperationSummary } from "./operations.ts";
import { beganText } from "./choose_operation.ts";
import { executorParts } from "./executor_parts.ts";
import type { Engine } from "../engine/engine.ts";
import { object, text } from "../engine/raw.ts";
import type { Plan } from "../plan/model.ts";
import { lossWords, lostFields } from "./lost_fields.ts";
import type { Io } from "../terminal/io.ts";
import { startOperation } from "./execute.ts";
import { brokenPreconditions } from "../plan/preconditions.ts";
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

/**
 * Throws `Failure` where a service of the plan has fields that the API version in use does not carry. Before the first call, because resume
 * would fail the same way.
 */
async function refuseLostFields(engine: Engine, plan: Plan): Promise<void> {
  const written = new Set(plan.steps.flatMap(({ action }) => "service" in action ? [action.service.id] : []));
  if (written.size === 0) return;
  const losses = (await engine.services()).filter((one) => written.has(text(one.ID))).flatMap((one) => {
    const spec = object(one.Spec);
    const lost = lostFields(spec, engine.apiVersion);
    return lost.length === 0 ? [] : [lossWords(text(spec.Name), lost, engine.apiVersion)];
  });
  const [first] = losses;
  if (first === undefined) return;
  throw new Failure(losses.map(({ what }) => what), { why: first.why, next: first.fix });
}

/**
 * Refuses to plan a change while another operation holds the swarm's lock, before a plan is shown for nothing. One that
 * begins in between is found by the executor.
 */
async function refuseOtherOperation(ctx: Runtime): Promise<void> {
  const holder = await otherOperation(ctx);
  if (holder !== undefined) throw holder;
}

/** What blocks every change now: the operation that holds the swarm's lock, as the failure it would be. */
export async function otherOperation(ctx: Runtime): Promise<Failure | undefined> {
  const found = await listOperations(await executorParts(ctx));
  const holder = found.find((one) => one.where.includes("swarm"));
  return holder === undefined ? undefined : heldBy(holder);
}

/** The operation that holds the swarm's lock: when it was begun, how far it is, and what can be done about it. */
export function heldBy(operation: OperationSummary): Failure {
  const { id, done, total, state } = operation;
  const title = inline(operation.title);
  const by = `It was ${beganText(operation)}, ${done} of ${total} steps are done`;
  if (state === "running") {
    return new Failure(`Operation ${id} is under way: ${title}`, {
      why: by,
      next: "Wait for it: docker swarmnet operations",
    });
  }
  const why = operation.why === "" ? by : `${by}; it stopped: ${inline(operation.why)}`;
  return new Failure(`Operation ${id} is unfinished: ${title}`, {
    why,
    next: [
      `Resume it: docker swarmnet resume ${id}`,
      `Undo it: docker swarmnet undo ${id}`,
      `Abandon it and keep the current state: docker swarmnet unlock ${id}`,
    ],
  });
}
