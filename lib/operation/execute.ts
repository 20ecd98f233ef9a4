import { Failure } from "../base/errors.ts";
import { redactCredentials } from "../swarm/redact_text.ts";
import type { ExecutorParts, OperationHeader, RunOptions, RunResult } from "./model.ts";
import { Declined, runSteps, StepFailed } from "./run_steps.ts";
import { lockParts, Session } from "./session.ts";
import { LockLost } from "./lock_config.ts";
import { text } from "../engine/raw.ts";
import type { Plan } from "../plan/model.ts";
import { ignoringFailures, persistently } from "./retry.ts";
import { noProgress } from "./operation_progress.ts";
import { withRetries } from "./steady_engine.ts";
import { packHeader, writeCopy } from "./swarm_copy.ts";
import { SwarmLock } from "./swarm_lock.ts";

/**
 * Carries out a plan: takes the swarm's lock, writes the journal, then sends one call after the other. Throws `Failure`
 * where nothing was sent because it could not begin (another operation, a full disk); what happens later is in the result.
 */
export function startOperation(parts: ExecutorParts, plan: Plan, options: RunOptions): Promise<RunResult> {
  return parts.hold(async () => {
    const header = await headerOf(parts, plan, "");
    return await drive(parts, await begin(parts, header), options);
  });
}

/** A new operation, begun now. */
export async function headerOf(parts: ExecutorParts, plan: Plan, undoes: string): Promise<OperationHeader> {
  return {
    schema: "swarmnet/operation/1",
    id: parts.random.hex(5),
    plan,
    undoes,
    who: parts.who,
    started: new Date(parts.clock.now()).toISOString(),
    clusterId: text((await withRetries(parts).swarm()).ID),
  };
}

/** Journal, lock and copy of a new operation; where one of them cannot be had, none stays. */
export async function begin(parts: ExecutorParts, header: OperationHeader): Promise<Session> {
  const copy = await packHeader(header);
  const token = parts.random.hex(16);
  const { journal, signal } = parts;
  signal.throwIfAborted();
  await journal.create(header);
  let lock: SwarmLock | undefined;
  try {
    await journal.claim?.(header.id, token);
    lock = await SwarmLock.acquire(lockParts(parts, token), header, copy.length);
    await persistently(parts.clock, signal, () => writeCopy(parts.engine, header.id, copy));
    signal.throwIfAborted();
  } catch (error) {
    if (error instanceof Failure || signal.aborted) await takeBack(parts, header.id, lock);
    throw error;
  }
  return new Session(parts, {
    header,
    progress: noProgress(),
    lock,
    changed: false,
  });
}

/** What cannot be removed now, because the engine is gone, is what `unlock` is for. */
async function takeBack(
  parts: ExecutorParts,
  id: string,
  lock: SwarmLock | undefined,
): Promise<void> {
  if (lock !== undefined) await ignoringFailures(() => lock.dissolve());
  await parts.journal.remove(id);
}

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
