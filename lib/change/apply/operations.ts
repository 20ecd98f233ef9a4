import type { PlanKind } from "../plan/model.ts";
import type { ExecutorParts } from "./model.ts";

/** Where an operation stands. `running`: its heartbeat moves or its process lives. */
export type OperationState = "running" | "interrupted" | "stopped" | "failed" | "finished" | "undone";

/** One line of `operations`. */
export interface OperationSummary {
  id: string;
  kind: PlanKind;
  title: string;
  state: OperationState;
  /** Why it stopped or failed, or "". */
  why: string;
  /** Who began it, and who worked on it last (as far as known). */
  who: string;
  worker: string;
  /** RFC 3339. */
  started: string;
  /** Steps done, of all. */
  done: number;
  total: number;
  /** The operation that this one takes back, or "". */
  undoes: string;
  /** Where it is known: this machine's journal, the swarm's lock. */
  where: ("disk" | "swarm")[];
}

/** The operations of this machine's journal and of the swarm, the newest first. Watches a heartbeat for up to 6 s. */
export function listOperations(_parts: ExecutorParts): Promise<OperationSummary[]> {
  return Promise.reject(new Error("not there yet"));
}

/**
 * Removes the lock of an operation that nobody works on, and the swarm's copy of it; this machine's journal stays. Throws
 * `Failure` where somebody works on it or the lock is another operation's.
 */
export function unlock(_parts: ExecutorParts, _id: string): Promise<void> {
  return Promise.reject(new Error("not there yet"));
}
