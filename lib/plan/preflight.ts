import { shellLine } from "../base/shell.ts";
import { indexOf } from "../swarm/index.ts";
import { isEncrypted, type Service, type Swarm } from "../swarm/model.ts";
import { inline } from "../terminal/boundary.ts";
import { moveAdvice, serviceAdvice, sharedAliases } from "./check_advice.ts";
import {
  encryptionProblems,
  sharedRemovalProblems,
  sharingEncryption,
  windowsProblems,
} from "./check_encryption.ts";
import { nameProblems } from "./check_network.ts";
import { rollOf } from "./check_roll.ts";
import { roomProblems } from "./check_room.ts";
import {
  entryProblems,
  holderProblems,
  interfaceProblems,
  missingTasks,
  serviceProblems,
} from "./check_services.ts";
import type { Path } from "./choose_path.ts";
import type { NetworkBody, PlanProblem } from "./model.ts";
import { blocker, byName, listed, objectOf, warning } from "./problem.ts";
import type { ReplaceRequest } from "../swarm/change/replace_request.ts";

/** What the checks came to. */
export interface Checked {
  problems: PlanProblem[];
  /** Services whose order of updates is changed for the while. */
  startFirst: Service[];
}

/** Rolls of each service in a hop: one that attaches it, one that detaches it. */
const ROLLS_A_HOP = 2;

/** Everything that speaks against moving services along these paths, found before anything is sent. */
export function checkReplace(swarm: Swarm, request: ReplaceRequest, paths: readonly Path[]): Checked {
  const rolls = rollsOf(swarm, paths);
  const services = [...rolls.keys()].sort(byName);
  const orders = new Map<string, string>();
  const problems: PlanProblem[] = [
    ...nameProblems(swarm, request.moves),
    ...canary(swarm, request, services),
  ];
  if (paths.some(isEncrypting)) problems.push(...encryptionProblems(swarm));
  problems.push(...sharedRemovalProblems(swarm, sharingEncryption(swarm, paths)));
  for (const service of services) {
    const roll = rollOf(swarm, service, rolls.get(service)!, request);
    orders.set(service.id, roll.order);
    problems.push(...serviceProblems(service), ...roll.problems, ...missingTasks(swarm, service));
  }
  for (const path of paths) {
    const startsFirst = (one: Service) => orders.get(one.id) === "start-first";
    problems.push(...pathProblems(swarm, path, startsFirst, subnetFlag(request, path)));
  }
  const changed = services.filter((one) => orders.get(one.id) !== one.update.order);
  problems.push(...serviceAdvice(swarm, services), ...twoAtOnce(changed));
  return { problems, startFirst: changed };
}

/** How often each service that is moved is rolled, all its moves together. */
function rollsOf(swarm: Swarm, paths: readonly Path[]): Map<Service, number> {
  const rolls = new Map<Service, number>();
  for (const { network, temporary } of paths) {
    const more = ROLLS_A_HOP * (temporary === undefined ? 1 : 2);
    for (const one of indexOf(swarm).servicesOn(network.id)) rolls.set(one, (rolls.get(one) ?? 0) + more);
  }
  return rolls;
}

function pathProblems(
  swarm: Swarm,
  { network, successor, temporary }: Path,
  startFirst: (service: Service) => boolean,
  flag: string,
): PlanProblem[] {
  const services = [...indexOf(swarm).servicesOn(network.id)].sort(byName);
  return [
    ...(isEncrypting({ network, successor }) ? windowsProblems(swarm, network) : []),
    ...holderProblems(swarm, network),
    ...services.flatMap((one) => entryProblems(swarm, one, network)),
    ...services.flatMap((one) => interfaceProblems(swarm, one, network)),
    ...(temporary === undefined ? [] : roomProblems(swarm, network, temporary, startFirst, flag)),
    ...roomProblems(swarm, network, successor, startFirst, flag),
    ...moveAdvice(swarm, network, successor),
    ...sharedAliases(swarm, network),
  ];
}

/** How the user asks for another subnet: `encrypt` has no flag for that. */
function subnetFlag({ kind }: ReplaceRequest, { network }: Path): string {
  return kind === "encrypt"
    ? `docker swarmnet replace --encrypted ${inline(shellLine([network.name]))} --subnet`
    : "--subnet";
}

function isEncrypting({ network, successor }: Pick<Path, "network" | "successor">): boolean {
  return !isEncrypted(network) && hasKey(successor);
}

function hasKey(body: NetworkBody): boolean {
  return isEncrypted({ options: body.Options as Record<string, string> });
}

/** What a service that is meant to be there once may not bear. */
function twoAtOnce(changed: readonly Service[]): PlanProblem[] {
  const names = changed.filter((one) => one.replicas === 1).map((one) => one.name);
  if (names.length === 0) return [];
  return [warning("two-at-once", {
    object: objectOf("service", names),
    what: `Two tasks of ${listed(names)} run at the same time for a moment, in each roll`,
    why:
      "New tasks start first, as asked; a database that locks its files would refuse to start, or worse, not refuse",
    fix: "Leave --start-first out for such a service, and accept its gap: --allow-gap",
  })];
}

function canary(swarm: Swarm, request: ReplaceRequest, services: readonly Service[]): PlanProblem[] {
  if (request.canary === undefined || services.length === 0) return [];
  if (services.some((one) => one.id === request.canary)) return [];
  const name = inline(indexOf(swarm).serviceById.get(request.canary)?.name ?? request.canary);
  return [blocker("canary-not-there", {
    object: `service ${name}`,
    what: `${name} cannot go first`,
    why: "It is on none of the networks that are moved",
    fix: `Name one that is: --canary ${inline(services[0]!.name)}`,
  })];
}
