import { formatDuration } from "../base/duration.ts";
import { EXIT, type ExitCode, Failure, Interrupted } from "../base/errors.ts";
import { isEngineError } from "../engine/errors.ts";
import type { Runtime } from "../engine/runtime.ts";
import { awaitConvergence, type Outcome } from "./convergence.ts";
import type { Progress, TaskView } from "./convergence_judge.ts";
import { outcomeFailure } from "./outcome_failure.ts";
import { type Change, previewService, writeService, type Written } from "./write_service.ts";
import { UP_TO_RUNNING } from "../swarm/task_state.ts";
import { inline } from "../terminal/boundary.ts";
import { dim, red } from "../terminal/style.ts";
import { count } from "../base/listing.ts";

/** A change of the networks of several services, checked and agreed to. */
export interface NetworkChange {
  /** In order; one is through before the next one is written. */
  services: readonly { id: string; name: string }[];
  change: Change;
  /** What the change does to a service, such as "attached to web". */
  done: string;
  /** The command that does the rest, as typed. */
  again(services: readonly string[]): string;
  /** How to take it back from one service, as typed. */
  back(service: string): string;
  /** Do not wait. */
  detach: boolean;
  quiet: boolean;
  /** For each service, in milliseconds. */
  timeoutMs: number;
}

/**
 * Writes one service after the other and waits for each to converge. Prints the name of a service to standard output as
 * soon as swarm has accepted its change, as docker does. Stops at the first failure or interruption and says which
 * services are done and which are not. Throws `Failure`, or `Interrupted` while nothing has been changed.
 */
export async function changeNetworks(ctx: Runtime, plan: NetworkChange): Promise<ExitCode> {
  const engine = await ctx.engine();
  const done: string[] = [];
  for (const [at, service] of plan.services.entries()) {
    const left = plan.services.slice(at).map((one) => one.name);
    if (ctx.signal.aborted) throw stopped(ctx, plan, done, left);
    let written: Written;
    try {
      written = await ctx.hold(() => writeService(engine, service.id, plan.change));
    } catch (error) {
      tellRest(ctx, plan, done, left);
      throw error instanceof Failure ? uncertain(error, service.name) : error;
    }
    for (const warning of written.warnings) ctx.io.warn(inline(warning));
    if (written.changed) ctx.io.out(`${inline(written.name)}\n`);
    if (!plan.detach) {
      const outcome = await converge(ctx, plan, written);
      if (outcome.kind === "interrupted") throw continuing(ctx, plan, written, done, left.slice(1));
      const failure = outcomeFailure(outcome, {
        name: written.name,
        done: plan.done,
        back: plan.back(written.name),
        timeoutText: formatDuration(plan.timeoutMs * 1e6),
      });
      if (failure !== undefined) {
        tellRest(ctx, plan, done, left);
        throw failure;
      }
    }
    done.push(written.name);
  }
  return EXIT.done;
}

/**
 * Waits until a service has converged. Somebody else may change its networks meanwhile; as long as what this change wants is
 * still there, theirs is what is waited for from then on.
 */
async function converge(ctx: Runtime, plan: NetworkChange, written: Written): Promise<Outcome> {
  const end = ctx.clock.ticks() + plan.timeoutMs;
  let { watch } = written;
  for (;;) {
    const outcome = await watchRoll(ctx, plan, { ...written, watch }, Math.max(0, end - ctx.clock.ticks()));
    if (outcome.kind !== "failed" || outcome.state !== "superseded") return outcome;
    const now = await previewService(await ctx.engine(), written.id, plan.change);
    if (now.changed) return outcome;
    watch = now.watch;
  }
}

async function watchRoll(
  ctx: Runtime,
  plan: NetworkChange,
  written: Written,
  timeoutMs: number,
): Promise<Outcome> {
  const area = plan.quiet ? undefined : ctx.io.progress();
  const width = ctx.io.stderr.terminal ? ctx.io.width : 80;
  try {
    return await awaitConvergence(await ctx.engine(), ctx.clock, written.id, written.watch, {
      timeoutMs,
      signal: ctx.signal,
      onProgress: (progress) => area?.show(progressLines(progress, width)),
    });
  } finally {
    area?.done();
  }
}

