import { Failure } from "../base/errors.ts";
import { isEngineError } from "../engine/errors.ts";
import { text } from "../engine/raw.ts";
import { inline } from "../terminal/boundary.ts";
import type { NetworkTarget, Plan } from "../plan/model.ts";
import { withTargets } from "../plan/steps.ts";
import type { Loaded } from "./load.ts";
import type { ExecutorParts, Operation } from "./model.ts";
import { progressOf } from "./operation_progress.ts";
import { withRetries } from "./steady_engine.ts";

/**
 * An operation as if it had known the IDs that its networks have now: what a later operation removed, and that one's undo made
 * again, is the same network to people, and has another ID. So one operation after the other can be taken back.
 */
export function withPresentIds(loaded: Loaded, journal: readonly Operation[]): Loaded {
  const again = madeAgain(journal);
  if (again.size === 0) return loaded;
  const now = (id: string) => {
    for (let left = again.size; left > 0 && again.has(id); left--) id = again.get(id)!;
    return id;
  };
  const rename = (target: NetworkTarget): NetworkTarget =>
    "id" in target ? { ...target, id: now(target.id) } : target;
  const { header, progress } = loaded;
  const steps = header.plan.steps.map((step) => ({
    ...step,
    action: withTargets(step.action, rename),
    undo: step.undo === null ? null : withTargets(step.undo, rename),
  }));
  const made = new Map([...progress.made].map(([step, id]) => [step, now(id)]));
  return {
    ...loaded,
    header: { ...header, plan: { ...header.plan, steps } },
    progress: { ...progress, made },
  };
}

/** From the IDs of networks that operations removed to those with which the undo of each made them again. */
function madeAgain(journal: readonly Operation[]): Map<string, string> {
  const again = new Map<string, string>();
  const byId = new Map(journal.map((one) => [one.header.id, one]));
  for (const undo of journal) {
    const operation = byId.get(undo.header.undoes);
    if (operation === undefined) continue;
    const [before, after] = [progressOf(operation.entries), progressOf(undo.entries)];
    const made = new Map(
      undo.header.plan.steps.flatMap(({ id, action }) =>
        action.kind === "create-network" && after.made.has(id)
          ? [[action.body.Name, after.made.get(id)!] as const]
          : []
      ),
    );
    for (const { id, action } of operation.header.plan.steps) {
      if (action.kind !== "remove-network" || !before.done.has(id)) continue;
      const old = "id" in action.network ? action.network.id : before.made.get(action.network.step);
      const present = made.get(action.network.name);
      if (old !== undefined && present !== undefined) again.set(old, present);
    }
  }
  return again;
}

/**
 * Refuses an undo that could not get to its end, before anything is sent: a network on which services have to meet again is
 * gone, and nothing of the plan makes it.
 */
export async function refuseWithoutNetworks(
  parts: ExecutorParts,
  { header, lock }: Loaded,
  plan: Plan,
): Promise<void> {
  const engine = withRetries(parts);
  const services = new Set((await engine.services()).map(({ ID }) => text(ID)));
  const needed = new Map(plan.steps.flatMap(({ action }) => {
    if (action.kind !== "attach" && action.kind !== "verify") return [];
    const users = action.kind === "attach" ? [action.service] : action.services;
    // Of services that are gone nothing is left to do.
    return "id" in action.network && users.some(({ id }) => services.has(id))
      ? [[action.network.id, action.network.name] as const]
      : [];
  }));
  for (const [id, name] of needed) {
    try {
      await engine.network(id, { scope: "swarm" });
    } catch (error) {
      if (!isEngineError(error, "not-found")) throw error;
      throw new Failure(
        `Operation ${inline(header.id)} cannot be undone: network ${inline(name)} is gone`,
        {
          why: `A later change took its place, or it was removed (ID ${inline(id)}); nothing was sent`,
          next: lock === undefined ? ["Undo first what was changed later: docker swarmnet operations"] : [
            "See what is there: docker swarmnet status",
            `Leave everything as it is now: docker swarmnet unlock ${inline(header.id)}`,
          ],
        },
      );
    }
  }
}
