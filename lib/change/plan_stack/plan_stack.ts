import type { LoadResult, Stack } from "../../stack/index.ts";
import { indexOf } from "../../swarm/index.ts";
import { type Network, STACK_LABEL, type Swarm } from "../../swarm/model.ts";
import { isLive } from "../../swarm/task_state.ts";
import { inline } from "../../terminal/boundary.ts";
import { absentFooting, networkFooting, serviceFooting, usersFooting } from "../plan/footing.ts";
import type { Footing, NetworkTarget, Plan, PlanProblem } from "../plan/model.ts";
import { planReplace } from "../plan/replace.ts";
import { type Draft, numberSteps, withTargets } from "../plan/steps.ts";
import { changeFor, changesDriver, networkDrift } from "./drift.ts";
import { deployEffects } from "./effects.ts";
import { fileEdits } from "./edits.ts";
import type { NetworkDrift, Orphan, StackPlan } from "./model.ts";
import { refusals } from "./refusals.ts";
import { type Resolution, type Resolved, resolveNetworks, unmentioned } from "./resolve.ts";
import { type LeftToDeploy, type ServiceChange, serviceChanges } from "./service_changes.ts";
import { type Around, stepsAround } from "./steps.ts";

export interface StackPlanOptions {
  /** Take away what only the swarm has, and replace networks for their labels too. */
  exact: boolean;
  /** Remove networks of the stack that no file mentions. */
  removeOrphans: boolean;
  /** Interruptions are accepted: they become warnings. */
  allowGap: boolean;
  /** Services that would have a gap start new tasks first meanwhile. */
  startFirst: boolean;
}

/** A stack as loaded, with the text of its files. */
export type LoadedStack = Pick<LoadResult, "documents"> & { stack: Stack };

/** Compares a stack's files with the swarm, and plans what brings the swarm to what they say. */
export function planStack(loaded: LoadedStack, swarm: Swarm, options: StackPlanOptions): StackPlan {
  const { stack } = loaded;
  const found = resolveNetworks(stack, swarm, { renames: !options.exact });
  const drift = networkDrift(found, options.exact);
  const { changes, left } = serviceChanges(stack, swarm, found);
  const orphans = orphansOf(stack, swarm, found, changes, options.removeOrphans);
  const problems = [
    ...refusals(stack, swarm, found, drift),
    ...left.map(leftProblem),
    ...keptOrphans(orphans, options),
  ];
  return {
    schema: "swarmnet/stack-plan/1",
    stack: stack.name,
    files: loaded.documents.map(({ source }) => source.name),
    exact: options.exact,
    deploy: deployEffects(stack, swarm, found),
    drift,
    renamed: found.networks.flatMap(({ written, renamedTo }) =>
      renamedTo === undefined
        ? []
        : [{ key: written.key, name: written.name, now: renamedTo.name, at: written.at }]
    ),
    orphans,
    strays: straysOf(stack, swarm),
    edits: fileEdits(loaded, found, drift),
    plan: planOf(stack, swarm, { found, drift, changes, orphans, problems }, options),
  };
}

interface Compared {
  found: Resolution;
  drift: NetworkDrift[];
  changes: ServiceChange[];
  orphans: Orphan[];
  problems: PlanProblem[];
}

function planOf(stack: Stack, swarm: Swarm, compared: Compared, options: StackPlanOptions): Plan {
  const { found, drift, changes, orphans, problems } = compared;
  const base: Plan = {
    schema: "swarmnet/plan/1",
    kind: "stack",
    title: `Bring the networks of stack ${stack.name} to what its files say`,
    standsOn: [],
    problems,
    steps: [],
    phases: [],
  };
  // Steps that rest on something refused would only be in the way of reading why.
  if (problems.some(({ level }) => level === "error")) return base;
  const create = found.networks.filter(isMissing);
  const moving = drift.filter((one) => one.replaced && !changesDriver(one));
  const remove = orphans.filter(({ removed }) => removed).map(({ id }) =>
    indexOf(swarm).networkById.get(id)!
  );
  const replaced = new Set(moving.map(({ id }) => id));
  const around = stepsAround({ swarm, stack: stack.name, create, changes, replaced, remove });
  const moves = planReplace(around.between, {
    kind: "replace",
    moves: moving.map((one) => ({
      network: one.id,
      name: one.network,
      change: changeFor(writtenOf(found, one), one),
    })),
    allowGap: options.allowGap,
    startFirst: options.startFirst,
  });
  return {
    ...base,
    standsOn: footings(swarm, compared, moves),
    problems: [...problems, ...moves.problems],
    ...numberSteps(joined(around, moves)),
  };
}

function isMissing({ written, live, takenBy, renamedTo }: Resolved): boolean {
  return !written.external && live === undefined && takenBy === undefined && renamedTo === undefined;
}

function writtenOf(found: Resolution, drift: NetworkDrift): Resolved["written"] {
  return found.networks.find(({ live, renamedTo }) => (live ?? renamedTo)?.id === drift.id)!.written;
}

