import { Failure } from "../base/errors.ts";
import type { Engine } from "../engine/engine.ts";
import { encodeProgress } from "./journal_label.ts";
import type { ExecutorParts, JournalEntry, OperationHeader } from "./model.ts";
import { ignoringFailures } from "./retry.ts";
import { fold, type OperationProgress } from "./operation_progress.ts";
import { SteadyEngine } from "./steady_engine.ts";
import type { LockParts, SwarmLock } from "./swarm_lock.ts";

/** Well below the 15 s after which a holder counts as dead. */
const BEAT_MS = 4000;
/** A call that changes something is sent at most this long after the lock was seen to be ours. */
const FRESH_MS = 5000;

/** What `openSession` needs besides the executor's parts. */
export interface SessionOptions {
  header: OperationHeader;
  progress: OperationProgress;
  lock: SwarmLock;
  /** Something was sent before this process. */
  changed: boolean;
}

/** How the lock is reached: until the session is over, user's wish to stop or not, for the journal must be ended. */
export function lockParts(parts: ExecutorParts, token: string): LockParts {
  const { clock, signal, who } = parts;
  return { engine: parts.engine, clock, signal, token, who };
}

/** An operation while this process works on it: its lock, its heartbeat and its journal, one write after the other. */
export class Session {
  readonly header: OperationHeader;
  readonly progress: OperationProgress;
  readonly engine: Engine;
  /** Aborted when nothing more may be sent: the user's wish, a lost lock, or a defect. */
  readonly signal: AbortSignal;
  readonly #parts: ExecutorParts;
  readonly #options: SessionOptions;
  readonly #ending = new AbortController();
  readonly #stop = new AbortController();
  readonly #follow: () => void;
  readonly #beating: Promise<void>;
  #fatal: { error: unknown } | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #fresh: { ticks: number; now: number };
  #changed: boolean;

  constructor(parts: ExecutorParts, options: SessionOptions) {
    this.#parts = parts;
    this.#options = options;
    this.header = options.header;
    this.progress = options.progress;
    this.#changed = options.changed;
    this.#fresh = this.#times();
    this.signal = this.#stop.signal;
    this.#follow = () => this.#stop.abort(parts.signal.reason);
    parts.signal.addEventListener("abort", this.#follow, { once: true });
    if (parts.signal.aborted) this.#follow();
    this.engine = new SteadyEngine(parts.engine, {
      clock: parts.clock,
      signal: this.signal,
      // A machine may have slept since the step began, through the read before the write even.
      beforeSend: () => this.fence(),
      onSent: () => this.#changed = true,
    });
    this.#beating = this.#beat();
  }

  /** Whether any call that changes a network or a service may have arrived. */
  get changed(): boolean {
    return this.#changed;
  }

  /** Throws why nothing more may be sent, if so. */
  check(): void {
    if (this.#fatal !== undefined) throw this.#fatal.error;
    this.signal.throwIfAborted();
  }

  /** Right before a call that changes something: the lock is ours. Throws `LockLost`, or what stops the operation. */
  async fence(): Promise<void> {
    this.check();
    const { ticks, now } = this.#times();
    // Two clocks: one of them stands still while the machine sleeps, the other one can be set.
    if (ticks - this.#fresh.ticks > FRESH_MS || Math.abs(now - this.#fresh.now) > FRESH_MS) {
      await this.#inTurn(() => this.#write({}));
      this.check();
    }
  }

  /** Makes an entry durable on disk, then in the swarm. */
  record(entry: JournalEntry): Promise<void> {
    return this.#inTurn(async () => {
      await this.#parts.journal.append(this.header.id, entry);
      fold(this.progress, entry);
      await this.#write({ journal: encodeProgress(this.header.plan, this.progress) });
    });
  }

  /** The time of an entry, RFC 3339. */
  at(): string {
    return new Date(this.#parts.clock.now()).toISOString();
  }

  /** Everything is done: the journal says so, the swarm forgets about it. */
  async finish(): Promise<void> {
    await this.record({ at: this.at(), event: "finished" });
    try {
      await this.#forget();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      this.#parts.observer.note?.("The lock could not be removed; the next operation does it");
    }
  }

  /** Nothing was sent: neither lock nor journal stays. */
  async abandon(): Promise<void> {
    await this.#forget();
    await this.#parts.journal.remove(this.header.id);
  }

  /** It goes on later: the journal says why, the lock stays and lets anyone take it who resumes. What cannot be written is left. */
  async leave(event: "stopped" | "failed", why: string): Promise<void> {
    const entry: JournalEntry = { at: this.at(), event, why };
    await this.#inTurn(async () => {
      await ignoringFailures(() => this.#parts.journal.append(this.header.id, entry));
      fold(this.progress, entry);
      // A lock that is lost is another's; an engine that is gone was waited for long enough.
      if (this.#fatal !== undefined) return;
      const journal = encodeProgress(this.header.plan, this.progress);
      await ignoringFailures(() => this.#options.lock.write({ journal, holder: "" }));
    });
  }

  /** Ends the heartbeat and lets go of this machine's journal. */
  async close(): Promise<void> {
    this.#parts.signal.removeEventListener("abort", this.#follow);
    this.#ending.abort();
    await this.#beating;
    await this.#parts.journal.release?.(this.header.id);
  }

  #forget(): Promise<void> {
    return this.#inTurn(() => this.#options.lock.dissolve());
  }

  async #write(labels: { journal?: string }): Promise<void> {
    try {
      await this.#options.lock.write(labels);
      this.#fresh = this.#times();
    } catch (error) {
      this.#fail(error);
      throw error;
    }
  }

  #fail(error: unknown): void {
    this.#fatal ??= { error };
    this.#stop.abort(error);
  }

  /** One write at a time. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work, work);
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #beat(): Promise<void> {
    const { clock } = this.#parts;
    try {
      while (!this.#ending.signal.aborted) {
        const idle = clock.ticks() - this.#fresh.ticks;
        if (idle < BEAT_MS) await clock.sleep(BEAT_MS - idle, this.#ending.signal);
        else await this.#inTurn(async () => this.#ending.signal.aborted ? undefined : await this.#write({}));
      }
    } catch (error) {
      if (!this.#ending.signal.aborted) this.#fail(error);
    }
  }

  #times(): { ticks: number; now: number } {
    return { ticks: this.#parts.clock.ticks(), now: this.#parts.clock.now() };
  }
}
