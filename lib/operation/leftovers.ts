import { Failure } from "../base/errors.ts";
import { isEngineError } from "../engine/errors.ts";
import { inline } from "../terminal/boundary.ts";
import { labelSummary } from "./journal_label.ts";
import { type Lock, readLock } from "./lock_config.ts";
import type { ExecutorParts } from "./model.ts";
import { lockParts } from "./session.ts";
import { withRetries } from "./steady_engine.ts";
import { readCopy } from "./swarm_copy.ts";
import { SwarmLock } from "./swarm_lock.ts";

/**
 * Removes what an operation left that cannot be gone on with from here: its lock, where it was killed after its end or before its
 * plan was in the swarm, and this machine has no journal of it. Gives the operation's ID where it had ended. Throws `Failure` where it had
 * sent nothing, or where somebody still works on it. For an undo of what had ended, a copy that can be read is enough.
 */
export async function clearLeftovers(
  parts: ExecutorParts,
  id: string | undefined,
  next: "resume" | "undo",
): Promise<string | undefined> {
  const lock = await readLock(withRetries(parts));
  if (lock === undefined || (id !== undefined && id !== lock.id)) return undefined;
  if (await parts.journal.read(lock.id) !== undefined) return undefined;
  const { end, done, pending } = labelSummary(lock.journal);
  const ended = end === "finished";
  // The lock of an undo stands for a swarm that is half-way: it stays.
  if (!ended && (done > 0 || pending > 0 || lock.first !== lock.id)) return undefined;
  if (!(ended && next === "resume") && await isCopied(parts, lock)) return undefined;
  const mine = await SwarmLock.takeOver(
    lockParts(parts, parts.random.hex(16)),
    lock,
    () => Promise.resolve(ended),
  );
  await mine.dissolve();
  if (ended) return lock.id;
  throw new Failure(`Operation ${inline(lock.id)} had sent nothing yet`, {
    why: "It was killed before its plan was in the swarm; its lock is removed now",
    next: "Run the command again that began it",
  });
}

async function isCopied(parts: ExecutorParts, lock: Lock): Promise<boolean> {
  try {
    await readCopy(withRetries(parts), lock.id, lock.parts);
    return true;
  } catch (error) {
    if (error instanceof Failure && !isEngineError(error)) return false;
    throw error;
  }
}
