import { Failure } from "../base/errors.ts";
import { fnv1a } from "../base/hash.ts";
import type { Engine, Raw } from "../engine/engine.ts";
import { isEngineError } from "../engine/errors.ts";
import { number, object, record, text } from "../engine/raw.ts";
import type { OperationHeader } from "./model.ts";
import { inline } from "../terminal/boundary.ts";

/** A swarm has one operation at a time: config names are unique, whoever makes this one has it. */
export const LOCK_NAME = "swarmnet.lock";

/** Labels of the lock: what moves, while a config's data cannot change (swarmkit manager/controlapi/config.go). */
const LABEL = {
  /** Token of the process that works on it; empty when it stopped in good order. */
  holder: "swarmnet.holder",
  /** Counts up with every write. */
  heartbeat: "swarmnet.heartbeat",
  /** How far it is. */
  journal: "swarmnet.journal",
  /** Who works on it. */
  worker: "swarmnet.worker",
  /** The operation, where an undo took the lock over. */
  operation: "swarmnet.operation",
  /** How many configs hold its header. */
  parts: "swarmnet.parts",
} as const;

/** Values of the lock's labels, by their short names; absent ones stay as they are. */
export type LockLabels = Partial<Record<keyof typeof LABEL, string>>;

/** The lock as it was read. */
export interface Lock {
  configId: string;
  version: number;
  /** The spec as the engine gave it. */
  spec: Raw;
  /** The operation that is worked on: the one that began or its undo. */
  id: string;
  /** The one that took the lock in the first place. */
  first: string;
  parts: number;
  title: string;
  who: string;
  started: string;
  worker: string;
  holder: string;
  heartbeat: string;
  journal: string;
}

/** The lock, or undefined when the swarm has none. */
export async function readLock(engine: Engine): Promise<Lock | undefined> {
  try {
    return lockOf(await engine.config(LOCK_NAME));
  } catch (error) {
    if (isEngineError(error, "not-found")) return undefined;
    throw error;
  }
}

/** The body that takes the lock for an operation. */
export function lockBody(header: OperationHeader, parts: number, labels: LockLabels): Raw {
  const { id, who, started, plan } = header;
  const data = {
    schema: "swarmnet/lock/1",
    id,
    who,
    title: plan.title,
    started,
    plan: fnv1a(JSON.stringify(plan)),
    parts,
  };
  return {
    Name: LOCK_NAME,
    Labels: named(labels),
    Data: new TextEncoder().encode(JSON.stringify(data)).toBase64(),
  };
}

/** The same spec with some labels changed; foreign ones stay. */
export function withLabels(lock: Lock, labels: LockLabels): Raw {
  return { ...lock.spec, Labels: { ...record(lock.spec.Labels), ...named(labels) } };
}

function named(labels: LockLabels): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels).map(([key, value]) => [LABEL[key as keyof typeof LABEL], value]),
  );
}

function lockOf(config: Raw): Lock {
  const spec = object(config.Spec);
  const labels = record(spec.Labels);
  const data = object(dataOf(spec));
  return {
    configId: text(config.ID),
    version: number(object(config.Version).Index),
    spec,
    id: labels[LABEL.operation] ?? text(data.id),
    first: text(data.id),
    parts: Number(labels[LABEL.parts] ?? number(data.parts)) || 0,
    title: text(data.title),
    who: text(data.who),
    started: text(data.started),
    worker: labels[LABEL.worker] ?? "",
    holder: labels[LABEL.holder] ?? "",
    heartbeat: labels[LABEL.heartbeat] ?? "",
    journal: labels[LABEL.journal] ?? "",
  };
}

/** A lock that somebody made by hand has no data that can be read: then its fields are empty. */
function dataOf(spec: Raw): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(Uint8Array.fromBase64(text(spec.Data))));
  } catch {
    return {};
  }
}

/** Removes a config; that it is gone already is fine. */
export async function removeConfig(engine: Engine, id: string): Promise<void> {
  try {
    await engine.removeConfig(id);
  } catch (error) {
    if (!isEngineError(error, "not-found")) throw error;
  }
}

/** The lock is gone or somebody else holds it: nothing more may be sent. */
export class LockLost extends Failure {}

/** Who is in the way, and what to do about it. */
export function heldBy(lock: Lock): Failure {
  const id = inline(lock.id);
  const worker = inline(lock.worker || lock.who || "somebody");
  const title = lock.title === ""
    ? ""
    : ` (${inline(lock.title)}, begun ${inline(lock.started)} by ${inline(lock.who)})`;
  if (lock.holder === "") {
    return new Failure(`Operation ${id} is unfinished${title}`, {
      why: "A swarm has one operation at a time: two could detach each other's services",
      next: [`docker swarmnet resume ${id}`, `docker swarmnet undo ${id}`, "docker swarmnet operations"],
    });
  }
  return new Failure(`Operation ${id} is under way${title}: ${worker} works on it`, {
    why: `A swarm has one operation at a time; the config ${LOCK_NAME} stands for it`,
    next: [
      "docker swarmnet operations",
      `If that process is dead: docker swarmnet resume ${id}, or docker swarmnet undo ${id}`,
    ],
  });
}

/** Says who took the lock away, as far as it can be seen. */
export function lockLost(lock: Lock | undefined): LockLost {
  return lock === undefined
    ? new LockLost("The lock was lost: it was removed", {
      why: `The config ${LOCK_NAME} is gone; without it two operations could get in each other's way`,
    })
    : new LockLost(`The lock was lost: ${inline(lock.worker || "somebody")} took it over`, {
      why: "This process was thought to be dead, because its heartbeat stood still for 15 s",
    });
}
