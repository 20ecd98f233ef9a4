/** One signal made of several, until it is let go. */
export interface LinkedSignal extends Disposable {
  readonly signal: AbortSignal;
  /** Aborts this one only. */
  abort(reason?: unknown): void;
}

/**
 * A signal that aborts, with the same reason, when any of these does, or by its own `abort`. Dispose of it when what it ends is
 * over, else the long-lived ones keep it.
 */
export function linkSignals(...signals: AbortSignal[]): LinkedSignal {
  const controller = new AbortController();
  const releases = signals.map((signal) => {
    const follow = () => controller.abort(signal.reason);
    if (signal.aborted) follow();
    else signal.addEventListener("abort", follow, { once: true });
    return () => signal.removeEventListener("abort", follow);
  });
  return {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    [Symbol.dispose]: () => releases.forEach((release) => release()),
  };
}
