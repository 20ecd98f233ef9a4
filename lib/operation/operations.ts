import { Failure } from "../base/errors.ts";
import { text } from "../engine/raw.ts";
import { inline } from "../terminal/boundary.ts";
import type { PlanKind } from "../plan/model.ts";
import { decodeProgress, labelSummary } from "./journal_label.ts";
import { type Lock, readLock } from "./lock_config.ts";
import type { ExecutorParts, Operation, OperationHeader } from "./model.ts";
import { merged, type OperationProgress, progressOf } from "./operation_progress.ts";
import { lockParts } from "./session.ts";
import { withRetries } from "./steady_engine.ts";
import { readCopy } from "./swarm_copy.ts";
import { SwarmLock, watchHeartbeat } from "./swarm_lock.ts";

/** Where an operation stands. `running`: its heartbeat moves. */
export type OperationState = "running" | "interrupted" | "stopped" | "failed" | "finished" | "undone";

/** One line of `operations`. */
export interface OperationSummary {
  id: string;
  /** "" where only the lock is known. */
  kind: PlanKind | "";
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

/** A living process writes at least every 5 s. */
const WATCH_MS = 6000;

/** The operations of this machine's journal and of the swarm, the newest first. Watches a heartbeat for up to 6 s. */
export async function listOperations(parts: ExecutorParts): Promise<OperationSummary[]> {
  const { journal } = parts;
  const engine = withRetries(parts);
  const lock = await readLock(engine);
  const clusterId = text((await engine.swarm()).ID);
  const onDisk = (await journal.list()).filter(({ header }) => header.clusterId === clusterId);
  const running = lock !== undefined && await isRunning(parts, lock);
  const found = onDisk.map((operation) => summaryOf(operation, onDisk, lock, running));
  if (lock !== undefined && !onDisk.some(({ header }) => header.id === lock.id)) {
    found.push(await fromSwarm(parts, lock, running));
  }
  return found.sort((
    a,
    b,
  ) => (a.started < b.started ? 1 : a.started > b.started ? -1 : a.id < b.id ? -1 : 1));
}

async function isRunning(parts: ExecutorParts, lock: Lock): Promise<boolean> {
  if (lock.holder === "") return false;
  const fate = await parts.journal.fateOf?.(lock.id, lock.holder);
  if (fate === "alive" || fate === "gone") return fate === "alive";
  return (await watchHeartbeat(parts, lock, WATCH_MS)).moves;
}

function summaryOf(
  { header, entries }: Operation,
  all: readonly Operation[],
  lock: Lock | undefined,
  running: boolean,
): OperationSummary {
  const held = lock?.id === header.id ? lock : undefined;
  const disk = progressOf(entries);
  const progress = held === undefined ? disk : merged(decodeProgress(header.plan, held.journal), disk);
  const undone = all.some((other) =>
    other.header.undoes === header.id && progressOf(other.entries).end?.event === "finished"
  );
  return {
    ...partsOf(header, progress),
    state: undone ? "undone" : stateOf(progress, held !== undefined && running),
    worker: held?.worker ?? "",
    where: held === undefined ? ["disk"] : ["disk", "swarm"],
  };
}

function stateOf(progress: OperationProgress, running: boolean): OperationState {
  return running ? "running" : progress.end?.event ?? "interrupted";
}

function partsOf(
  header: OperationHeader,
  progress: OperationProgress,
): Omit<OperationSummary, "state" | "worker" | "where"> {
  const { id, plan, who, started, undoes } = header;
  return {
    id,
    kind: plan.kind,
    title: plan.title,
    why: progress.end?.why ?? "",
    who,
    started,
    done: progress.done.size,
    total: plan.steps.length,
    undoes,
  };
}

async function fromSwarm(parts: ExecutorParts, lock: Lock, running: boolean): Promise<OperationSummary> {
  try {
    const header = await readCopy(withRetries(parts), lock.id, lock.parts);
    const progress = decodeProgress(header.plan, lock.journal);
    return {
      ...partsOf(header, progress),
      state: stateOf(progress, running),
      worker: lock.worker,
      where: ["swarm"],
    };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    // Its copy is not complete or cannot be read: the lock itself tells enough to remove it.
    const { done, end, why } = labelSummary(lock.journal);
    const state = running ? "running" : end ?? "interrupted";
    const { id, title, who, started, worker } = lock;
    return {
      id,
      kind: "",
      title,
      state,
      why,
      who,
      worker,
      started,
      done,
      total: 0,
      undoes: "",
      where: ["swarm"],
    };
  }
}

/**
 * Removes the lock of an operation that nobody works on, and the swarm's copy of it; this machine's journal stays. Throws
 * `Failure` where somebody works on it or the lock is another operation's.
 */
export async function unlock(parts: ExecutorParts, id: string): Promise<void> {
  const { engine, journal } = parts;
  const lock = await readLock(engine);
  if (lock === undefined) throw new Failure("The swarm has no lock", { next: "docker swarmnet operations" });
  if (lock.id !== id && lock.first !== id) {
    throw new Failure(`The lock is not that of operation ${inline(id)} but of ${inline(lock.id)}`, {
      next: `docker swarmnet unlock ${inline(lock.id)}`,
    });
  }
  await parts.hold(async () => {
    const gone = async (holder: string) => await journal.fateOf?.(lock.id, holder) === "gone";
    await (await SwarmLock.takeOver(lockParts(parts, parts.random.hex(16)), lock, gone)).dissolve();
  });
}
