/** A request to stop that can be held back while a call is in flight. */
export interface Holdable {
  /** Aborts with the source's reason, but not while anything is held. */
  signal: AbortSignal;
  /** Runs `work`; the signal does not abort before it has ended. */
  hold<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * A signal that follows `source`. Engine calls hang on it, so that Ctrl-C ends reads at once; a call that changes something
 * is held, because cutting it would leave open whether it was done.
 */
export function holdable(source: AbortSignal): Holdable {
  const controller = new AbortController();
  let held = 0;
  const follow = () => {
    if (source.aborted && held === 0) controller.abort(source.reason);
  };
  source.addEventListener("abort", follow, { once: true });
  follow();
  return {
    signal: controller.signal,
    async hold(work) {
      held++;
      try {
        return await work();
      } finally {
        held--;
        follow();
      }
    },
  };
}
