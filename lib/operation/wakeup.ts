import type { Clock } from "../base/clock.ts";
import { linkSignals } from "../base/link_signals.ts";
import type { Engine } from "../engine/engine.ts";

/** Sleeps that end early when something happened. */
export interface Waker {
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
export function wakeOnServiceEvents(engine: Engine, serviceId: string): Waker {
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
