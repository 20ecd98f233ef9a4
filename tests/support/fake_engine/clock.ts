import { clearImmediate, setImmediate } from "node:timers";
import type { Clock } from "../../../lib/base/clock.ts";

/**
 * manual: only `advance` moves it. auto: a sleeper moves it, as soon as no request is being answered; so code under
 * test that waits on this clock needs no real time. wall: it follows real time (times `speed`), for other processes.
 */
export type ClockMode = "manual" | "auto" | "wall";

interface Due {
  at: number;
  order: number;
  run: () => void;
}

/** The engine's time: what shall happen later is queued here and happens in order of its time, then of its making. */
export class FakeClock implements Clock {
  readonly mode: ClockMode;
  #now: number;
  #order = 0;
  #queue: Due[] = [];
  #sleepers = 0;
  #busy = 0;
  /** Takes back the turn that is planned. */
  #turn: (() => void) | undefined;
  readonly #soon: (run: () => void) => () => void;
  #wall: ReturnType<typeof setInterval> | undefined;

  /** Called after each thing that was due has happened. */
  afterEach: (() => void) | undefined;

  /** `swift`: for code under test that needs nothing from outside of the process; sleepers then wait 2 µs instead of 2 ms. */
  constructor(options: { start?: number; mode?: ClockMode; speed?: number; swift?: boolean } = {}) {
    this.#soon = options.swift ? inNextTurn : afterTimers;
    this.mode = options.mode ?? "auto";
    this.#now = options.start ?? (this.mode === "wall" ? Date.now() : Date.parse("2026-11-22T12:00:00Z"));
    if (this.mode === "wall") this.#followWall(options.speed ?? 1);
  }

  #followWall(speed: number): void {
    let last = performance.now();
    this.#wall = setInterval(() => {
      const now = performance.now();
      this.advance((now - last) * speed);
      last = now;
    }, 10);
  }

  now(): number {
    return Math.floor(this.#now);
  }

  ticks(): number {
    return this.#now;
  }

  /** Runs `run` in `ms` milliseconds of this clock. Returns what takes it back. */
  schedule(ms: number, run: () => void): () => void {
    const due: Due = { at: this.#now + Math.max(0, ms), order: this.#order++, run };
    let place = this.#queue.length;
    while (place > 0 && this.#queue[place - 1]!.at > due.at) place--;
    this.#queue.splice(place, 0, due);
    return () => {
      const found = this.#queue.indexOf(due);
      if (found >= 0) this.#queue.splice(found, 1);
    };
  }

  /** Lets `ms` milliseconds pass, with everything that is due meanwhile. */
  advance(ms: number): void {
    const end = this.#now + ms;
    while (this.#queue.length > 0 && this.#queue[0]!.at <= end) {
      const due = this.#queue.shift()!;
      this.#now = Math.max(this.#now, due.at);
      due.run();
      this.afterEach?.();
    }
    this.#now = end;
  }

  /** Lets time pass from one event to the next until `done` holds; false when it does not within `limit` milliseconds. */
  until(done: () => boolean, limit = 3_600_000): boolean {
    const end = this.#now + limit;
    while (!done()) {
      const next = this.#queue[0];
      if (next === undefined || next.at > end) return false;
      this.advance(next.at - this.#now);
    }
    return true;
  }

  /** Lets time pass until nothing is planned any more, or `limit` milliseconds are over. */
  settle(limit = 600_000): void {
    this.until(() => this.#queue.length === 0, limit);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      this.#sleepers++;
      const leave = () => {
        this.#sleepers--;
        signal?.removeEventListener("abort", abort);
      };
      const cancel = this.schedule(ms, () => {
        leave();
        resolve();
      });
      const abort = () => {
        cancel();
        leave();
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", abort);
      this.#planTurn();
    });
  }

  /** The engine says that it is working on a request (1) or has answered it (-1): sleepers wait meanwhile. */
  busy(by: 1 | -1): void {
    this.#busy += by;
    this.#planTurn();
  }

  #planTurn(): void {
    if (this.mode !== "auto" || this.#turn !== undefined || this.#sleepers === 0 || this.#busy > 0) return;
    this.#turn = this.#soon(() => {
      this.#turn = undefined;
      if (this.#sleepers === 0 || this.#busy > 0) return;
      const before = this.#sleepers;
      this.until(() => this.#sleepers < before);
      this.#planTurn();
    });
  }

  /** Ends real timers; sleepers are left for ever asleep. */
  stop(): void {
    clearInterval(this.#wall);
    this.#turn?.();
    this.#queue = [];
  }
}

function afterTimers(run: () => void): () => void {
  const timer = setTimeout(run, 0);
  return () => clearTimeout(timer);
}

function inNextTurn(run: () => void): () => void {
  const turn = setImmediate(run);
  return () => clearImmediate(turn);
}
