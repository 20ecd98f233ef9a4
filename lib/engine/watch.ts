/** How long a call may take, in milliseconds. A total of Infinity means no limit at all: events come when they happen. */
export interface Limits {
  /** From the first connection to the last byte. */
  total: number;
  /** Between two parts of the body. */
  idle: number;
}

/** Longest time a timer of the runtime can be set to, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Stops one call: when a limit is reached, when a signal says so, or when the client is closed. Built on `AbortSignal.timeout`, whose
 * first use costs nothing on Deno 2.9.4, where `setTimeout` costs 9 ms of CPU time.
 */
export class Watch {
  /** Which limit was reached. */
  reached: "total" | "idle" | undefined;
  /** Bytes of the body that arrived. */
  arrived = 0;
  readonly #idle: number;
  readonly #signals: AbortSignal[];
  readonly #timers = new Map<AbortSignal, () => void>();
  readonly #onStop = new Set<() => void>();
  #heardAt = 0;
  #stopped: { reason: unknown } | undefined;

  constructor(limits: Limits, signals: (AbortSignal | undefined)[]) {
    this.#idle = limits.total !== Infinity && limits.idle < limits.total ? limits.idle : Infinity;
    this.#signals = signals.filter((signal) => signal !== undefined);
    for (const signal of this.#signals) {
      if (signal.aborted) this.stop(signal.reason);
      else signal.addEventListener("abort", this.#follow);
    }
    if (limits.total !== Infinity) {
      this.#in(limits.total, () => {
        this.reached = "total";
        this.stop(new Error("a time limit was reached"));
      });
    }
  }

  /** Set once the call was stopped. */
  get stopped(): { reason: unknown } | undefined {
    return this.#stopped;
  }

  /** Throws once the call was stopped. */
  throwIfStopped(): void {
    if (this.#stopped !== undefined) throw this.#stopped.reason;
  }

  /** Runs `act` when the call is stopped, at once if it is already. Gives what takes it back. */
  onStop(act: () => void): () => void {
    if (this.#stopped !== undefined) act();
    else this.#onStop.add(act);
    return () => this.#onStop.delete(act);
  }

  /** The result of `work`. Rejects when the call is stopped first; a result that comes later goes to `discard`. */
  unlessStopped<T>(work: Promise<T>, discard: (late: T) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      let stopped = false;
      const forget = this.onStop(() => {
        stopped = true;
        reject(this.#stopped!.reason);
      });
      work.then((value) => stopped ? discard(value) : resolve(value), reject).finally(forget);
    });
  }

  /** Bytes of the body arrived: the silence starts anew. */
  heard(bytes: number): void {
    if (this.arrived === 0 && this.#idle !== Infinity) this.#watchSilence(this.#idle);
    this.arrived += bytes;
    if (this.#idle !== Infinity) this.#heardAt = performance.now();
  }

  /** Ends the call for this reason. */
  stop(reason: unknown): void {
    if (this.#stopped !== undefined) return;
    this.#stopped = { reason };
    this.end();
    for (const act of this.#onStop) act();
  }

  /** Nothing is being waited for any more. */
  end(): void {
    for (const signal of this.#signals) signal.removeEventListener("abort", this.#follow);
    for (const [timer, act] of this.#timers) timer.removeEventListener("abort", act);
    this.#timers.clear();
  }

  #watchSilence(ms: number): void {
    this.#in(ms, () => {
      const left = this.#heardAt + this.#idle - performance.now();
      if (left > 0) return this.#watchSilence(left);
      this.reached = "idle";
      this.stop(new Error("a time limit was reached"));
    });
  }

  #in(ms: number, act: () => void): void {
    const timer = AbortSignal.timeout(Math.min(Math.max(0, Math.ceil(ms)), LONGEST_TIMER));
    this.#timers.set(timer, act);
    timer.addEventListener("abort", act);
  }

  #follow = (event: Event) => this.stop((event.target as AbortSignal).reason);
}
