import { Failure } from "../../../lib/base/errors.ts";
import type { Clock, Random } from "../../../lib/base/clock.ts";
import type {
  ExecutorObserver,
  ExecutorParts,
  JournalEntry,
  JournalStore,
  Operation,
  OperationHeader,
} from "../../../lib/operation/model.ts";
import type { Call } from "../../../lib/engine/http.ts";
import { holdable } from "../../../lib/cli/make_context.ts";
import type { FakeSwarm } from "../fake_engine/core.ts";
import type { ApiAnswer } from "../fake_engine/router.ts";
import { engineOver } from "../in_process_engine.ts";
import type { MemoryJournal } from "../memory_journal.ts";

/** A process that sends more requests than this has no end. */
const REQUESTS = 20_000;

/** What every call of a process that was ended comes to. */
export class Killed extends Error {
  constructor() {
    super("The process was killed");
    this.name = "Killed";
  }
}

/** Something that a process does and that outlives it: a request that may change the swarm, or a write to its journal. */
export interface Effect {
  /** Counts from 1. */
  index: number;
  kind: "engine" | "journal";
  /** Such as "POST /services/x/update" or "after s3". */
  what: string;
  /** It changes a network or a service. */
  mutates: boolean;
  call?: Call;
  entry?: JournalEntry;
}

/** When a process ends: around its effect of this number. */
export interface Kill {
  effect: number;
  when: "before" | "after";
}

export interface ProcessOptions {
  swarm: FakeSwarm;
  /** The journals of the machine it runs on. */
  journal: MemoryJournal;
  name: string;
  seed: number;
  kill?: Kill | undefined;
  /** Stands in the way of a call: may throw or do something else instead of, before or after it. */
  fault?: ((effect: Effect | Call, send: () => ApiAnswer) => Promise<ApiAnswer> | ApiAnswer) | undefined;
  /** Thrown instead of writing the journal. */
  disk?: ((effect: Effect) => Error | undefined) | undefined;
  onEffect?: ((effect: Effect) => void) | undefined;
  observer?: ExecutorObserver | undefined;
}

/** One run of the program: hands out the executor's parts, counts what it does, and can be ended at any point for good. */
export class Process {
  readonly name: string;
  readonly effects: Effect[] = [];
  readonly stop = new AbortController();
  readonly parts: ExecutorParts;
  readonly #options: ProcessOptions;
  readonly #death = new AbortController();
  #requests = 0;
  /** Notes that the executor made, for tests that ask what was said. */
  readonly notes: string[] = [];

  constructor(options: ProcessOptions) {
    this.#options = options;
    this.name = options.name;
    const calls = holdable(this.stop.signal);
    this.parts = {
      engine: engineOver(options.swarm, (call, send) => this.#request(call, send), calls.signal),
      clock: this.#clock(options.swarm.clock),
      random: seededRandom(options.seed),
      signal: this.stop.signal,
      hold: calls.hold,
      journal: this.#journal(options.journal),
      who: `${options.name}@test`,
      observer: {
        confirm: () => Promise.resolve(true),
        note: (text) => void this.notes.push(text),
        ...options.observer,
      },
    };
  }

  /** It asked for so much that it would never have come to an end. */
  get endless(): boolean {
    return this.#requests > REQUESTS;
  }

  get requests(): number {
    return this.#requests;
  }

  get dead(): boolean {
    return this.#death.signal.aborted;
  }

  /** Ends it here and now. */
  die(): void {
    this.#death.abort(new Killed());
  }

  #alive(): void {
    if (this.dead) throw new Killed();
  }

  /** Carries an effect out, unless this is where the process ends. */
  async #effect<T>(parts: Omit<Effect, "index">, work: (effect: Effect) => T | Promise<T>): Promise<T> {
    const effect: Effect = { index: this.effects.length + 1, ...parts };
    this.effects.push(effect);
    const { kill, onEffect } = this.#options;
    const here = kill?.effect === effect.index ? kill.when : undefined;
    if (here === "before") this.die();
    this.#alive();
    onEffect?.(effect);
    const result = await work(effect);
    if (here === "after") this.die();
    this.#alive();
    return result;
  }

  async #request(call: Call, send: () => ApiAnswer): Promise<ApiAnswer> {
    this.#alive();
    if (++this.#requests > REQUESTS) this.die();
    this.#alive();
    const { swarm, fault } = this.#options;
    const deliver = async (effect: Effect | Call) => {
      const answer = fault === undefined ? send() : await fault(effect, send);
      swarm.clock.afterEach?.();
      return answer;
    };
    if (call.method === "GET") {
      const answer = await deliver(call);
      this.#alive();
      return answer;
    }
    const mutates = !call.path.startsWith("/configs");
    return await this.#effect(
      { kind: "engine", what: `${call.method} ${call.path}`, mutates, call },
      deliver,
    );
  }

  #clock(clock: Clock): Clock {
    return {
      now: () => clock.now(),
      ticks: () => clock.ticks(),
      sleep: async (ms, signal) => {
        this.#alive();
        const early = new AbortController();
        const leave = () => early.abort(this.dead ? new Killed() : signal?.reason);
        signal?.addEventListener("abort", leave);
        this.#death.signal.addEventListener("abort", leave);
        if (signal?.aborted) leave();
        try {
          await clock.sleep(ms, early.signal);
        } finally {
          signal?.removeEventListener("abort", leave);
          this.#death.signal.removeEventListener("abort", leave);
        }
        this.#alive();
      },
    };
  }

  #claim(store: MemoryJournal, id: string, holder: string): Promise<void> {
    if (store.claims.get(id)?.lives()) {
      return Promise.reject(new Failure("Another process of this machine works on it"));
    }
    store.claims.set(id, { holder, lives: () => !this.dead });
    return Promise.resolve();
  }

  #journal(store: MemoryJournal): JournalStore {
    const write = (what: string, work: () => Promise<void>, entry?: JournalEntry) =>
      this.#effect(
        { kind: "journal", what, mutates: false, ...(entry === undefined ? {} : { entry }) },
        (effect) => {
          const error = this.#options.disk?.(effect);
          if (error !== undefined) throw error;
          return work();
        },
      );
    const read = async <T>(work: () => Promise<T>): Promise<T> => {
      this.#alive();
      const result = await work();
      this.#alive();
      return result;
    };
    return {
      list: () => read<Operation[]>(() => store.list()),
      read: (id) => read<Operation | undefined>(() => store.read(id)),
      create: (header: OperationHeader) => write(`create ${header.id}`, () => store.create(header)),
      append: (id, entry) => write(whatOf(entry), () => store.append(id, entry), entry),
      remove: (id) => write(`remove ${id}`, () => store.remove(id)),
      claim: (id, holder) => read(() => this.#claim(store, id, holder)),
      release: (id) => read(() => Promise.resolve(void store.claims.delete(id))),
      fateOf: (id, holder) =>
        read(() => {
          const claim = store.claims.get(id);
          return Promise.resolve(claim?.holder !== holder ? "unknown" : claim.lives() ? "alive" : "gone");
        }),
    };
  }
}

function whatOf(entry: JournalEntry): string {
  return "step" in entry ? `${entry.event} ${entry.step}` : entry.event;
}

/** Chance that is the same in every run (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
  const hex = (bytes: number) =>
    Array.from({ length: bytes }, () => Math.floor(next() * 256).toString(16).padStart(2, "0")).join("");
  return { next, hex };
}
