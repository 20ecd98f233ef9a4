import type { Runtime } from "../engine/runtime.ts";
import type { Clock } from "../base/clock.ts";
import type { Engine, Raw } from "../engine/engine.ts";

/** How often the managers are asked whether they have allocated the network, in milliseconds. */
const EVERY = 100;

/**
 * Waits until the managers have allocated a network that the engine answered 201 for, which happens afterwards and can
 * fail without a word: then it stays without driver and subnet (reproduced on 20.10.24 and 28.5.2). Gives the network as
 * the managers see it, or null when `timeout` milliseconds have passed. Rejects with the signal's reason.
 */
export async function allocated(
  engine: Engine,
  id: string,
  { clock, timeout, signal }: { clock: Clock; timeout: number; signal: AbortSignal },
): Promise<Raw | null> {
  const deadline = clock.ticks() + timeout;
  while (true) {
    const network = await engine.network(id, { scope: "swarm" });
    if (isAllocated(network)) return network;
    const left = deadline - clock.ticks();
    if (left <= 0) return null;
    await clock.sleep(Math.min(EVERY, left), signal);
  }
}

function isAllocated(network: Raw): boolean {
  const ipam = network.IPAM as { Config?: unknown[] | null } | null | undefined;
  return typeof network.Driver === "string" && network.Driver !== "" && (ipam?.Config?.length ?? 0) > 0;
}

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
