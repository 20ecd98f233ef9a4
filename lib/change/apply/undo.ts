import type { Plan } from "../plan/model.ts";
import type { ExecutorParts, RunOptions, RunResult } from "./model.ts";

/** The plan that takes an operation back, for display; nothing is locked or written. `id` undefined: the only or newest one. */
export function undoPlanOf(
  _parts: ExecutorParts,
  _id: string | undefined,
): Promise<{ operation: string; plan: Plan }> {
  return Promise.reject(new Error("not there yet"));
}

/**
 * Takes an operation back, as an operation of its own. One that was interrupted is taken over first. Throws `Failure` where
 * somebody still works on it, or where the operation is itself an undo.
 */
export function undoOperation(
  _parts: ExecutorParts,
  _id: string | undefined,
  _options: RunOptions,
): Promise<RunResult> {
  return Promise.reject(new Error("not there yet"));
}
