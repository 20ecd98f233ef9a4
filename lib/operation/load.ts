import { Failure } from "../base/errors.ts";
import { text } from "../engine/raw.ts";
import { inline } from "../terminal/boundary.ts";
import { decodeProgress } from "./journal_label.ts";
import { type Lock, readLock } from "./lock_config.ts";
import type { ExecutorParts, Operation, OperationHeader } from "./model.ts";
import { merged, type OperationProgress, progressOf } from "./operation_progress.ts";
import { withRetries } from "./steady_engine.ts";
import { readCopy } from "./swarm_copy.ts";

/** An operation as this machine and the swarm know it together. */
export interface Loaded {
  header: OperationHeader;
  progress: OperationProgress;
  /** The swarm's lock where it is this operation's. */
  lock: Lock | undefined;
  /** Whether this machine has a journal of it, and what that alone says. */
  disk: OperationProgress | undefined;
}

/**
 * An operation by its ID (or the beginning of one); without an ID the one that holds the swarm's lock, else the only one of
 * this machine that `suits`. Throws `Failure` where there is none, more than one, or another swarm's.
 */
export async function loadOperation(
  parts: ExecutorParts,
  id: string | undefined,
  suits: (progress: OperationProgress) => boolean,
): Promise<Loaded> {
  const { journal } = parts;
  const engine = withRetries(parts);
  const [lock, swarm] = [await readLock(engine), await engine.swarm()];
  const clusterId = text(swarm.ID);
  const onDisk = await journal.list();
  const wanted = id === undefined
    ? lock?.id ?? onlyOne(onDisk.filter(({ header }) => header.clusterId === clusterId), suits)
    : byPrefix(id, [...onDisk.map(({ header }) => header.id), ...lock === undefined ? [] : [lock.id]]);
  const own = onDisk.find(({ header }) => header.id === wanted);
  const held = lock?.id === wanted ? lock : undefined;
  if (lock !== undefined && held === undefined && lock.first === wanted) throw beingUndone(lock);
  if (own === undefined && held === undefined) throw unknown(id ?? wanted, lock);
  const header = own?.header ?? await readCopy(engine, wanted, held!.parts);
  if (header.clusterId !== clusterId) {
    throw new Failure(`Operation ${inline(wanted)} belongs to another swarm`, {
      why: `It was begun in the swarm ${inline(header.clusterId)}; this engine is of ${inline(clusterId)}`,
      next: "Choose an engine of that swarm: docker --context NAME swarmnet …, or DOCKER_HOST",
    });
  }
  const disk = own === undefined ? undefined : progressOf(own.entries);
  const copied = held === undefined ? undefined : decodeProgress(header.plan, held.journal);
  const progress = disk === undefined ? copied! : copied === undefined ? disk : merged(copied, disk);
  return { header, progress, lock: held, disk };
}

function byPrefix(id: string, known: readonly string[]): string {
  const found = [...new Set(known.filter((one) => one === id || (id.length >= 4 && one.startsWith(id))))];
  return found.length === 1 ? found[0]! : id;
}

function onlyOne(operations: readonly Operation[], suits: (progress: OperationProgress) => boolean): string {
  const found = operations.filter(({ entries }) => suits(progressOf(entries)));
  if (found.length === 1) return found[0]!.header.id;
  if (found.length === 0) {
    throw new Failure("There is no such operation", {
      why: "Neither the swarm nor this machine's journal has one",
      next: "docker swarmnet operations",
    });
  }
  throw new Failure("There is more than one such operation", {
    next: ["Name one of them:", ...found.map(({ header }) => `${header.id}  ${inline(header.plan.title)}`)],
  });
}

function unknown(id: string, lock: Lock | undefined): Failure {
  return new Failure(`There is no operation ${inline(id)}`, {
    why: lock === undefined
      ? "Neither the swarm nor this machine's journal has it; finished ones are known only where they ran"
      : `The swarm's present one is ${inline(lock.id)}`,
    next: "docker swarmnet operations",
  });
}

/** The lock passed from an operation to its undo. */
function beingUndone(lock: Lock): Failure {
  const [first, id] = [inline(lock.first), inline(lock.id)];
  return new Failure(`Operation ${first} is being undone, by ${id}`, {
    next: [`Resume that: docker swarmnet resume ${id}`, "docker swarmnet operations"],
  });
}
