import { UsageError } from "../base/errors.ts";
import { nearest } from "../base/suggest.ts";
import { inline } from "../terminal/boundary.ts";
import type { OperationState, OperationSummary } from "./operations.ts";

/** What is wanted of an operation: the states in which that makes sense, in the order of preference. */
export interface OperationWish {
  /** Such as "resume", for messages. */
  verb: string;
  /** Operations that may be meant where none is named. */
  unnamed: (one: OperationSummary) => boolean;
}

/** States in which an operation waits for somebody to go on. */
const WAITING: ReadonlySet<OperationState> = new Set(["interrupted", "stopped", "failed"]);

/**
 * The operations that were begun and wait for somebody to go on with them, or to take them back. Of one that is being taken
 * back only the undo waits. A swarm has one operation at a time: one that a later one could begin after was given up.
 */
export function waiting(found: readonly OperationSummary[]): (one: OperationSummary) => boolean {
  const undoes = new Set(found.map((one) => one.undoes));
  const last = found.reduce((latest, one) => one.started > latest ? one.started : latest, "");
  return (one) =>
    WAITING.has(one.state) && !undoes.has(one.id) && (one.where.includes("swarm") || one.started === last);
}

/**
 * The operation that a word means: its ID, or a beginning of one ID only. Without a word the only one that fits. Throws
 * `UsageError` that names what there is.
 */
export function chooseOperation(
  found: readonly OperationSummary[],
  word: string | undefined,
  wish: OperationWish,
): OperationSummary {
  if (word === undefined) return onlyOne(found, wish);
  const exact = found.find((one) => one.id === word);
  if (exact !== undefined) return exact;
  const begun = word === "" ? [] : found.filter((one) => one.id.startsWith(word.toLowerCase()));
  if (begun.length === 1) return begun[0]!;
  if (begun.length > 1) {
    throw new UsageError(`The operation ${inline(word)} is ambiguous`, {
      why: `${begun.length} IDs begin with it`,
      next: begun.map((one) => `docker swarmnet ${wish.verb} ${one.id}`),
    });
  }
  const near = nearest(word, found.map((one) => one.id));
  throw new UsageError(`There is no operation ${inline(word)}`, {
    why: "Neither this machine's journal nor the swarm knows one of this ID",
    next: near === undefined ? "See what there is: docker swarmnet operations" : `Did you mean ${near}?`,
  });
}

function onlyOne(found: readonly OperationSummary[], { verb, unnamed }: OperationWish): OperationSummary {
  const fitting = found.filter(unnamed);
  const [first, ...others] = fitting;
  if (first === undefined) {
    const running = found.find((one) => one.state === "running");
    throw new UsageError(`There is nothing to ${verb}`, {
      why: running === undefined
        ? "Neither this machine's journal nor the swarm has an operation for that"
        : `Somebody works on ${inline(running.title)} (${running.id}) right now`,
      next: "See what there was: docker swarmnet operations",
    });
  }
  if (others.length === 0) return first;
  throw new UsageError(`Name the operation to ${verb}: there are ${fitting.length}`, {
    why: fitting.map((one) => `${one.id}  ${inline(one.title)} (${one.state})`),
    next: fitting.slice(0, 3).map((one) => `docker swarmnet ${verb} ${one.id}`),
  });
}

/** The one that holds the swarm for this operation: itself, or the undo that took its lock over; undefined: neither does. */
export function holderFor(
  found: readonly OperationSummary[],
  one: OperationSummary,
): OperationSummary | undefined {
  const holds = ({ where }: OperationSummary) => where.includes("swarm");
  return holds(one) ? one : found.find((other) => other.undoes === one.id && holds(other));
}

/** "Encrypt network shop (0123456789)", and on a second line who began it, when, and how far it is. */
export function operationText(one: OperationSummary): string {
  return `${inline(one.title)} (${one.id})\n  ${beganText(one)}, ${one.done} of ${one.total} steps done`;
}

/** "begun by ann@host at 2026-11-22 12:00:00 UTC". */
export function beganText({ who, started }: Pick<OperationSummary, "who" | "started">): string {
  const time = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/.exec(started);
  return `begun by ${inline(who)} at ${time === null ? inline(started) : `${time[1]} ${time[2]} UTC`}`;
}

/** Said before an operation of another machine is taken over, because that takes some seconds. */
export function watchText(one: OperationSummary): string | undefined {
  const elsewhere = one.where.includes("swarm") && !one.where.includes("disk");
  return elsewhere && one.state === "interrupted"
    ? "Watching for some seconds whether somebody still works on it"
    : undefined;
}
