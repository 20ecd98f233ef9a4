import type { Clock } from "../base/clock.ts";
import type { Engine, Raw } from "../engine/engine.ts";
import { object, record } from "../engine/raw.ts";
import type { Liveness } from "./alive.ts";
import { HELPER_LABEL, UNTIL_LABEL } from "./labels.ts";
import { type Removal, removeRun } from "./remove.ts";

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
