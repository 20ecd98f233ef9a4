import { count } from "../base/listing.ts";
import { EXIT, type ExitCode, Failure, Interrupted } from "../base/errors.ts";
import type { Runtime } from "../engine/runtime.ts";
import { inline } from "../terminal/boundary.ts";
import type { ExecutorParts, RunOptions, RunResult } from "./model.ts";
import { executorParts } from "./executor_parts.ts";
import { type OperationObserver, operationObserver } from "./operation_observer.ts";
import { actionText, spanText } from "./plan_progress_text.ts";

/** How an operation is run, and what is shown of it. */
export interface RunOperationOptions extends RunOptions {
  /** Answers the question after a canary beforehand. */
  yes: boolean;
  /** No progress. */
  quiet: boolean;
  /** Said after success, one entry a line; where it is left out, what the plan itself has for then. */
  afterwards?: readonly string[];
}

/** What has to be changed manually after a plan, told again at the end of one that was resumed. */
const AFTERWARDS: ReadonlySet<string> = new Set(["SN0420"]);

/** Stopped by the second signal, while the executor was still finishing a call. */
type Ended = RunResult | { kind: "urgent" };

/**
 * Lets the executor work (`work`: start, resume or undo) with progress on standard error, and says how it ended: one line of
 * verdict on standard output and the command that takes it back, or why it stopped and the commands that go on. Exit 0;
 * throws `Failure` with exit 5 when something was changed and not all of it, else with 1, and `Interrupted` when it was stopped before the first
 * call.
 */
export async function runOperation(
  ctx: Runtime,
  options: RunOperationOptions,
  work: (parts: ExecutorParts, options: RunOptions) => Promise<RunResult>,
): Promise<ExitCode> {
  const observer = operationObserver(ctx, options);
  const parts = await executorParts(ctx, observer);
  const began = ctx.clock.ticks();
  const stop = tellOfStop(ctx, observer);
  let ended: Ended;
  try {
    const running = work(parts, { parallel: options.parallel, timeoutMs: options.timeoutMs });
    // Whatever becomes of a run that was given up: nobody waits for it.
    running.catch(() => {});
    ended = await Promise.race([running, stop.urgent]);
  } finally {
    stop.end();
    observer.end();
  }
  if (ended.kind !== "done") throw failureOf(ctx, observer, ended);
  tellDone(ctx, observer, ended.operation, ctx.clock.ticks() - began);
  if (options.afterwards === undefined && observer.header !== undefined) {
    for (const { code, message, fix } of observer.header.plan.findings) {
      if (AFTERWARDS.has(code)) ctx.io.warn(`${inline(message)}: ${inline(fix.text)}`);
    }
  }
  for (const line of options.afterwards ?? []) ctx.io.err(`${ctx.io.advise(line)}\n`);
  return EXIT.done;
}

/** Acknowledges the first wish to stop, and ends with the second. */
function tellOfStop({ signal, urgent }: Runtime, observer: OperationObserver) {
  const { promise, resolve } = Promise.withResolvers<{ kind: "urgent" }>();
  const first = () =>
    observer.note("Stopping: the call in flight is finished first (once more to stop at once)");
  const second = () => resolve({ kind: "urgent" });
  signal.addEventListener("abort", first, { once: true });
  urgent.addEventListener("abort", second, { once: true });
  if (urgent.aborted) second();
  return {
    urgent: promise,
    end() {
      signal.removeEventListener("abort", first);
      urgent.removeEventListener("abort", second);
    },
  };
}

function tellDone({ io }: Runtime, { header, progress }: OperationObserver, id: string, ms: number): void {
  const title = inline(header?.plan.title ?? `Operation ${id}`);
  const undoes = header?.plan.kind === "undo";
  const steps = progress?.states.length ?? 0;
  const length = `${count(steps, "step")} in ${spanText(ms / 1000)}`;
  io.out(`${undoes ? title.replace(/^Undo:/, "Undone:") : `Done: ${title}`} (${length})\n`);
  if (!undoes) io.err(io.advise(`Undo it: docker swarmnet undo ${id}\n`));
}

function failureOf(
  ctx: Runtime,
  observer: OperationObserver,
  ended: Exclude<Ended, { kind: "done" }>,
): Failure {
  const { header, progress } = observer;
  const place = progress === undefined
    ? ""
    : ` after ${progress.doneSteps} of ${progress.states.length} steps`;
  if (ended.kind === "urgent") {
    return new Failure(`Stopped at once${place}`, {
      why:
        "Whether the call in flight was done is not known; the journal says which one it was, and resume looks",
      next: header === undefined
        ? ["docker swarmnet operations"]
        : waysOn(header.id, header.plan.kind === "undo"),
      exit: EXIT.resumable,
    });
  }
  const undoes = header?.plan.kind === "undo";
  const ways = waysOn(ended.operation, undoes);
  if (ended.kind === "stopped") {
    if (!ended.changed) return interruption(ctx) ?? new Failure(`Stopped${place}`, { why: ended.why });
    return new Failure(`Stopped${place}`, { why: ended.why, next: ways, exit: EXIT.resumable });
  }
  if (!ended.changed && ended.step === "") return new Failure(ended.why, { next: ended.next });
  // What stands in the way of an undo may stay for good.
  if (undoes) ways.push(`Leave everything as it is now: docker swarmnet unlock ${ended.operation}`);
  const step = header?.plan.steps.find((one) => one.id === ended.step);
  const what = step === undefined ? `Failed${place}` : `Failed${place}: ${actionText(step.action)}`;
  return new Failure(what, {
    why: ended.why,
    next: ended.changed
      ? [...ended.next, ...ways.filter((way) => !saysAlready(ended.next, way))]
      : ended.next,
    exit: ended.changed ? EXIT.resumable : EXIT.failed,
  });
}

/** Whether the step's own advice ends with this command. */
function saysAlready(next: readonly string[], way: string): boolean {
  const command = way.slice(way.indexOf("docker "));
  return next.some((one) => one.endsWith(command));
}

function interruption({ signal }: Runtime): Failure | undefined {
  if (!signal.aborted) return undefined;
  return signal.reason instanceof Interrupted ? signal.reason : new Interrupted();
}

/** An undo is gone on with; there is no undo of an undo. */
function waysOn(id: string, undoes: boolean): string[] {
  const resume = `Resume it: docker swarmnet resume ${id}`;
  return undoes ? [resume] : [resume, `Undo it: docker swarmnet undo ${id}`];
}
