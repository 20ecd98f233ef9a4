import { Failure } from "../base/errors.ts";
import { isEngineError } from "../engine/errors.ts";
import { inline } from "../terminal/boundary.ts";
import { begin, drive } from "./execute.ts";
import { encodeProgress } from "./journal_label.ts";
import { type Loaded, loadOperation } from "./load.ts";
import type { ExecutorParts, JournalEntry, RunOptions, RunResult } from "./model.ts";
import { persistently } from "./retry.ts";
import { clearLeftovers } from "./leftovers.ts";
import { lockParts, Session } from "./session.ts";
import { networkGone } from "./stage.ts";
import type { OperationProgress } from "./operation_progress.ts";
import { withRetries } from "./steady_engine.ts";
import { packHeader, writeCopy } from "./swarm_copy.ts";
import { SwarmLock } from "./swarm_lock.ts";

/**
 * Goes on with an operation that was stopped or killed: the one named, else the only unfinished one. Its journal is that of
 * this machine's disk and the swarm's copy together. Throws `Failure` where somebody still works on it or there is none.
 */
export function resumeOperation(
  parts: ExecutorParts,
  id: string | undefined,
  options: RunOptions,
): Promise<RunResult> {
  return parts.hold(async () => {
    const ended = await clearLeftovers(parts, id, "resume");
    if (ended !== undefined) return { kind: "done", operation: ended };
    const loaded = await loadOperation(parts, id, ({ end }) => end?.event !== "finished");
    return await drive(parts, await reopen(parts, loaded), options);
  });
}

/** Takes an operation's lock (anew, where somebody unlocked it) and completes this machine's journal of it. */
async function reopen(parts: ExecutorParts, loaded: Loaded): Promise<Session> {
  const { header, progress, lock: held } = loaded;
  if (progress.end?.event === "finished" && held === undefined) {
    throw new Failure(`Operation ${inline(header.id)} is finished`, {
      next: [`Undo it: docker swarmnet undo ${inline(header.id)}`, "docker swarmnet operations"],
    });
  }
  const { journal } = parts;
  if (held === undefined && loaded.disk !== undefined && begunNothing(progress)) {
    // Killed before its first step, or unlocked then: nothing has to be found again.
    await journal.remove(header.id);
    return await begin(parts, header);
  }
  if (progress.end?.event !== "finished") await checkNetworks(parts, loaded);
  if (loaded.disk === undefined) await journal.create(header);
  const token = parts.random.hex(16);
  // Asked before the claim, which writes its own token over that of the process before.
  const gone = held !== undefined && await journal.fateOf?.(held.id, held.holder) === "gone"
    ? held.holder
    : undefined;
  try {
    await journal.claim?.(header.id, token);
    await catchUp(parts, loaded);
    return await take(parts, loaded, { token, gone });
  } catch (error) {
    await journal.release?.(header.id);
    if (error instanceof Failure && loaded.disk === undefined) await journal.remove(header.id);
    throw error;
  }
}

/** `gone`: the token of a process that is known to have ended. */
async function take(
  parts: ExecutorParts,
  loaded: Loaded,
  { token, gone }: { token: string; gone: string | undefined },
): Promise<Session> {
  const { header, progress, lock: held } = loaded;
  const { engine, clock, signal } = parts;
  const copy = await packHeader(header);
  const lock = held === undefined
    ? await SwarmLock.acquire(
      lockParts(parts, token),
      header,
      copy.length,
      encodeProgress(header.plan, progress),
    )
    : await SwarmLock.takeOver(
      lockParts(parts, token),
      held,
      (holder) => Promise.resolve(holder === gone),
    );
  // Steps come after the copy is complete.
  if (held === undefined || begunNothing(progress)) {
    await persistently(clock, signal, () => writeCopy(engine, header.id, copy));
  }
  const changed = !begunNothing(progress) || header.undoes !== "";
  return new Session(parts, { header, progress, lock, changed });
}

function begunNothing(progress: OperationProgress): boolean {
  return progress.done.size === 0 && progress.pending.size === 0;
}

/** What only the swarm knew is written to this machine's journal, so that it tells the whole story. */
async function catchUp(parts: ExecutorParts, { header, progress, disk }: Loaded): Promise<void> {
  const at = new Date(parts.clock.now()).toISOString();
  const entries: JournalEntry[] = [];
  for (const { id } of header.plan.steps) {
    const made = progress.made.get(id);
    if (progress.done.has(id) && (disk?.done.has(id) !== true || disk.made.get(id) !== made)) {
      entries.push({ at, step: id, event: "after", ...(made === undefined ? {} : { made }) });
    } else if (progress.pending.has(id) && disk?.pending.has(id) !== true) {
      entries.push({ at, step: id, event: "before" });
    }
  }
  for (const entry of entries) await parts.journal.append(header.id, entry);
}

/** The networks that this operation made and did not remove again are there. Throws `Failure` that names one that is not. */
async function checkNetworks(parts: ExecutorParts, { header, progress }: Loaded): Promise<void> {
  const removed = new Set(
    header.plan.steps.flatMap(({ id, action }) =>
      action.kind === "remove-network" && (progress.done.has(id) || progress.pending.has(id))
        ? ["id" in action.network ? action.network.id : progress.made.get(action.network.step)]
        : []
    ),
  );
  for (const { id: step, action } of header.plan.steps) {
    const made = progress.made.get(step);
    if (
      action.kind !== "create-network" || made === undefined || !progress.done.has(step) || removed.has(made)
    ) continue;
    try {
      await withRetries(parts).network(made, { scope: "swarm" });
    } catch (error) {
      throw isEngineError(error, "not-found") ? networkGone(action.body.Name, made) : error;
    }
  }
}
