import type { ExecutorParts, RunOptions, RunResult } from "./model.ts";

/**
 * Goes on with an operation that was stopped or killed: the one named, else the only unfinished one. Its journal is that of
 * this machine's disk and the swarm's copy together. Throws `Failure` where somebody still works on it or there is none.
 */
export function resumeOperation(
  _parts: ExecutorParts,
  _id: string | undefined,
  _options: RunOptions,
): Promise<RunResult> {
  return Promise.reject(new Error("not there yet"));
}
