import { Failure } from "../base/errors.ts";
import { text } from "../engine/raw.ts";
import type { Plan } from "../plan/model.ts";
import { drive } from "./drive.ts";
import type { ExecutorParts, OperationHeader, RunOptions, RunResult } from "./model.ts";
import { ignoringFailures, persistently } from "./retry.ts";
import { lockParts, Session } from "./session.ts";
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
