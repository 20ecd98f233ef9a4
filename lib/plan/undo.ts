import { inline } from "../terminal/boundary.ts";
import { causesDowntime, type Finding } from "../checks/finding.ts";
import type { Action, NetworkTarget, Plan, Step } from "./model.ts";
import { withTargets } from "./steps.ts";

/** A step that was done, by its ID, and the ID of the network that it made. */
export interface DoneStep {
  step: string;
  made?: string;
}

/**
 * The plan that takes back what was done of another: the done steps in reverse, each with its undo, the checks in the mirror
 * places. A network that was removed is made again and has another ID then; what came after it refers to the step that
 * makes it. What one step needed before it, now needs that step after it.
 */
export function planUndo(plan: Plan, done: readonly DoneStep[]): Plan {
  const made = new Map(done.map((one) => [one.step, one.made]));
  const doing = plan.steps.filter((one) => made.has(one.id)).reverse();
  const ids = new Map(doing.map((one, at) => [one.id, `s${at + 1}`]));
  const targets = new Map<string, NetworkTarget>();
  for (const one of doing) {
    if (one.action.kind !== "create-network") continue;
    // The engine takes a name where it takes an ID, for the case that the journal does not know the ID.
    const { Name: name } = one.action.body;
    targets.set(`step ${one.id}`, { id: made.get(one.id) ?? name, name });
  }
  const rename = (target: NetworkTarget) => targets.get(keyOf(target)) ?? target;
  const phases: string[] = [];
  const steps: Step[] = [];
  const needers = neededBy(doing);
  let phase = -1;
  for (const one of doing) {
    if (one.phase !== phase) phases.push(undoTitle(plan.phases[one.phase]!));
    phase = one.phase;
    const id = ids.get(one.id)!;
    const before = withTargets(one.action, rename);
    if (one.action.kind === "remove-network") {
      targets.set(keyOf(one.action.network), { step: id, name: one.action.network.name });
    }
    steps.push({
      id,
      phase: phases.length - 1,
      action: one.undo === null ? mirrored(before) : withTargets(one.undo, rename),
      reason: reasonOf(one.action),
      needs: (needers.get(one.id) ?? []).map((each) => ids.get(each)!),
      undo: one.undo === null ? null : undone(before, one, rename),
      restarts: one.restarts,
    });
  }
  return {
    schema: "swarmnet/plan/2",
    kind: "undo",
    title: `Undo: ${plan.title}`,
    standsOn: [],
    findings: interruptions(plan, steps),
    steps,
    phases,
  };
}

/** The downtime of the plan comes again with its undo, as far as that restarts the same tasks, or removes networks. */
function interruptions(plan: Plan, steps: readonly Step[]): Finding[] {
  const restarted = new Set(
    steps.flatMap(({ action, restarts }) =>
      "service" in action && restarts.tasks > 0 ? [action.service.name] : []
    ),
  );
  const removes = steps.some(({ action }) => action.kind === "remove-network");
  return plan.findings.filter((one) =>
    causesDowntime(one) && (one.object.kind === "service" ? restarted.has(one.object.name) : removes)
  ).map((one) => ({
    ...one,
    level: "warning",
    fix: { text: "It was accepted for the plan that is undone" },
  }));
}

function keyOf(target: NetworkTarget): string {
  return "step" in target ? `step ${target.step}` : `id ${target.id}`;
}

/** Who needs a step, among these, in the order of the list. */
function neededBy(steps: readonly Step[]): Map<string, string[]> {
  const table = new Map<string, string[]>();
  for (const one of steps) {
    for (const need of one.needs) {
      const list = table.get(need);
      if (list === undefined) table.set(need, [one.id]);
      else list.push(one.id);
    }
  }
  return table;
}

/**
 * A check on the way back: the network that was left is the one that must be whole now, and that one only, since what is taken
 * back may be an update that was paused before all tasks had the other network. Nobody is asked.
 */
function mirrored(action: Action): Action {
  if (action.kind !== "verify") return action;
  const { ask: _, besides, ...rest } = action;
  return besides === undefined ? rest : { ...rest, network: besides };
}

/** What takes the undoing back: the step itself; a network that is made again is removed by the step that makes it. */
function undone(before: Action, step: Step, rename: (target: NetworkTarget) => NetworkTarget): Action {
  return step.action.kind === "remove-network"
    ? { ...step.action, network: rename(step.action.network) }
    : before;
}

/** Why a step of this kind is taken back; the same for all of a kind, so that a list of them reads well. */
function reasonOf(action: Action): string {
  switch (action.kind) {
    case "create-network":
      return "It was not there before";
    case "remove-network":
      return "It was there before; it is made again as it was, with another ID";
    case "attach":
      return `It was not on ${inline(action.network.name)} before`;
    case "detach":
      return `It was on ${inline(action.network.name)} before, with these aliases and at this place`;
    case "set-order":
      return "The order of updates was another one before";
    case "set-ports":
      return "These ports were published before";
    case "verify":
      return "All services must be attached to the old network first";
  }
}

function undoTitle(title: string): string {
  return `Undo: ${title[0]!.toLowerCase()}${title.slice(1)}`;
}
