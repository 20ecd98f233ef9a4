import type { Clock } from "../../base/clock.ts";
import { Failure } from "../../base/errors.ts";
import type { Engine } from "../../engine/engine.ts";
import { isEngineError } from "../../engine/errors.ts";
import { inline } from "../../terminal/boundary.ts";
import {
  type Lock,
  LOCK_NAME,
  lockBody,
  type LockLabels,
  readLock,
  removeConfig,
  withLabels,
} from "./lock_config.ts";
import { labelSummary } from "./journal_label.ts";
import type { OperationHeader } from "./model.ts";
import { isPassing, persistently } from "./patience.ts";
import { removeCopy } from "./swarm_copy.ts";

/** The lock is gone or somebody else holds it: nothing more may be sent. */
export class LockLost extends Failure {}

/** How long a heartbeat is watched before its holder counts as dead, and how often it is looked at, in milliseconds. */
const WATCH_MS = 15_000;
const LOOK_MS = 1000;

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

  /** Takes the lock for a new operation. Throws `Failure` that names the other one where there is one. */
  static async acquire(parts: LockParts, header: OperationHeader, copies: number): Promise<SwarmLock> {
    const { engine, clock, signal, token, who } = parts;
    const body = lockBody(header, copies, { holder: token, heartbeat: "1", worker: who, journal: "" });
    await persistently(clock, signal, async () => {
      try {
        await engine.createConfig(body);
      } catch (error) {
        if (!isEngineError(error, "conflict") && !isPassing(error)) throw error;
        // Made by somebody else, or by us and the answer was lost.
        const lock = await readLock(engine);
        if (lock?.holder === token) return;
        if (lock === undefined) throw error;
        if (labelSummary(lock.journal).end !== "finished") throw heldBy(lock);
        await removeFinished(engine, lock);
        await engine.createConfig(body);
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

  /** Removes the lock; that it is gone already is fine. */
  async remove(): Promise<void> {
    const { engine, clock, signal, token } = this.#parts;
    await persistently(clock, signal, async () => {
      const lock = await readLock(engine);
      if (lock?.holder !== token) return;
      await removeConfig(engine, lock.configId);
    });
  }
}

/** An operation whose last act was cut short: nothing of it is left to do but this. */
export async function removeFinished(engine: Engine, lock: Lock): Promise<void> {
  await removeCopy(engine, lock.id, lock.parts);
  if (lock.first !== lock.id) await removeCopy(engine, lock.first, lock.firstParts);
  await removeConfig(engine, lock.configId);
}

/** Whether the heartbeat moves within `watchMs`; undefined when the lock went away meanwhile. Gives the lock as last seen. */
export async function watchHeartbeat(
  { engine, clock, signal }: Pick<LockParts, "engine" | "clock" | "signal">,
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
  parts: Pick<LockParts, "engine" | "clock" | "signal">,
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

/** Who is in the way, and what to do about it. */
export function heldBy(lock: Lock): Failure {
  const id = inline(lock.id);
  const worker = inline(lock.worker || lock.who || "somebody");
  const title = lock.title === ""
    ? ""
    : ` (${inline(lock.title)}, begun ${inline(lock.started)} by ${inline(lock.who)})`;
  if (lock.holder === "") {
    return new Failure(`Operation ${id} is unfinished${title}`, {
      why: "A swarm has one operation at a time: two could detach each other's services",
      next: [`docker swarmnet resume ${id}`, `docker swarmnet undo ${id}`, "docker swarmnet operations"],
    });
  }
  return new Failure(`Operation ${id} is under way${title}: ${worker} works on it`, {
    why: `A swarm has one operation at a time; the config ${LOCK_NAME} stands for it`,
    next: [
      "docker swarmnet operations",
      `If that process is dead: docker swarmnet resume ${id}, or docker swarmnet undo ${id}`,
    ],
  });
}

function lockLost(lock: Lock | undefined): LockLost {
  return lock === undefined
    ? new LockLost("The lock was lost: somebody removed it", {
      why: `The config ${LOCK_NAME} is gone; without it two operations could get in each other's way`,
    })
    : new LockLost(`The lock was lost: ${inline(lock.worker || "somebody")} took it over`, {
      why: "This process was thought to be dead, because its heartbeat stood still for 15 s",
    });
}
