import { type ChangeSettings, DEFAULT_SETTINGS, judgeChange } from "../checks/judge_change.ts";
import type { Finding } from "../checks/finding.ts";
import { count } from "../base/listing.ts";
import { byName } from "../base/order.ts";
import type { ReplaceChange } from "../swarm/change/model.ts";
import type { NetworkMove, ReplaceRequest } from "../swarm/change/replace_request.ts";
import { indexOf } from "../swarm/index.ts";
import type { Network, Service, Swarm } from "../swarm/model.ts";
import { startsFirstMeanwhile } from "../swarm/update_downtime.ts";
import { inline } from "../terminal/boundary.ts";
import { isMet, networkOfBody } from "./body.ts";
import { choosePaths, type Path } from "./choose_path.ts";
import {
  absentPrecondition,
  networkPrecondition,
  servicePrecondition,
  usersPrecondition,
} from "./preconditions.ts";
import type { Plan, Precondition } from "./model.ts";
import { moveSteps } from "./move.ts";
import { type Draft, numberSteps, orderSteps } from "./steps.ts";

export type { NetworkChange, NetworkMove, ReplaceRequest } from "../swarm/change/replace_request.ts";

/**
 * How networks get successors while their services run, one network after the other, with what the checks say of it.
 * What is as asked for already gets no step; a plan without steps is one that has nothing to do, unless it has blockers. The
 * same swarm and request give the same plan, in whatever order the engine listed its objects.
 */
export function planReplace(
  swarm: Swarm,
  request: ReplaceRequest,
  settings: ChangeSettings = DEFAULT_SETTINGS,
): Plan {
  const { change, paths, startFirst } = replacing(swarm, request);
  return {
    schema: "swarmnet/plan/2",
    kind: request.kind,
    title: titleOf(swarm, request),
    standsOn: preconditionsOf(swarm, paths),
    findings: change.request.moves.length === 0 ? [] : findingsOf(swarm, change, settings),
    ...numberSteps(draftsOf(swarm, request, paths, startFirst)),
  };
}

/** The change that a request comes to, with the ways of its moves and the services that start new tasks first meanwhile. */
export function replacing(
  swarm: Swarm,
  request: ReplaceRequest,
): { change: ReplaceChange; paths: Path[]; startFirst: Service[] } {
  const moves = wantedMoves(swarm, request);
  const paths = choosePaths(swarm, moves);
  const startFirst = request.startFirst
    ? movedServices(swarm, paths).filter((one) => startsFirstMeanwhile(swarm, one))
    : [];
  const change: ReplaceChange = {
    kind: "replace",
    request: { ...request, moves: moves.map(({ move }) => move) },
    successors: paths.map(({ network, successor, temporary, missingSubnet }) => ({
      network,
      successor: networkOfBody(network, successor),
      temporary: temporary === undefined ? undefined : networkOfBody(network, temporary),
      missingSubnet,
    })),
    updates: { allowGap: request.allowGap, startFirst: startFirst.map(({ id }) => id) },
  };
  return { change, paths, startFirst };
}

/** What the checks say of replacing networks, errors first. */
export function findingsOf(swarm: Swarm, change: ReplaceChange, settings: ChangeSettings): Finding[] {
  const { blockers, remarks } = judgeChange(swarm, change, settings);
  return [...blockers, ...remarks];
}

/** What is asked for and not there yet: each network once, the canary's first, else by name. */
function wantedMoves(
  swarm: Swarm,
  request: ReplaceRequest,
): { network: Network; move: NetworkMove }[] {
  const index = indexOf(swarm);
  const found = new Map<string, { network: Network; move: NetworkMove }>();
  for (const move of request.moves) {
    const network = index.networkById.get(move.network);
    if (network === undefined || found.has(network.id)) continue;
    if (move.name !== network.name || !isMet(network, move.change)) found.set(network.id, { network, move });
  }
  const rank = ({ network }: { network: Network }) =>
    index.servicesOn(network.id).some((one) => one.id === request.canary) ? 0 : 1;
  return [...found.values()].sort((a, b) => rank(a) - rank(b) || byName(a.network, b.network));
}

/** Services on networks that are left, each once. */
function movedServices(swarm: Swarm, paths: readonly Path[]): Service[] {
  const index = indexOf(swarm);
  return [...new Set(paths.flatMap(({ network }) => index.servicesOn(network.id)))].sort(byName);
}

function draftsOf(
  swarm: Swarm,
  request: ReplaceRequest,
  paths: readonly Path[],
  startFirst: readonly Service[],
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
  const networks: Precondition[] = [];
  for (const { network, successor, temporary } of paths) {
    networks.push(networkPrecondition(network), usersPrecondition(swarm, network));
    if (successor.Name !== network.name) networks.push(absentPrecondition(successor.Name));
    if (temporary !== undefined) networks.push(absentPrecondition(temporary.Name));
  }
  return [...networks, ...movedServices(swarm, paths).map((one) => servicePrecondition(swarm, one))];
}
