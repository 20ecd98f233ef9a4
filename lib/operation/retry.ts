import type { Clock } from "../base/clock.ts";
import { Failure } from "../base/errors.ts";
import { isPassing } from "../engine/errors.ts";

/** A leader election or a restart of an engine takes some seconds; a call is tried for about half a minute. */
const ATTEMPTS = 14;
const LONGEST_PAUSE_MS = 3000;

/** How long names and subnets of a network that was just removed may stay taken. */
export const RELEASE_MS = 30_000;

/**
 * Does `work` again while it fails for a passing reason. With the signal aborted nothing is tried again: the engine's own
 * error comes out. Work that changes something has to look first whether it has happened already.
 */
export async function persistently<T>(clock: Clock, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1;; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isPassing(error) || attempt === ATTEMPTS || signal.aborted) throw error;
      await pause(clock, signal, attempt, error);
    }
  }
}

async function pause(clock: Clock, signal: AbortSignal, attempt: number, error: unknown): Promise<void> {
  try {
    await clock.sleep(Math.min(250 * 2 ** (attempt - 1), LONGEST_PAUSE_MS), signal);
  } catch (ended) {
    throw signal.aborted ? error : ended;
  }
}

/** Does what may fail: an expected failure is passed over. */
export async function ignoringFailures(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
}

/** Waits before another look or attempt, longer each time. Rejects with the signal's reason. */
export async function pauseBeforeNext(clock: Clock, signal: AbortSignal, attempt: number): Promise<void> {
  await clock.sleep(Math.min(250 * 2 ** (attempt - 1), 2000), signal);
}
