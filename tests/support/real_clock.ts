import type { Clock } from "../../lib/base/clock.ts";

/** The clock of this machine, `aheadMs` milliseconds ahead: what takes a day to be reported need not be waited for. */
export function clockAhead(aheadMs: number): Clock {
  return {
    now: () => Date.now() + aheadMs,
    ticks: () => performance.now(),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, ms);
        signal?.addEventListener("abort", () => (clearTimeout(timer), reject(signal.reason)), { once: true });
      }),
  };
}

/** The clock of this machine. */
export const realClock: Clock = clockAhead(0);
