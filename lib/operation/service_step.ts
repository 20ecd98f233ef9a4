import { Failure } from "../base/errors.ts";
import { formatDuration } from "../base/duration.ts";
import { isEngineError } from "../engine/errors.ts";
import { inline } from "../terminal/boundary.ts";
import { awaitConvergence, type Outcome } from "./convergence.ts";
import type { Progress } from "./convergence_judge.ts";
import { outcomeFailure } from "./outcome_failure.ts";
import type { Step } from "../plan/model.ts";
import { type Change, writeService, type Written } from "./write_service.ts";
import { barrier, SuccessorMissing } from "./barrier.ts";
import { persistently } from "./retry.ts";
import { serviceChange } from "./service_change.ts";
import { checkStage, networkGone, refOf, type ServiceAction, type Stage } from "./stage.ts";

/** How often a service is written again because somebody took the change back while it rolled. */
const ROUNDS = 4;

/**
 * Writes a service's change and waits until it has converged; what is in place already is only waited for. A service that
 * somebody removed counts as done. Throws `Failure`.
 */
export async function runServiceStep(stage: Stage, step: Step, action: ServiceAction): Promise<void> {
  for (let round = 1;; round++) {
    const written = await write(stage, step, action);
    if (written === undefined) return;
    for (const warning of written.warnings) stage.parts.observer.note?.(inline(warning));
    // Only the order of updates: no task is replaced.
    if (action.kind === "set-order") return;
    const outcome = await converge(stage, step, written);
    checkStage(stage);
    if (outcome.kind === "converged") return;
    if (outcome.kind === "failed" && outcome.state === "removed") return noteRemoved(stage, action);
    // Somebody else wrote the list: ours is a change of one entry, and may still be in it.
    if (outcome.kind === "failed" && outcome.state === "superseded" && round < ROUNDS) continue;
    throw failure(stage, action, outcome);
  }
}

/** Undefined: the service is gone. */
async function write(stage: Stage, step: Step, action: ServiceAction): Promise<Written | undefined> {
  const { engine, session, parts } = stage;
  const change: Change = serviceChange(stage, step, action);
  for (let round = 1;; round++) {
    try {
      return await persistently(parts.clock, stage.signal, async () => {
        if (action.kind === "detach") await barrier(stage, step, action);
        await session.fence();
        checkStage(stage);
        return await writeService(engine, action.service.id, change);
      });
    } catch (error) {
      // Taken from the network between the barrier and the write: the barrier puts it back.
      if (error instanceof SuccessorMissing && round < ROUNDS) continue;
      if (!isEngineError(error, "not-found")) throw error;
      if (await isGone(stage, action.service.id)) {
        noteRemoved(stage, action);
        return undefined;
      }
      if (action.kind !== "attach") throw error;
      throw networkGone(action.network.name, refOf(stage, action.network).id);
    }
  }
}

function converge(stage: Stage, step: Step, written: Written): Promise<Outcome> {
  const { parts, options, signal } = stage;
  return awaitConvergence(parts.engine, parts.clock, written.id, written.watch, {
    timeoutMs: options.timeoutMs,
    signal,
    onProgress: (progress) =>
      parts.observer.stepProgress?.(step.id, {
        running: progress.running,
        wanted: progress.wanted,
        words: wordsOf(progress),
      }),
  });
}

/** docker's words for where an update is. */
function wordsOf(progress: Progress): string {
  if (progress.rollingBack) return `rolling back: ${inline(progress.message)}`;
  if (progress.verifyMs === 0) return "converged";
  if (progress.verifyMs !== null) return `verifying for ${Math.ceil(progress.verifyMs / 1000)} s`;
  const states = progress.slots.flatMap(({ task }) => {
    const state = task?.state ?? "new";
    return state === "running" ? [] : [state];
  });
  return inline(states[0] ?? progress.service.status?.state ?? "updating");
}

async function isGone(stage: Stage, serviceId: string): Promise<boolean> {
  try {
    await stage.engine.service(serviceId);
    return false;
  } catch (error) {
    if (isEngineError(error, "not-found")) return true;
    throw error;
  }
}

function noteRemoved(stage: Stage, action: ServiceAction): void {
  stage.parts.observer.note?.(
    `Service ${inline(action.service.name)} was removed meanwhile: nothing left to do for it`,
  );
}

function failure(stage: Stage, action: ServiceAction, outcome: Outcome): Failure {
  const done = {
    attach: (name: string) => `attached to ${name}`,
    detach: (name: string) => `detached from ${name}`,
    "set-order": () => "set to its update order",
    "set-ports": () => "published as planned",
  }[action.kind]("network" in action ? inline(action.network.name) : "");
  return outcomeFailure(outcome, {
    name: action.service.name,
    done,
    back: `docker swarmnet undo ${stage.session.header.id}`,
    timeoutText: formatDuration(stage.options.timeoutMs * 1e6),
  })!;
}
