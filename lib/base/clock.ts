/** Time and chance as values, so that tests hand in their own. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Monotonic milliseconds, for durations and deadlines. */
  ticks(): number;
  /** Resolves after `ms`; rejects with the signal's reason when aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A source of chance; tests hand in one that repeats itself. */
export interface Random {
  /** 0 ≤ value < 1. */
  next(): number;
  /** `bytes` random bytes in lower-case hexadecimal. */
  hex(bytes: number): string;
}
