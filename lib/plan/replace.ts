import { count } from "../base/listing.ts";
import { indexOf } from "../swarm/index.ts";
import type { Network, Service, Swarm } from "../swarm/model.ts";
import { inline } from "../terminal/boundary.ts";
import { isMet } from "./body.ts";
import { choosePaths, type Path } from "./choose_path.ts";
import {
  absentPrecondition,
  networkPrecondition,
  servicePrecondition,
  usersPrecondition,
} from "./preconditions.ts";
import type { Plan, PlanProblem, Precondition } from "./model.ts";
import { moveSteps } from "./move.ts";
import { type Draft, numberSteps, orderSteps } from "./steps.ts";
import { type Checked, checkReplace } from "./preflight.ts";
import { blockersFirst, byName } from "./problem.ts";
import type { NetworkMove, ReplaceRequest } from "../swarm/change/replace_request.ts";

export type { NetworkChange, NetworkMove, ReplaceRequest } from "../swarm/change/replace_request.ts";

/**
 * How networks get successors while their services run, one network after the other, and everything that speaks against it.
 * What is as asked for already gets no step; a plan without steps is one that has nothing to do, unless it has blockers. The
 * same swarm and request give the same plan, in whatever order the engine listed its objects.
 */
export function planReplace(swarm: Swarm, request: ReplaceRequest): Plan {
  const { moves, missing } = wantedMoves(swarm, request);
  const { paths, problems } = choosePaths(swarm, moves);
  const checked = checkReplace(swarm, request, paths);
  const drafts = draftsOf(swarm, request, paths, checked);
  return {
    schema: "swarmnet/plan/1",
    kind: request.kind,
    title: titleOf(swarm, request),
    standsOn: preconditionsOf(swarm, paths),
    problems: blockersFirst([...missing, ...problems, ...checked.problems]),
    ...numberSteps(drafts),
  };
}

/** What is asked for and not there yet: each network once, the canary's first, else by name. */
function wantedMoves(
  swarm: Swarm,
  request: ReplaceRequest,
): { moves: { network: Network; move: NetworkMove }[]; missing: PlanProblem[] } {
  const index = indexOf(swarm);
  const found = new Map<string, { network: Network; move: NetworkMove }>();
  const missing: PlanProblem[] = [];
  for (const move of request.moves) {
    const network = index.networkById.get(move.network);
    if (network === undefined) {
      missing.push({
        level: "error",
        id: "network-unknown",
        object: `network ${inline(move.network)}`,
        what: `There is no network ${inline(move.network)}`,
        why: "It was removed, or it belongs to another swarm",
        fix: "docker swarmnet ls",
      });
    } else if (!found.has(network.id) && !(move.name === network.name && isMet(network, move.change))) {
      found.set(network.id, { network, move });
    }
  }
  const rank = ({ network }: { network: Network }) =>
    index.servicesOn(network.id).some((one) => one.id === request.canary) ? 0 : 1;
  const moves = [...found.values()].sort((a, b) => rank(a) - rank(b) || byName(a.network, b.network));
  return { moves, missing };
}

function draftsOf(
  swarm: Swarm,
  request: ReplaceRequest,
  paths: readonly Path[],
  { startFirst }: Checked,
): Draft[] {
  const { before, after } = orderSteps(startFirst);
  const drafts: Draft[] = [...before];
  let needs = before.map((one) => one.key);
  for (const path of paths) {
    const steps = moveSteps(swarm, {
      ...path,
      canary: request.canary,
      purpose: request.kind === "encrypt" ? "its traffic is encrypted" : "it is as asked for",
    }, needs);
    drafts.push(...steps);
    needs = [steps.at(-1)!.key];
  }
  return [...drafts, ...after.map((one) => ({ ...one, needs }))];
}

/** Named after what is asked for, whether or not it is there already. */
function titleOf(swarm: Swarm, { kind, moves }: ReplaceRequest): string {
  const verb = kind === "encrypt" ? "Encrypt" : "Replace";
  if (moves.length !== 1) return `${verb} ${count(moves.length, "network")}`;
  const [move] = moves as [NetworkMove];
  const name = indexOf(swarm).networkById.get(move.network)?.name ?? move.network;
  const by = move.name === name ? "" : ` by ${inline(move.name)}`;
  return `${verb} network ${inline(name)}${by}`;
}

function preconditionsOf(swarm: Swarm, paths: readonly Path[]): Precondition[] {
  const index = indexOf(swarm);
  const networks: Precondition[] = [];
  const services = new Map<string, Service>();
  for (const { network, successor, temporary } of paths) {
    networks.push(networkPrecondition(network), usersPrecondition(swarm, network));
    if (successor.Name !== network.name) networks.push(absentPrecondition(successor.Name));
    if (temporary !== undefined) networks.push(absentPrecondition(temporary.Name));
    for (const service of index.servicesOn(network.id)) services.set(service.id, service);
  }
  return [...networks, ...[...services.values()].sort(byName).map((one) => servicePrecondition(swarm, one))];
}