/** A broken connection leaves open whether swarm has taken the change: running again finds out. */
function uncertain(error: Failure, name: string): Failure {
  if (!isEngineError(error, "unreachable", "timeout")) return error;
  return new Failure(error.message, {
    why: `${error.why ?? "The connection broke"}; whether the change of ${
      inline(name)
    } was taken is not known`,
    next: ["Run the same command again: it does only what is missing", ...error.next],
    exit: error.exit,
    cause: error,
  });
}

/** Says where a run over several services stands. */
function tellRest(ctx: Runtime, plan: NetworkChange, done: readonly string[], left: readonly string[]): void {
  if (plan.services.length < 2) return;
  ctx.io.err(`${plan.done}: ${list(done)}\nnot ${plan.done}, or not converged: ${list(left)}\n`);
}

function stopped(
  ctx: Runtime,
  plan: NetworkChange,
  done: readonly string[],
  left: readonly string[],
): Failure {
  if (done.length === 0) {
    return ctx.signal.reason instanceof Interrupted ? ctx.signal.reason : new Interrupted();
  }
  tellRest(ctx, plan, done, left);
  return new Failure("Stopped before all services were done", {
    next: `Do the rest: ${plan.again(left)}`,
  });
}

function continuing(
  ctx: Runtime,
  plan: NetworkChange,
  written: Written,
  done: readonly string[],
  left: readonly string[],
): Failure {
  if (!written.changed && done.length === 0) {
    return ctx.signal.reason instanceof Interrupted ? ctx.signal.reason : new Interrupted();
  }
  if (left.length > 0) tellRest(ctx, plan, [...done, written.name], left);
  const name = inline(written.name);
  return new Failure("Operation continuing in background", {
    why: `Swarm has taken the change of ${name} and goes on replacing its tasks`,
    next: [
      `Use \`docker service ps ${name}\` to check progress`,
      ...(left.length > 0 ? [`Do the rest: ${plan.again(left)}`] : []),
    ],
  });
}

function list(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.map(inline).join(", ");
}

/** Services with more tasks show the sum only, as docker does. */
const MOST_LINES = 20;
/** docker/cli cuts task errors here. */
const ERROR_CELLS = 75;
const BAR_CELLS = 50;
/** Bars appear on terminals wider than this. */
const BAR_WIDTH = 110;

/** What is shown of a service while it converges: the lines of docker's own `service update`, for a width in columns. */
export function progressLines(progress: Progress, width: number): string[] {
  const { running, wanted, rollingBack } = progress;
  const lines: string[] = [];
  if (rollingBack && progress.service.status?.state === "rollback_started") {
    lines.push(`rollback: ${inline(progress.message)}`);
  }
  lines.push(
    `overall progress: ${rollingBack ? "rolling back update: " : ""}${running} out of ${
      count(wanted, "task")
    }`,
  );
  if (progress.slots.length <= MOST_LINES) {
    for (const { label, task } of progress.slots) lines.push(`${label}: ${taskText(task, width)}`.trimEnd());
  }
  if (!rollingBack) lines.push(...verifyLines(progress));
  return lines;
}

function verifyLines(progress: Progress): string[] {
  if (progress.verifyMs === null) return progress.relapsed ? ["verify: Detected task failure"] : [];
  if (progress.verifyMs === 0) return [`verify: Service ${inline(progress.service.name)} converged`];
  const seconds = Math.ceil(progress.verifyMs / 1000);
  return [`verify: Waiting ${seconds} seconds to verify that tasks are stable...`];
}

function taskText(task: TaskView | undefined, width: number): string {
  if (task === undefined) return "";
  if (task.error !== "") return red(cut(inline(task.error)));
  const state = task.state.padEnd(9);
  const step = UP_TO_RUNNING.indexOf(task.state) + 1;
  return width > BAR_WIDTH && step > 0 ? `${state} ${dim(bar(step / UP_TO_RUNNING.length))}` : state;
}

function cut(text: string): string {
  const cells = [...text];
  return cells.length > ERROR_CELLS ? cells.slice(0, ERROR_CELLS - 1).join("") + "…" : text;
}

function bar(share: number): string {
  const done = Math.round(share * BAR_CELLS);
  if (done >= BAR_CELLS) return `[${"=".repeat(BAR_CELLS)}>]`;
  return `[${"=".repeat(done)}>${" ".repeat(BAR_CELLS - done)}]`;
}
