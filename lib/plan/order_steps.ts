import type { Service } from "../swarm/model.ts";
import type { UpdateOrder } from "./model.ts";
import { type Draft, NO_RESTARTS } from "./steps.ts";

/**
 * The steps that let services start new tasks first for a while, and those that set their own order again; these need the last
 * step in between, which the caller knows.
 */
export function orderSteps(services: readonly Service[]): { before: Draft[]; after: Draft[] } {
  return {
    before: services.map((one) => ({
      ...draft(one, one.update.order, "start-first", "before"),
      phase: "Let services start new tasks first",
      reason:
        "Its tasks would be missing while they are replaced; the order of updates alone restarts nothing",
    })),
    after: services.map((one) => ({
      ...draft(one, "start-first", one.update.order, "after"),
      phase: "Set the order of updates as it was",
      reason: "The other order was for this move only",
    })),
  };
}

function draft(
  service: Service,
  from: UpdateOrder,
  to: UpdateOrder,
  when: string,
): Omit<Draft, "phase" | "reason"> {
  const target = { id: service.id, name: service.name };
  return {
    key: `order/${when}/${service.id}`,
    action: { kind: "set-order", service: target, from, to },
    needs: [],
    undo: { kind: "set-order", service: target, from: to, to: from },
    restarts: NO_RESTARTS,
  };
}
