import type { Clock } from "../base/clock.ts";
import { linkSignals } from "../base/link_signals.ts";
import type { Engine } from "../engine/engine.ts";

/** Events come in bursts (a roll is dozens); one look afterwards is enough. */
const SETTLE_MS = 300;
/** Tasks have no swarm-wide events: what only they change is seen at the latest after this time. */
const AT_LATEST_MS = 15_000;

/**
 * Yields at once, then whenever the engine reports a change of networks, services, nodes or containers, at most once in a
 * burst. Ends by the signal (whose reason it throws), or throws what ended the stream of events.
 */
export async function* changes(engine: Engine, clock: Clock, signal: AbortSignal): AsyncGenerator<void> {
  using stop = linkSignals(signal);
  let wake = () => {};
  let failure: unknown;
  let changed = false;
  const reading = (async () => {
    try {
      const events = engine.events({ type: ["network", "service", "node", "container"] }, stop.signal);
      for await (const _ of events) {
        changed = true;
        wake();
      }
      failure = new Error("The engine ended the stream of events");
    } catch (error) {
      failure = error;
    }
    wake();
  })();
  try {
    while (true) {
      yield;
      if (!changed && failure === undefined) {
        const woken = new Promise<void>((resolve) => wake = resolve);
        using timer = linkSignals(signal);
        await Promise.race([woken, clock.sleep(AT_LATEST_MS, timer.signal).catch(() => {})]);
        timer.abort();
      }
      signal.throwIfAborted();
      if (failure !== undefined) throw failure;
      if (changed) await clock.sleep(SETTLE_MS, signal);
      changed = false;
    }
  } finally {
    stop.abort();
    await reading;
  }
}
