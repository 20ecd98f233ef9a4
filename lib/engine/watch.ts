/** Watches over one call: gives up when nothing was heard for too long, or when somebody else says stop. */
export class Watch {
  readonly #controller = new AbortController();
  readonly #others: AbortSignal[];
  readonly #limit: number;
  readonly #end: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The limit was reached: the engine is to blame, not the caller. */
  timedOut = false;

  /**
   * `limit`: longest silence in milliseconds, Infinity for streams that are silent by nature; the whole may take ten times
   * as long. `others` stop the call, too.
   */
  constructor(limit: number, others: (AbortSignal | undefined)[]) {
    this.#limit = limit;
    this.#end = performance.now() + limit * 10;
    this.#others = others.filter((signal) => signal !== undefined);
    for (const signal of this.#others) {
      if (signal.aborted) this.#controller.abort(signal.reason);
      else signal.addEventListener("abort", this.#stop);
    }
    this.heard();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Something arrived: the silence starts anew. */
  heard(): void {
    if (this.#limit === Infinity) return;
    clearTimeout(this.#timer);
    const left = Math.min(this.#limit, this.#end - performance.now());
    this.#timer = setTimeout(() => {
      this.timedOut = true;
      this.#controller.abort();
    }, Math.max(0, left));
  }

  /** Nothing is being waited for any more; a call that still runs is stopped. */
  end(): void {
    clearTimeout(this.#timer);
    for (const signal of this.#others) signal.removeEventListener("abort", this.#stop);
    if (!this.#controller.signal.aborted) this.#controller.abort();
  }

  /** Why somebody else stopped the call; undefined when nobody did. */
  stopped(): unknown {
    return this.#others.find((signal) => signal.aborted)?.reason;
  }

  #stop = (event: Event) => this.#controller.abort((event.target as AbortSignal).reason);
}
