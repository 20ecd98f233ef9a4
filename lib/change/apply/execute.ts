import type { Plan } from "../plan/model.ts";
import type { ExecutorParts, RunOptions, RunResult } from "./model.ts";

/**
 * Carries out a plan: takes the swarm's lock, writes the journal, then sends one call after the other. Throws `Failure`
 * where nothing was sent because it could not begin (another operation, a full disk); what happens later is in the result.
 */
export function startOperation(_parts: ExecutorParts, _plan: Plan, _options: RunOptions): Promise<RunResult> {
  return Promise.reject(new Error("not there yet"));
}
