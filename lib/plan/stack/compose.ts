import type { Stack } from "../../stack/index.ts";
import { indexOf } from "../../swarm/index.ts";
import type { Network, Service, Swarm } from "../../swarm/model.ts";
import { networkBody } from "../body.ts";
import { sharedAliases } from "../check_advice.ts";
import { rollOf } from "../check_roll.ts";
import { roomProblems } from "../check_room.ts";
import { entryProblems, serviceProblems } from "../check_services.ts";
import {
  absentPrecondition,
  networkPrecondition,
  servicePrecondition,
  usersPrecondition,
} from "../preconditions.ts";
import type { NetworkBody, NetworkTarget, Plan, PlanProblem, Precondition } from "../model.ts";
import { type Draft, numberSteps, orderSteps, withTargets } from "../steps.ts";
import { blockersFirst } from "../problem.ts";
import { planReplace } from "../replace.ts";
import { changeFor } from "./drift.ts";
import type { NetworkDrift, Orphan, StackPlanOptions } from "./model.ts";
import { bodyOfWritten, plannedNetwork } from "./planned.ts";
import { inFileWords } from "./refusals.ts";
import type { Resolution, Resolved } from "./resolve.ts";
import type { ServiceChange } from "./service_changes.ts";
import { type Around, stepsAround } from "./steps.ts";

/** What the comparison came to, as far as steps follow from it. */
export interface Compared {
  found: Resolution;
  drift: NetworkDrift[];
  changes: ServiceChange[];
  orphans: Orphan[];
  problems: PlanProblem[];
}

/**
 * The plan that brings a swarm to what a stack's files say: what the replacing of networks needs is the other planner's
 * work, done on the swarm as it is when our own first steps are through.
 */
export function composePlan(stack: Stack, swarm: Swarm, compared: Compared, options: StackPlanOptions): Plan {
  const { found, drift, changes, orphans, problems } = compared;
  const base: Plan = {
    schema: "swarmnet/plan/1",
    kind: "stack",
    title: `Bring the networks of stack ${stack.name} to what its files say`,
    standsOn: [],
    problems: blockersFirst(problems),
    steps: [],
    phases: [],
  };
  // Steps that rest on something refused would only be in the way of reading why.
  if (problems.some(({ level }) => level === "error")) return base;
  const moving = drift.filter((one) => one.replaced);
  const rolls = rollProblems(swarm, changes, options);
  const around = stepsAround({
    swarm,
    stack: stack.name,
    create: found.networks.filter(isMissing),
    changes,
    replaced: new Set(moving.map(({ id }) => id)),
    remove: orphans.filter(({ removed }) => removed).map(({ id }) => networkOf(swarm, id)),
  });
  const moves = planReplace(withOrders(around.between, rolls.startFirst), {
    kind: "replace",
    moves: moving.map((one) => ({
      network: one.id,
      name: one.network,
      change: changeFor(writtenOf(found, one), one),
    })),
    allowGap: options.allowGap,
    startFirst: options.startFirst,
  });
  const drafts = joined(around, moves, rolls.startFirst);
  const all = [
    ...problems,
    ...rolls.problems,
    // The files are the reason for this plan: that they lag behind does not hold here.
    ...moves.problems.filter(({ id }) => id !== "stack-file-behind").map(ofFile),
    ...joinProblems(around.final(), changes, moves, rolls.startFirst).map(ofFile),
  ];
  return {
    ...base,
    standsOn: drafts.length === 0 ? [] : preconditions(swarm, compared, moves),
    problems: blockersFirst(once(all)),
    ...numberSteps(drafts),
  };
}

/** What `replace` would say in its flags, about what a file asks for. */
function ofFile(one: PlanProblem): PlanProblem {
  return { ...one, what: inFileWords(one.what), fix: inFileWords(one.fix) };
}

/** A network that deploy, and we before it, would create. */
function isMissing({ written, live, takenBy, renamedTo }: Resolved): boolean {
  return !written.external && live === undefined && takenBy === undefined && renamedTo === undefined;
}

function writtenOf(found: Resolution, drift: NetworkDrift): Resolved["written"] {
  return found.networks.find(({ live, renamedTo }) => (live ?? renamedTo)?.id === drift.id)!.written;
}

function networkOf(swarm: Swarm, id: string): Network {
  return indexOf(swarm).networkById.get(id)!;
}

/** What the updates of services run into whose lists change, and who starts new tasks first meanwhile. */
function rollProblems(
  swarm: Swarm,
  changes: readonly ServiceChange[],
  policy: StackPlanOptions,
): { problems: PlanProblem[]; startFirst: Service[] } {
  const problems: PlanProblem[] = [];
  const startFirst: Service[] = [];
  for (const { service, attach, detach } of changes) {
    const roll = rollOf(swarm, service, attach.length + detach.length, policy);
    problems.push(...serviceProblems(service), ...roll.problems);
    for (const { id } of detach) problems.push(...entryProblems(swarm, service, networkOf(swarm, id)));
    if (roll.order !== service.update.order) startFirst.push(service);
  }
  return { problems, startFirst };
}

/** The swarm while these services start new tasks first. */
function withOrders(swarm: Swarm, startFirst: readonly Service[]): Swarm {
  if (startFirst.length === 0) return swarm;
  const ids = new Set(startFirst.map(({ id }) => id));
  return {
    ...swarm,
    services: swarm.services.map((one) =>
      ids.has(one.id) ? { ...one, update: { ...one.update, order: "start-first" } } : one
    ),
  };
}

