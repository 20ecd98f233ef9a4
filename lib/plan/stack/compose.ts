import type { Finding } from "../../checks/finding.ts";
import { type ChangeSettings, findNews } from "../../checks/judge_change.ts";
import type { Stack } from "../../stack/index.ts";
import { withServices } from "../../swarm/change/apply.ts";
import { indexOf } from "../../swarm/index.ts";
import type { Network, Service, Swarm } from "../../swarm/model.ts";
import { startsFirstMeanwhile } from "../../swarm/update_downtime.ts";
import { networkOfBody } from "../body.ts";
import {
  absentPrecondition,
  networkPrecondition,
  servicePrecondition,
  usersPrecondition,
} from "../preconditions.ts";
import type { NetworkBody, NetworkTarget, Plan, Precondition } from "../model.ts";
import { planReplace } from "../replace.ts";
import { type Draft, numberSteps, orderSteps, withTargets } from "../steps.ts";
import { changeFor } from "./drift.ts";
import type { NetworkDrift, Orphan, StackPlanOptions } from "./model.ts";
import type { Resolution, Resolved } from "./resolve.ts";
import type { ServiceChange } from "./service_changes.ts";
import { type Around, stepsAround } from "./steps.ts";

/** That a stack file does not say what `replace` changes. */
const FILE_OUTDATED = "SN0421";

/** What the comparison came to, as far as steps follow from it. */
export interface Compared {
  found: Resolution;
  drift: NetworkDrift[];
  changes: ServiceChange[];
  orphans: Orphan[];
}

/** A plan without findings, and what the checks say of its steps before suppressions are applied. */
export interface Composed {
  plan: Omit<Plan, "findings">;
  findings: Finding[];
}

/** A plan that has no step. */
export function emptyPlan(stack: Stack): Omit<Plan, "findings"> {
  return {
    schema: "swarmnet/plan/2",
    kind: "stack",
    title: `Bring the networks of stack ${stack.name} in line with its files`,
    standsOn: [],
    steps: [],
    phases: [],
  };
}

/**
 * The plan that brings a swarm to what a stack's files say: what the replacing of networks needs is the other planner's
 * work, done on the swarm as it is when our own first steps are through.
 */
export function composePlan(
  stack: Stack,
  swarm: Swarm,
  compared: Compared,
  options: StackPlanOptions,
  settings: ChangeSettings,
): Composed {
  const { found, drift, changes, orphans } = compared;
  const moving = drift.filter((one) => one.replaced);
  const startFirst = options.startFirst
    ? changes.map(({ service }) => service).filter((one) => startsFirstMeanwhile(swarm, one))
    : [];
  const around = stepsAround({
    swarm,
    stack: stack.name,
    create: found.networks.filter(isMissing),
    changes,
    replaced: new Set(moving.map(({ id }) => id)),
    remove: orphans.filter(({ removed }) => removed).map(({ id }) => networkOf(swarm, id)),
  });
  const unsuppressed = { ...settings, ignores: [] };
  const moves = planReplace(withOrders(around.between, startFirst), {
    kind: "replace",
    moves: moving.map((one) => ({
      network: one.id,
      name: one.network,
      change: changeFor(writtenOf(found, one), one),
    })),
    allowGap: options.allowGap,
    startFirst: options.startFirst,
  }, unsuppressed);
  const drafts = joined(around, moves, startFirst);
  const updates = { allowGap: options.allowGap, startFirst: startFirst.map(({ id }) => id) };
  const { findings } = findNews(swarm, {
    kind: "deploy",
    stack: stack.name,
    after: finalSwarm(swarm, around.final(), changes, moves, startFirst),
    networks: [],
    services: changes.map(({ service }) => service.id),
    updates,
  }, settings);
  return {
    plan: {
      ...emptyPlan(stack),
      standsOn: drafts.length === 0 ? [] : preconditions(swarm, compared, moves),
      ...numberSteps(drafts),
    },
    // The files are the reason for this plan: that they lag behind does not hold here.
    findings: [...findings, ...moves.findings.filter(({ code }) => code !== FILE_OUTDATED)],
  };
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

/** The swarm in the end, replaced networks under their old IDs. */
function finalSwarm(
  swarm: Swarm,
  final: Swarm,
  changes: readonly ServiceChange[],
  moves: Plan,
  startFirst: readonly Service[],
): Swarm {
  const successors = successorsOf(moves);
  const networks = final.networks.map((one) => {
    const made = successors.get(one.id);
    return made === undefined ? one : { ...networkOfBody(one, made.body), id: one.id };
  });
  const changed = new Set(changes.map(({ service }) => service.id));
  const { services } = withOrders(final, startFirst);
  return withServices({ ...swarm, networks }, services.filter(({ id }) => changed.has(id)));
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
