import type { Action, NetworkTarget, Step, UpdateOrder } from "./model.ts";
import type { Service } from "../swarm/model.ts";

/** A step that has no number yet: it is known by a key, and names the steps that it rests on by theirs. */
export interface Draft {
  /** Unique in its plan. */
  key: string;
  /** Title of its phase; neighbours with the same title are in one phase. */
  phase: string;
  /** Targets of the form `{ step }` hold the key of the draft that makes the network. */
  action: Action;
  reason: string;
  /** Keys. */
  needs: string[];
  undo: Action | null;
  restarts: Step["restarts"];
}

/** No task restarts. */
export const NO_RESTARTS: Step["restarts"] = { tasks: 0, seconds: 0 };

/** Numbers drafts in their order: "s1", "s2", …, and puts the numbers in the place of keys everywhere. */
export function numberSteps(drafts: readonly Draft[]): { steps: Step[]; phases: string[] } {
  const ids = new Map(drafts.map((one, at) => [one.key, `s${at + 1}`]));
  const phases: string[] = [];
  const rename = (target: NetworkTarget): NetworkTarget =>
    "step" in target ? { ...target, step: ids.get(target.step)! } : target;
  const steps = drafts.map((one, at): Step => {
    if (at === 0 || drafts[at - 1]!.phase !== one.phase) phases.push(one.phase);
    return {
      id: `s${at + 1}`,
      phase: phases.length - 1,
      action: withTargets(one.action, rename),
      reason: one.reason,
      needs: one.needs.map((key) => ids.get(key)!),
      undo: one.undo === null ? null : withTargets(one.undo, rename),
      restarts: one.restarts,
    };
  });
  return { steps, phases };
}

/** The action with each network that it names put through `map`. */
export function withTargets(action: Action, map: (target: NetworkTarget) => NetworkTarget): Action {
  switch (action.kind) {
    case "remove-network":
    case "attach":
    case "detach":
      return { ...action, network: map(action.network) };
    case "verify":
      return {
        ...action,
        network: map(action.network),
        ...(action.besides === undefined ? {} : { besides: map(action.besides) }),
      };
    default:
      return action;
  }
}

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