/** Whether networks that services join hold them all. */
function joinProblems(
  final: Swarm,
  changes: readonly ServiceChange[],
  moves: Plan,
  startFirst: readonly Service[],
): PlanProblem[] {
  const first = new Set(startFirst.map(({ id }) => id));
  const joined = new Map<string, { network: Network; body: NetworkBody }>();
  const successors = successorsOf(moves);
  for (const { network: { written, live, renamedTo } } of changes.flatMap(({ attach }) => attach)) {
    const there = live ?? renamedTo;
    const network = there ?? plannedNetwork(written);
    if (joined.has(network.id)) continue;
    const successor = successors.get(network.id);
    const body = successor?.body ?? (there === undefined ? bodyOfWritten(written) : networkBody(there));
    joined.set(network.id, { network, body });
  }
  const joining = (service: Service, id: string) =>
    changes.some((one) =>
      one.service.id === service.id &&
      one.attach.some(({ network: { live, renamedTo } }) => (live ?? renamedTo)?.id === id)
    );
  return [...joined.values()].flatMap(({ network, body }) => [
    ...roomProblems(final, network, body, (one) => first.has(one.id) || one.update.order === "start-first"),
    ...sharedAliases(final, network, (service) => joining(service, network.id)),
  ]);
}

/** Each problem once: a service may be in the way of several parts of the plan for the same reason. */
function once(problems: readonly PlanProblem[]): PlanProblem[] {
  const seen = new Set<string>();
  return problems.filter(({ id, object, what }) => {
    const key = JSON.stringify([id, object, what]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Our steps with those of the moves between them, as drafts with one set of keys. */
function joined(around: Around, moves: Plan, startFirst: readonly Service[]): Draft[] {
  const orders = orderSteps(startFirst);
  const order = chained(orders.before, []);
  const begin = after(order, around.before);
  const key = (id: string) => `move ${id}`;
  const rename = (target: NetworkTarget): NetworkTarget =>
    "step" in target ? { ...target, step: key(target.step) } : target;
  const middle = moves.steps.map((step): Draft => ({
    key: key(step.id),
    phase: moves.phases[step.phase]!,
    action: withTargets(step.action, rename),
    reason: step.reason,
    needs: step.needs.map(key),
    undo: step.undo === null ? null : withTargets(step.undo, rename),
    restarts: step.restarts,
  }));
  const successors = successorsOf(moves);
  const target = (id: string): NetworkTarget | undefined => {
    const made = successors.get(id);
    return made === undefined ? undefined : { step: key(made.step), name: made.body.Name };
  };
  const done = [...order, ...begin];
  const moved = [...done, ...after(done, middle)];
  const all = [...moved, ...after(moved, around.after(target))];
  return [...all, ...chained(orders.after, sinks(all))];
}

/** The drafts with those that need nothing made to wait for the ends of `earlier`: the first for all of them, the others for it. */
function after(earlier: readonly Draft[], drafts: readonly Draft[]): Draft[] {
  const ends = sinks(earlier);
  if (ends.length === 0) return [...drafts];
  let first: string | undefined;
  return drafts.map((one) => {
    if (one.needs.length > 0) return one;
    const needs = first === undefined ? ends : [first];
    first ??= one.key;
    return { ...one, needs };
  });
}

/** Each draft after the one before it. */
function chained(drafts: readonly Draft[], first: string[]): Draft[] {
  return drafts.map((one, at) => ({ ...one, needs: at === 0 ? first : [drafts[at - 1]!.key] }));
}

/** Drafts that no other one waits for. */
function sinks(drafts: readonly Draft[]): string[] {
  const needed = new Set(drafts.flatMap(({ needs }) => needs));
  return drafts.filter(({ key }) => !needed.has(key)).map(({ key }) => key);
}

/** The step that makes what a network has become in the end, by the network's ID. */
function successorsOf(moves: Plan): Map<string, { step: string; body: NetworkBody }> {
  const byName = new Map<string, { step: string; body: NetworkBody }>();
  for (const { id, action } of moves.steps) {
    if (action.kind === "create-network") byName.set(action.body.Name, { step: id, body: action.body });
  }
  const made = new Map<string, { step: string; body: NetworkBody }>();
  for (const { action } of moves.steps) {
    if (action.kind !== "remove-network" || "step" in action.network) continue;
    const successor = byName.get(action.network.name);
    if (successor !== undefined) made.set(action.network.id, successor);
  }
  return made;
}

/** What the plan rests on, of the swarm as it is: the moves are planned for one that is a few steps further. */
function preconditions(
  swarm: Swarm,
  { found, changes, drift, orphans }: Compared,
  moves: Plan,
): Precondition[] {
  const index = indexOf(swarm);
  const networks = new Map<string, Network>();
  const services = new Map(changes.map(({ service }) => [service.id, service]));
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
    networks.set(id, networkOf(swarm, id));
    for (const service of index.servicesOn(id)) services.set(service.id, service);
  }
  for (const { id } of changes.flatMap(({ detach }) => detach)) networks.set(id, networkOf(swarm, id));
  return [
    ...[...networks.values()].map(networkPrecondition),
    ...counted.map(({ id, network }) => usersPrecondition(swarm, { id, name: network })),
    ...[...services.values()].map((one) => servicePrecondition(swarm, one)),
    ...[...absent].map(absentPrecondition),
  ];
}
