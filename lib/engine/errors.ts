import { Failure, type FailureParts } from "../base/errors.ts";

/**
 * What went wrong with an engine, as far as a command has to tell cases apart:
 * `refused` is the engine's No to a request that it understood, `unreachable` a connection that could not be made or
 * broke, `in-use` and `conflict` are a removal or a creation that something else stands in the way of.
 */
export type EngineErrorKind =
  | "not-running"
  | "permission"
  | "not-a-swarm"
  | "worker"
  | "api-too-old"
  | "not-found"
  | "conflict"
  | "in-use"
  | "out-of-sequence"
  | "ambiguous"
  | "refused"
  | "unreachable"
  | "timeout"
  | "tls"
  | "other";

/** What an `EngineError` carries besides what, why and next. */
export interface EngineErrorParts extends FailureParts {
  /** HTTP status, where the engine answered at all. */
  status?: number | undefined;
  /** The engine's own message, without docker's prefix. */
  reply?: string | undefined;
}

/** A failed call to the engine. */
export class EngineError extends Failure {
  readonly kind: EngineErrorKind;
  /** HTTP status of the answer; null when there was none. */
  readonly status: number | null;
  /** The engine's own message; empty when it sent none. */
  readonly reply: string;

  constructor(kind: EngineErrorKind, what: string, parts: EngineErrorParts = {}) {
    super(what, parts);
    this.kind = kind;
    this.status = parts.status ?? null;
    this.reply = parts.reply ?? "";
  }
}

/** Whether this is an engine's error of one of these kinds. */
export function isEngineError(error: unknown, ...kinds: EngineErrorKind[]): error is EngineError {
  return error instanceof EngineError && (kinds.length === 0 || kinds.includes(error.kind));
}

/**
 * Whether the same call may succeed a moment later: no leader, an engine that restarts, a connection that broke, an answer that
 * was cut or came from a proxy in between. For a call that changes something it says: whether it was done is open.
 */
export function isPassing(error: unknown): boolean {
  return isEngineError(error, "unreachable", "timeout", "not-running") ||
    (isEngineError(error, "other") && (error.status === null || error.status >= 500));
}
