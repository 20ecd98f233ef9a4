import type { Runtime } from "../engine/runtime.ts";

/**
 * Runs a call that changes something. The first signal to stop is acknowledged and waits for its end; the second gives it up: then
 * `abandoned` is thrown, because whether it was done is not known.
 */
export async function finishCall<T>(
  { io, signal, urgent, hold }: Pick<Runtime, "io" | "signal" | "urgent" | "hold">,
  call: () => Promise<T>,
  abandoned: () => Error,
): Promise<T> {
  const { promise: givenUp, reject } = Promise.withResolvers<never>();
  const first = () => io.err("Stopping after the current API call. Press Ctrl-C again to stop now.\n");
  const second = () => reject(abandoned());
  signal.addEventListener("abort", first, { once: true });
  urgent.addEventListener("abort", second, { once: true });
  try {
    return await Promise.race([hold(call), givenUp]);
  } finally {
    signal.removeEventListener("abort", first);
    urgent.removeEventListener("abort", second);
  }
}
