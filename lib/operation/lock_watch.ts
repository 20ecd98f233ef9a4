import type { Clock } from "../base/clock.ts";
import { Failure } from "../base/errors.ts";
import type { Engine } from "../engine/engine.ts";
import { inline } from "../terminal/boundary.ts";
import { type Lock, readLock } from "./lock_config.ts";
import { heldBy } from "./lock_failures.ts";

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
