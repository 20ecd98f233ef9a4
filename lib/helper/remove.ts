import type { Clock } from "../base/clock.ts";
import { messageOf } from "../base/errors.ts";
import type { Engine, Raw } from "../engine/engine.ts";
import { isEngineError } from "../engine/errors.ts";
import { object, record, text } from "../engine/raw.ts";
import type { Liveness } from "./alive.ts";
import { HELPER_LABEL, UNTIL_LABEL } from "./model.ts";

/** What was removed, and what was not: sentences without final stop. */
export interface Removal {
  services: number;
  networks: number;
  left: string[];
}

/** How long containers may take to end, in milliseconds: they end at the first signal, but a node may be slow or gone. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 500;

/**
 * Removes everything that carries the run's label: its services, then, when their tasks are gone, its networks. What is gone
 * already is fine. Never throws: what could not be removed is told.
 */
export async function removeRun(engine: Engine, clock: Clock, id: string): Promise<Removal> {
  const removal: Removal = { services: 0, networks: 0, left: [] };
  const filters = { label: [`${HELPER_LABEL}=${id}`] };
  const deadline = clock.ticks() + PATIENCE_MS;
  try {
    const services = (await engine.services({ filters })).map((raw) => text(raw.ID));
    for (const service of services) {
      await persist(clock, deadline, () => engine.removeService(service));
      removal.services++;
    }
    await tasksGone(engine, clock, deadline, id, removal);
    for (const raw of await engine.networks(filters)) {
      await persist(clock, deadline, () => engine.removeNetwork(text(raw.Id)));
      removal.networks++;
    }
  } catch (error) {
    removal.left.push(messageOf(error));
  }
  return removal;
}

/** Tries again what may pass: a network that is still in use, a manager without a leader. */
async function persist(clock: Clock, deadline: number, work: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (isEngineError(error, "not-found")) return;
      const passing = isEngineError(error, "in-use", "refused", "conflict", "unreachable", "timeout") ||
        (isEngineError(error, "other") && (error.status ?? 0) >= 500);
      if (!passing || clock.ticks() >= deadline) throw error;
      await clock.sleep(PAUSE_MS);
    }
  }
}

/**
 * The managers forget the tasks of a removed service once their nodes have removed the containers. They are looked for among all
 * tasks: a filter by service is refused as soon as the service itself is gone (reproduced on 28.5.2).
 */
async function tasksGone(
  engine: Engine,
  clock: Clock,
  deadline: number,
  id: string,
  removal: Removal,
): Promise<void> {
  for (;;) {
    const own = await engine.tasks((raw) => labelsOfTask(raw)[HELPER_LABEL] === id);
    const left = own.filter(Boolean).length;
    if (left === 0) return;
    if (clock.ticks() >= deadline) {
      removal.left.push(`${left} tasks of the helpers have not ended yet`);
      return;
    }
    await clock.sleep(PAUSE_MS);
  }
}

function labelsOfTask(raw: Raw): Record<string, string> {
  return record(object(object(raw.Spec).ContainerSpec).Labels);
}

/** Clocks of machines differ; a run on another machine gets this much more time, in seconds. */
const GRACE_SECONDS = 120;

/**
 * Removes what runs have left that were killed: at once where their process is known to be dead, otherwise after the time that they
 * had set themselves. Runs that are alive keep what is theirs. Gives what was removed, or undefined when there was nothing.
 */
export async function sweep(
  engine: Engine,
  clock: Clock,
  liveness: Liveness,
): Promise<Removal | undefined> {
  const filters = { label: [HELPER_LABEL] };
  const [services, networks] = await Promise.all([engine.services({ filters }), engine.networks(filters)]);
  const runs = new Map<string, number>();
  for (const labels of [...services.map(serviceLabels), ...networks.map((raw) => record(raw.Labels))]) {
    const id = labels[HELPER_LABEL] ?? "";
    const until = Number(labels[UNTIL_LABEL] ?? Infinity);
    runs.set(id, Math.max(until, runs.get(id) ?? 0));
  }
  const total: Removal = { services: 0, networks: 0, left: [] };
  for (const [id, until] of runs) {
    const dead = await liveness.isDead(id) ?? clock.now() / 1000 > until + GRACE_SECONDS;
    if (!dead) continue;
    const removal = await removeRun(engine, clock, id);
    if (removal.left.length === 0) await liveness.forget(id);
    total.services += removal.services;
    total.networks += removal.networks;
    total.left.push(...removal.left);
  }
  return total.services + total.networks + total.left.length === 0 ? undefined : total;
}

function serviceLabels(raw: Raw): Record<string, string> {
  return record(object(raw.Spec).Labels);
}
