import { Failure } from "../base/errors.ts";
import { linkSignals } from "../base/link_signals.ts";
import { inline } from "../terminal/boundary.ts";
import type { PlanKind, Step } from "../plan/model.ts";
import type { ExecutorParts, RunOptions } from "./model.ts";
import { createNetwork } from "./create_step.ts";
import { removeNetwork } from "./remove_step.ts";
import { runServiceStep } from "./service_step.ts";
import type { Session } from "./session.ts";
import { checkStage, type Stage } from "./stage.ts";
import { verify } from "./verify_step.ts";

/** A step failed. */
export class StepFailed extends Failure {
  readonly step: string;
  readonly failure: Failure;

  constructor(step: string, failure: Failure) {
    super(failure.message.split("\n"), { why: failure.why?.split("\n"), next: failure.next, cause: failure });
    this.step = step;
    this.failure = failure;
  }
}

/** The user answered no after a canary. */
export class Declined extends Failure {}

/**
 * Does the steps that are not done, each when those it needs are done: up to `parallel` steps of services at a time, all
 * others alone. When one fails, the others are no longer waited for and stay pending. Throws the first failure.
 */
export async function runSteps(parts: ExecutorParts, session: Session, options: RunOptions): Promise<void> {
  using link = linkSignals(session.signal);
  const stage = stageOf(parts, session, options, link.signal);
  const { plan } = session.header;
  const { done } = session.progress;
  for (const { id } of plan.steps) if (done.has(id)) parts.observer.stepDone?.(id, "was done already");
  const running = new Map<Step, Promise<void>>();
  const errors: unknown[] = [];
  const start = (step: Step) => {
    const work = runStep(stage, step).catch((error) => {
      errors.push(error);
      link.abort(error);
    }).finally(() => running.delete(step));
    running.set(step, work);
  };
  const waiting = plan.steps.filter(({ id }) => !done.has(id));
  const width = Math.max(1, options.parallel);
  while (errors.length === 0 && (waiting.length > 0 || running.size > 0)) {
    const at = nextOf(plan.kind, waiting, done, running, width);
    if (at >= 0) start(waiting.splice(at, 1)[0]!);
    else if (running.size > 0) await Promise.race(running.values());
    else throw blocked();
  }
  await Promise.all(running.values());
  if (errors.length > 0) throw errors[0];
}

function blocked(): Failure {
  return new Failure("The plan's steps wait for each other", {
    why: "It was damaged, or made by another version",
  });
}

/** Index of the step to begin now, or -1: steps are begun in the plan's order, as far as what they need allows. */
function nextOf(
  kind: PlanKind,
  waiting: readonly Step[],
  done: ReadonlySet<string>,
  running: ReadonlyMap<Step, unknown>,
  width: number,
): number {
  if (running.size >= width) return -1;
  const ready = (step: Step) => step.needs.every((id) => done.has(id));
  if (running.size === 0) return waiting.findIndex(ready);
  if ([...running.keys()].some((step) => !rolls(kind, step))) return -1;
  const at = waiting.findIndex((step) => ready(step) || !rolls(kind, step));
  return at >= 0 && rolls(kind, waiting[at]!) ? at : -1;
}

/**
 * Whether others may roll at the same time. On the way back services leave one by one, in the plan's order: whoever may hold
 * an address of the network that is left goes before its owner.
 */
function rolls(kind: PlanKind, { action }: Step): boolean {
  return "service" in action && !(kind === "undo" && action.kind === "detach");
}

async function runStep(stage: Stage, step: Step): Promise<void> {
  const { parts, session } = stage;
  try {
    checkStage(stage);
    parts.observer.stepStarted?.(step.id);
    if (step.action.kind === "verify") {
      await verify(stage, step, step.action);
      await ask(stage, step);
    } else {
      await session.record({ at: session.at(), step: step.id, event: "before" });
    }
    const made = await act(stage, step);
    await session.record({
      at: session.at(),
      step: step.id,
      event: "after",
      ...(made === undefined ? {} : { made }),
    });
    parts.observer.stepDone?.(step.id, "done");
  } catch (error) {
    if (!(error instanceof Failure) || error instanceof Declined) throw error;
    session.check();
    throw new StepFailed(step.id, error);
  }
}

/** Gives the ID of a network that was made. */
async function act(stage: Stage, step: Step): Promise<string | undefined> {
  const { action } = step;
  switch (action.kind) {
    case "create-network":
      return await createNetwork(stage, action);
    case "remove-network":
      await removeNetwork(stage, action);
      return undefined;
    case "verify":
      return undefined;
    default:
      await runServiceStep(stage, step, action);
      return undefined;
  }
}

async function ask({ parts, session }: Stage, { id, action }: Step): Promise<void> {
  if (action.kind !== "verify" || !action.ask) return;
  const goesOn = await parts.observer.confirm?.(id) ?? true;
  session.check();
  if (!goesOn) throw new Declined("Stopped after the canary, as answered");
}

function stageOf(parts: ExecutorParts, session: Session, options: RunOptions, signal: AbortSignal): Stage {
  const redoing = new Map<string, Promise<void>>();
  const stage: Stage = {
    parts,
    session,
    engine: session.engine,
    options,
    signal,
    redo(step) {
      const under = redoing.get(step.id) ?? again(stage, step).finally(() => redoing.delete(step.id));
      redoing.set(step.id, under);
      return under;
    },
  };
  return stage;
}

/** A step whose effect somebody took back, once more. */
async function again(stage: Stage, step: Step): Promise<void> {
  const { session, parts } = stage;
  const { action } = step;
  if (action.kind !== "attach" && action.kind !== "detach") return;
  const [verb, word] = action.kind === "attach" ? ["Attaching", "to"] : ["Detaching", "from"];
  parts.observer.note?.(
    `${verb} ${inline(action.service.name)} ${word} ${
      inline(action.network.name)
    } again: it was undone meanwhile`,
  );
  await session.record({ at: session.at(), step: step.id, event: "before" });
  await runServiceStep(stage, step, action);
  await session.record({ at: session.at(), step: step.id, event: "after" });
}
