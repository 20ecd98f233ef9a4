import type { Clock } from "../base/clock.ts";
import { linkSignals } from "../base/link_signals.ts";
import type { Engine, Raw } from "../engine/engine.ts";
import { isEngineError, isPassing } from "../engine/errors.ts";
import {
  errorOfFailing,
  judge,
  NOT_WATCHED,
  type Progress,
  readServiceView,
  readTaskView,
  type TaskView,
  type Verdict,
  type Watch,
  type WatchState,
} from "./convergence_judge.ts";

/** How a service is waited for. */
export interface ConvergenceOptions {
  /** How long to wait at most, in milliseconds. */
  timeoutMs: number;
  /** Ends the waiting, not the update. */
  signal: AbortSignal;
  /** Called after every look. */
  onProgress?: (progress: Progress) => void;
}

/** How the waiting ended. `taskError` holds the failing task's own words, or "". */
export type Outcome =
  | { kind: "converged"; progress: Progress }
  | {
    kind: "failed";
    state: Extract<Verdict, { kind: "failed" }>["state"] | "removed";
    message: string;
    taskError: string;
  }
  | { kind: "timeout"; progress: Progress | null; taskError: string }
  | { kind: "interrupted" };

/** A leader election takes a few seconds; a look that fails is repeated for about this long. */
const FAILURES_IN_A_ROW = 10;

/**
 * Looks at a service until its update has converged, failed, or time is up; see `judge` for what that means. Looks come
 * every half second at first, every two seconds later, and at once when the engine tells of a change. Never changes
 * anything. Throws `EngineError` when the engine does not answer any more.
 */
export async function awaitConvergence(
  engine: Engine,
  clock: Clock,
  serviceId: string,
  watch: Watch,
  options: ConvergenceOptions,
): Promise<Outcome> {
  const start = clock.ticks();
  const wakeup = wakeOnServiceEvents(engine, serviceId);
  let state: WatchState = NOT_WATCHED;
  let last: { progress: Progress; tasks: TaskView[] } | null = null;
  let failures = 0;
  try {
    for (;;) {
      if (options.signal.aborted) return { kind: "interrupted" };
      try {
        const [raw, tasks] = await look(engine, serviceId);
        const found = judge(watch, state, readServiceView(raw), tasks, clock.ticks());
        const { verdict } = found;
        state = found.state;
        last = { progress: verdict.progress, tasks };
        failures = 0;
        options.onProgress?.(verdict.progress);
        if (verdict.kind === "converged") return { kind: "converged", progress: verdict.progress };
        if (verdict.kind === "failed") {
          return {
            kind: "failed",
            state: verdict.state,
            message: verdict.progress.message,
            taskError: verdict.taskError,
          };
        }
      } catch (error) {
        if (options.signal.aborted) return { kind: "interrupted" };
        if (isEngineError(error, "not-found")) {
          return { kind: "failed", state: "removed", message: "", taskError: "" };
        }
        if (!isPassing(error) || ++failures >= FAILURES_IN_A_ROW) throw error;
      }
      const spent = clock.ticks() - start;
      if (spent >= options.timeoutMs) {
        const taskError = last === null
          ? ""
          : errorOfFailing(last.tasks, watch.networks, last.progress.message);
        return { kind: "timeout", progress: last?.progress ?? null, taskError };
      }
      await wakeup.sleep(clock, Math.min(paceMs(spent), options.timeoutMs - spent), options.signal);
    }
  } finally {
    wakeup.stop();
  }
}

async function look(engine: Engine, serviceId: string): Promise<[Raw, TaskView[]]> {
  // The service first: tasks read after it are never older than what it says of them.
  const service = await engine.service(serviceId);
  const tasks = await engine.tasks(readTaskView, { service: [serviceId] });
  return [service, tasks];
}

function paceMs(spentMs: number): number {
  return spentMs < 10_000 ? 500 : spentMs < 60_000 ? 1000 : 2000;
}

/** Sleeps that end early when something happened. */
export interface Wakeup {
  /** Resolves after `ms`, at the next event, or when the signal aborts; never rejects. */
  sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void>;
  /** Closes the event stream. */
  stop(): void;
}

/** Events closer together than this are one, in milliseconds. */
const QUIET_MS = 100;

/**
 * Listens to the engine's events about one service (its update status is among them: attributes `updatestate.new`, moby
 * daemon/cluster/events). Events only save time: an engine that refuses or ends the stream leaves plain sleeping.
 */
export function wakeOnServiceEvents(engine: Engine, serviceId: string): Wakeup {
  const closing = new AbortController();
  let wake = () => {};
  let missed = false;
  const listen = async () => {
    try {
      for await (const _ of engine.events({ type: ["service"], service: [serviceId] }, closing.signal)) {
        missed = true;
        wake();
      }
    } catch {
      // Polling goes on without events.
    }
  };
  void listen();
  return {
    async sleep(clock, ms, signal) {
      using early = linkSignals(signal);
      wake = () => early.abort();
      const waitMs = missed ? Math.min(ms, QUIET_MS) : ms;
      missed = false;
      try {
        await clock.sleep(waitMs, early.signal);
      } catch {
        // Woken or asked to stop: the caller looks at its signal.
      }
      // What woke this sleep need not shorten the next one.
      missed = false;
    },
    stop: () => closing.abort(),
  };
}
