import type { Clock } from "../base/clock.ts";
import { Failure } from "../base/errors.ts";
import type { Engine } from "../engine/engine.ts";
import { isEngineError, isPassing } from "../engine/errors.ts";
import { labelSummary } from "./journal_label.ts";
import {
  heldBy,
  type Lock,
  lockBody,
  type LockLabels,
  lockLost,
  readLock,
  removeConfig,
  withLabels,
} from "./lock_config.ts";
import type { OperationHeader } from "./model.ts";
import { persistently } from "./retry.ts";
import { removeCopies } from "./swarm_copy.ts";
import { inline } from "../terminal/boundary.ts";

/** What taking and keeping the lock needs. */
export interface LockParts {
  engine: Engine;
  clock: Clock;
  /** Ends trying again. */
  signal: AbortSignal;
  /** This process: random, so that no other has it. */
  token: string;
  who: string;
}

/** The swarm's lock while this process holds it. */
export class SwarmLock {
  readonly #parts: LockParts;
  #beat: number;

  private constructor(parts: LockParts, beat: number) {
    this.#parts = parts;
    this.#beat = beat;
  }

  /**
   * Makes the lock for an operation, `journal` being how far it is. One that a finished operation left is cleared away. Throws
   * `Failure` that names the other operation where there is one.
   */
  static async acquire(
    parts: LockParts,
    header: OperationHeader,
    copies: number,
    journal = "",
  ): Promise<SwarmLock> {
    const { engine, clock, signal, token, who } = parts;
    const body = lockBody(header, copies, { holder: token, heartbeat: "1", worker: who, journal });
    await persistently(clock, signal, async () => {
      for (;;) {
        try {
          return void await engine.createConfig(body);
        } catch (error) {
          if (!isEngineError(error, "conflict") && !isPassing(error)) throw error;
          // Made by somebody else, or by us and the answer was lost.
          const lock = await readLock(engine);
          if (lock?.holder === token) return;
          if (lock === undefined) throw error;
          if (labelSummary(lock.journal).end !== "finished") throw heldBy(lock);
          const other = { ...parts, token: `${token}-clearing` };
          await (await SwarmLock.takeOver(other, lock, () => Promise.resolve(true))).dissolve();
        }
      }
    });
    return new SwarmLock(parts, 1);
  }

  /**
   * Takes a lock over whose holder is dead: it stopped in good order, `gone` says so, or its heartbeat stands still while it
   * is watched. Throws `Failure` where it moves or somebody else is faster.
   */
  static async takeOver(
    parts: LockParts,
    seen: Lock,
    gone: (holder: string) => Promise<boolean>,
    labels: LockLabels = {},
  ): Promise<SwarmLock> {
    const lock = await watchUntilDead(parts, seen, gone);
    const { engine, clock, signal, token, who } = parts;
    const beat = (Number(lock.heartbeat) || 0) + 1;
    const next = withLabels(lock, { ...labels, holder: token, worker: who, heartbeat: String(beat) });
    await persistently(clock, signal, async () => {
      try {
        await engine.updateConfig(lock.configId, lock.version, next);
      } catch (error) {
        if (!isEngineError(error, "out-of-sequence", "not-found") && !isPassing(error)) throw error;
        const now = await readLock(engine);
        if (now?.holder === token) return;
        if (now === undefined || now.version !== lock.version) throw heldBy(now ?? lock);
        throw error;
      }
    });
    return new SwarmLock(parts, beat);
  }

  /** Sets labels by compare-and-set; each write is a heartbeat. Throws `LockLost` where the lock is not ours any more. */
  async write(labels: LockLabels): Promise<void> {
    const { engine, clock, signal, token } = this.#parts;
    const beat = String(++this.#beat);
    await persistently(clock, signal, async () => {
      for (;;) {
        const lock = await readLock(engine);
        if (lock?.holder !== token) {
          // Letting go empties the holder; the answer to that may have been lost.
          if (lock?.holder === labels.holder && lock?.heartbeat === beat) return;
          throw lockLost(lock);
        }
        if (lock.heartbeat === beat) return;
        try {
          await engine.updateConfig(
            lock.configId,
            lock.version,
            withLabels(lock, { ...labels, heartbeat: beat }),
          );
          return;
        } catch (error) {
          if (!isEngineError(error, "out-of-sequence", "not-found")) throw error;
        }
      }
    });
  }

  /**
   * Removes every copy that there is, then the lock; what is gone already is fine. While the lock is held nobody else has a
   * copy that counts: an undo writes its own before it takes the lock, and loses the race for it then.
   */
  async dissolve(): Promise<void> {
    const { engine, clock, signal, token } = this.#parts;
    await persistently(clock, signal, async () => {
      const lock = await readLock(engine);
      if (lock?.holder !== token) return;
      await removeCopies(engine);
      await removeConfig(engine, lock.configId);
    });
  }
}

/** How long a heartbeat is watched before its holder counts as dead, and how often it is looked at, in milliseconds. */
const WATCH_MS = 15_000;
const LOOK_MS = 1000;

/** What watching needs. */
export interface WatchParts {
  engine: Engine;
  clock: Clock;
  /** Ends the watching. */
  signal: AbortSignal;
}

/** Whether the heartbeat moves within `watchMs`; undefined when the lock went away meanwhile. Gives the lock as last seen. */
export async function watchHeartbeat(
  { engine, clock, signal }: WatchParts,
  seen: Lock,
  watchMs: number,
): Promise<{ moves: boolean; lock: Lock | undefined }> {
  const start = clock.ticks();
  for (;;) {
    const lock = await readLock(engine);
    if (lock === undefined) return { moves: false, lock };
    if (lock.holder === "") return { moves: false, lock };
    if (lock.version !== seen.version) return { moves: true, lock };
    if (clock.ticks() - start >= watchMs) return { moves: false, lock };
    await clock.sleep(LOOK_MS, signal);
  }
}

/** Gives the lock of a dead holder. Throws `Failure` for a living one. */
export async function watchUntilDead(
  parts: WatchParts,
  seen: Lock,
  gone: (holder: string) => Promise<boolean>,
): Promise<Lock> {
  if (seen.holder === "" || await gone(seen.holder)) return seen;
  const { moves, lock } = await watchHeartbeat(parts, seen, WATCH_MS);
  if (lock === undefined) {
    throw new Failure(`Operation ${inline(seen.id)} ended while it was watched`, {
      next: "docker swarmnet operations",
    });
  }
  if (moves) throw heldBy(lock);
  return lock;
}