/** Our steps with those of the moves between them, as drafts with one set of keys. */
function joined(around: Around, moves: Plan): Draft[] {
  const key = (id: string) => `move ${id}`;
  const rename = (target: NetworkTarget): NetworkTarget =>
    "step" in target ? { ...target, step: key(target.step) } : target;
  const before = around.before.map((one) => one.key);
  const middle = moves.steps.map((step): Draft => ({
    key: key(step.id),
    phase: moves.phases[step.phase]!,
    action: withTargets(step.action, rename),
    reason: step.reason,
    needs: step.needs.length === 0 ? before : step.needs.map(key),
    undo: step.undo === null ? null : withTargets(step.undo, rename),
    restarts: step.restarts,
  }));
  const successors = successorsOf(moves);
  const target = (id: string): NetworkTarget | undefined => {
    const made = successors.get(id);
    return made === undefined ? undefined : { step: key(made.step), name: made.name };
  };
  const last = middle.at(-1)?.key;
  return [...around.before, ...middle, ...around.after(target, last === undefined ? before : [last])];
}

/** The step that makes what a network has become in the end, by the network's ID. */
function successorsOf(moves: Plan): Map<string, { step: string; name: string }> {
  const made = new Map<string, { step: string; name: string }>();
  for (const { action } of moves.steps) {
    if (action.kind !== "remove-network" || "step" in action.network) continue;
    const { id, name } = action.network;
    const successor = moves.steps.findLast((one) =>
      one.action.kind === "create-network" && one.action.body.Name === name
    );
    if (successor !== undefined) made.set(id, { step: successor.id, name });
  }
  return made;
}

/** What the plan rests on, of the swarm as it is: the moves are planned for one that is a few steps further. */
function footings(swarm: Swarm, { found, changes, drift, orphans }: Compared, moves: Plan): Footing[] {
  const index = indexOf(swarm);
  const networks = new Map<string, Network>();
  const services = new Set(changes.map(({ service }) => service.id));
  const absent = new Set(
    moves.standsOn.flatMap((one) => one.kind === "absent-network" ? [one.name] : []),
  );
  for (const one of found.networks) {
    const live = one.live ?? one.renamedTo;
    if (live !== undefined && live.scope === "swarm") networks.set(live.id, live);
    else if (isMissing(one)) absent.add(one.written.name);
  }
  const counted = [...drift.filter((one) => one.replaced), ...orphans.filter((one) => one.removed)];
  for (const { id } of counted) {
    networks.set(id, index.networkById.get(id)!);
    for (const service of index.servicesOn(id)) services.add(service.id);
  }
  for (const { id } of changes.flatMap(({ detach }) => detach)) networks.set(id, index.networkById.get(id)!);
  return [
    ...[...networks.values()].map(networkFooting),
    ...counted.map(({ id, network }) => usersFooting(swarm, { id, name: network })),
    ...[...services].map((id) => serviceFooting(swarm, index.serviceById.get(id)!)),
    ...[...absent].map(absentFooting),
  ];
}

function orphansOf(
  stack: Stack,
  swarm: Swarm,
  found: Resolution,
  changes: readonly ServiceChange[],
  remove: boolean,
): Orphan[] {
  const index = indexOf(swarm);
  const renamed = new Set(found.networks.map(({ renamedTo }) => renamedTo?.id));
  return unmentioned(stack, swarm).filter(({ id }) => !renamed.has(id)).map((network) => {
    const leaving = new Set(
      changes.filter(({ detach }) => detach.some(({ id }) => id === network.id)).map(({ service }) =>
        service.id
      ),
    );
    const services = index.servicesOn(network.id).filter(({ id }) => !leaving.has(id));
    const staying = new Set(services.map(({ id }) => id));
    const tasks = index.tasksOn(network.id).filter((task) =>
      isLive(task) && !staying.has(task.service) && !leaving.has(task.service)
    );
    const users = [
      ...services.map(({ name }) => `service ${name}`),
      ...tasks.map((task) =>
        task.attachment === ""
          ? `a task of a service that left it`
          : `container ${task.attachment.slice(0, 12)}`
      ),
    ];
    return { network: network.name, id: network.id, users, removed: remove && users.length === 0 };
  });
}

function keptOrphans(orphans: readonly Orphan[], { removeOrphans }: StackPlanOptions): PlanProblem[] {
  if (!removeOrphans) return [];
  return orphans.filter(({ removed }) => !removed).map(({ network, users }) => ({
    level: "warning",
    id: "orphan-in-use",
    object: `network ${network}`,
    what: `Network ${inline(network)} stays, although no file mentions it`,
    why: `Still on it: ${users.slice(0, 5).map(inline).join(", ")}${
      users.length > 5 ? ` and ${users.length - 5} more` : ""
    }`,
    fix: `Take them off it, then remove it: docker swarmnet rm ${inline(network)}`,
  }));
}

function leftProblem({ service, why }: LeftToDeploy): PlanProblem {
  const name = inline(service.name);
  return {
    level: "warning",
    id: why === "job" ? "job-left-to-deploy" : "node-network-left-to-deploy",
    object: `service ${service.name}`,
    what: `The networks of ${name} are left to docker stack deploy`,
    why: why === "job"
      ? "It is a job: changing its networks runs it again from the start"
      : "A container on its node's network cannot be on an overlay too, so its list changes all at once",
    fix: "Nothing to do, if that is meant",
  };
}

/** Services of the stack that no file mentions. */
function straysOf(stack: Stack, swarm: Swarm): string[] {
  const known = new Set(stack.services.map(({ name }) => name));
  return swarm.services.filter((one) => one.labels[STACK_LABEL] === stack.name && !known.has(one.name))
    .map(({ name }) => name).sort();
}
