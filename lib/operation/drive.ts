import { Failure } from "../base/errors.ts";
import { redactCredentials } from "../swarm/redact_text.ts";
import type { ExecutorParts, RunOptions, RunResult } from "./model.ts";
import { Declined, runSteps, StepFailed } from "./run_steps.ts";
import type { Session } from "./session.ts";
import { LockLost } from "./lock_config.ts";

/**
 * Carries the rest of an operation out and ends its session. Whatever is expected to go wrong is in the result; anything else
 * is thrown and leaves everything as it stands, as if the process had been killed.
 */
export async function drive(parts: ExecutorParts, session: Session, options: RunOptions): Promise<RunResult> {
  const operation = session.header.id;
  try {
    await options.beforeFirst?.();
    parts.observer.began?.(session.header, [...session.progress.done]);
    await runSteps(parts, session, options);
    await session.finish();
    return { kind: "done", operation };
  } catch (error) {
    return await ended(parts, session, error);
  } finally {
    await session.close();
  }
}

async function ended(parts: ExecutorParts, session: Session, error: unknown): Promise<RunResult> {
  const interrupted = parts.signal.aborted && error === parts.signal.reason;
  if (!(error instanceof Failure) && !interrupted) throw error;
  const operation = session.header.id;
  const failure = error instanceof StepFailed ? error.failure : error as Failure;
  const { changed } = session;
  const why = interrupted ? "It was interrupted" : sentence(failure);
  const stopped = interrupted || failure instanceof Declined || failure instanceof LockLost;
  const left = changed || !await vanished(session, failure);
  if (left) await session.leave(stopped ? "stopped" : "failed", why);
  if (stopped) return { kind: "stopped", operation, changed, why };
  const step = error instanceof StepFailed ? error.step : "";
  return { kind: "failed", operation, changed, step, why, next: failure.next };
}

/** Takes lock and journal away where nothing was sent; false when that cannot be done. */
async function vanished(session: Session, failure: Failure): Promise<boolean> {
  if (failure instanceof LockLost) return false;
  try {
    await session.abandon();
    return true;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return false;
  }
}

/** As the journal and the swarm keep it, where others can read it. */
function sentence(failure: Failure): string {
  return redactCredentials(
    failure.why === undefined ? failure.message : `${failure.message}: ${failure.why}`,
  );
}
