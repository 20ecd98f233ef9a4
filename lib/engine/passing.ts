import { isEngineError } from "./errors.ts";

/**
 * Whether the same call may succeed a moment later: no leader, an engine that restarts, a connection that broke, an answer that
 * was cut or came from a proxy in between. For a call that changes something it says: whether it was done is open.
 */
export function isPassing(error: unknown): boolean {
  return isEngineError(error, "unreachable", "timeout", "not-running") ||
    (isEngineError(error, "other") && (error.status === null || error.status >= 500));
}
