import { Failure } from "../base/errors.ts";
import type { Runtime } from "../engine/runtime.ts";
import { inline } from "../terminal/boundary.ts";
import { listOperations, type OperationSummary } from "./operations.ts";
import { beganText } from "./choose_operation.ts";
import { executorParts } from "./executor_parts.ts";

/**
 * Refuses to plan a change while another operation holds the swarm's lock, before anybody reads a plan for nothing. Whoever
 * begins in between is found by the executor.
 */
export async function refuseOtherOperation(ctx: Runtime): Promise<void> {
  const holder = await otherOperation(ctx);
  if (holder !== undefined) throw holder;
}

/** What stands in the way of every change now: the operation that holds the swarm's lock, as the failure it would be. */
export async function otherOperation(ctx: Runtime): Promise<Failure | undefined> {
  const found = await listOperations(await executorParts(ctx));
  const holder = found.find((one) => one.where.includes("swarm"));
  return holder === undefined ? undefined : heldBy(holder);
}

/** Who holds the swarm, since when, how far that is, and what can be done about it. */
export function heldBy(operation: OperationSummary): Failure {
  const { id, done, total, state } = operation;
  const title = inline(operation.title);
  const by = `It was ${beganText(operation)}, ${done} of ${total} steps are done`;
  if (state === "running") {
    return new Failure(`Another change of this swarm is going on: ${title} (${id})`, {
      why: `${by}, and it is running right now`,
      next: "Wait for it: docker swarmnet operations",
    });
  }
  const why = operation.why === ""
    ? `${by}, and no process works on it`
    : `${by}; it stopped: ${inline(operation.why)}`;
  return new Failure(`Another change of this swarm was begun and not ended: ${title} (${id})`, {
    why,
    next: [
      `Resume it: docker swarmnet resume ${id}`,
      `Undo it: docker swarmnet undo ${id}`,
      `Leave it as it is, for good: docker swarmnet unlock ${id}`,
    ],
  });
}
