import { isObject } from "../engine/raw.ts";
import { currentPlan } from "../plan/validate.ts";
import type { Clock, Random } from "../base/clock.ts";
import type { Engine } from "../engine/engine.ts";
import type { Plan } from "../plan/model.ts";

/** What an operation is: the plan that is carried out, and who does it. Written once, before the first call. */
export interface OperationHeader {
  schema: "swarmnet/operation/1";
  /** Ten hexadecimal digits. */
  id: string;
  plan: Plan;
  /** The operation that this one takes back, or "". */
  undoes: string;
  /** user@host, as far as the environment tells. */
  who: string;
  /** RFC 3339. */
  started: string;
  clusterId: string;
}

/** One line of the journal. An entry "before" is durable before its call is sent, "after" follows the answer. */
export type JournalEntry =
  | { at: string; step: string; event: "before" }
  | { at: string; step: string; event: "after"; /** ID of a network that the step made. */ made?: string }
  | { at: string; event: "stopped" | "failed"; why: string }
  | { at: string; event: "finished" };

/** An operation as its journal tells it. */
export interface Operation {
  header: OperationHeader;
  entries: JournalEntry[];
}

/** Where journals are kept on this machine (and, in tests, in memory). Each call is durable when it returns, or throws `Failure`. */
export interface JournalStore {
  list(): Promise<Operation[]>;
  read(id: string): Promise<Operation | undefined>;
  create(header: OperationHeader): Promise<void>;
  append(id: string, entry: JournalEntry): Promise<void>;
  remove(id: string): Promise<void>;
  /**
   * Keeps other processes of this machine off an operation while this one works on it, until `release` or its end. Throws
   * `Failure` where one of them does. A store without this leaves watching the swarm's heartbeat.
   */
  claim?(id: string, holder: string): Promise<void>;
  release?(id: string): Promise<void>;
  /** What became of the process with this token, where it works or worked on it on this machine; else "unknown". */
  fateOf?(id: string, holder: string): Promise<"alive" | "gone" | "unknown">;
}

/** Everything the executor needs; nothing is taken from anywhere else, so that tests can end the world at any call. */
export interface ExecutorParts {
  engine: Engine;
  clock: Clock;
  random: Random;
  /** Aborted when the user asks to stop: the call in flight is finished, journaled, and no further one is sent. */
  signal: AbortSignal;
  /** `Context.hold`: keeps the engine usable until a write in flight has ended. */
  hold<T>(work: () => Promise<T>): Promise<T>;
  journal: JournalStore;
  who: string;
  observer: ExecutorObserver;
}

/** What is going on, for progress; called often, never awaited. */
export interface ExecutorObserver {
  /** The operation has its lock, and its first step is next; `done` are the steps that its journal says are done. */
  began?(header: OperationHeader, done: readonly string[]): void;
  stepStarted?(stepId: string): void;
  /** Tasks that run with the new networks, of those wanted, and docker's words for the state. */
  stepProgress?(stepId: string, progress: { running: number; wanted: number; words: string }): void;
  stepDone?(stepId: string, how: "done" | "was done already"): void;
  /** After a canary: true goes on, false stops (resumable). */
  confirm?(stepId: string): Promise<boolean>;
  note?(text: string): void;
}

/** How steps are carried out, and who is told. */
export interface RunOptions {
  /** How many services roll at the same time (1: one after the other). */
  parallel: number;
  /** Longest wait for one service, milliseconds. */
  timeoutMs: number;
  /** Called once the swarm's lock is held and before the first call: what it throws ends the operation, and nothing is left. */
  beforeFirst?(): Promise<void>;
}

/** How it ended. `stopped` and `failed` are resumable (exit 5) once a step was sent, else exit 1 or 130. */
export type RunResult =
  | { kind: "done"; operation: string }
  | { kind: "stopped"; operation: string; changed: boolean; why: string }
  | { kind: "failed"; operation: string; changed: boolean; step: string; why: string; next: string[] };

/**
 * The header of an operation, of this version or the one before; undefined for anything else. What its steps say is as trustworthy as its
 * place.
 */
export function headerOf(value: unknown): OperationHeader | undefined {
  if (!isObject(value) || value.schema !== "swarmnet/operation/1" || typeof value.id !== "string") {
    return undefined;
  }
  const plan = currentPlan(value.plan);
  const ok = isObject(plan) && plan.schema === "swarmnet/plan/2" && Array.isArray(plan.phases) &&
    Array.isArray(plan.findings) && Array.isArray(plan.steps) &&
    plan.steps.every((step) =>
      isObject(step) && typeof step.id === "string" && isObject(step.action) && Array.isArray(step.needs)
    );
  return ok ? { ...value, plan } as unknown as OperationHeader : undefined;
}
