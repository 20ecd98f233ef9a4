import { fnv1a } from "../../base/hash.ts";
import { indexOf } from "../../swarm/index.ts";
import type { Network, Swarm } from "../../swarm/model.ts";
import { isMet, successorBody } from "./body.ts";
import { absentFooting, networkFooting, serviceFooting, usersFooting } from "./footing.ts";
import type { Footing, NetworkBody, Plan } from "./model.ts";
import { moveSteps } from "./move.ts";
import type { NetworkMove, ReplaceRequest } from "./request.ts";
import { type Draft, numberSteps } from "./steps.ts";

export type { NetworkChange, NetworkMove, ReplaceRequest } from "./request.ts";

/** How networks get successors while their services run, and everything that speaks against it. */
export function planReplace(swarm: Swarm, request: ReplaceRequest): Plan {
  const drafts: Draft[] = [];
  const standsOn: Footing[] = [];
  for (const move of request.moves) {
    const network = indexOf(swarm).networkById.get(move.network);
    if (network === undefined || (move.name === network.name && isMet(network, move.change))) continue;
    const temporary = move.name === network.name ? temporaryBody(network, move) : undefined;
    const last = drafts.at(-1);
    drafts.push(
      ...moveSteps(swarm, {
        network,
        successor: successorBody(network, move.change, move.name),
        temporary,
        canary: request.canary,
        purpose: request.kind === "encrypt" ? "its traffic is encrypted" : "it is as asked for",
      }, last === undefined ? [] : [last.key]),
    );
    standsOn.push(
      networkFooting(network),
      usersFooting(swarm, network),
      absentFooting(temporary?.Name ?? move.name),
    );
    for (const service of indexOf(swarm).servicesOn(network.id)) {
      standsOn.push(serviceFooting(swarm, service));
    }
  }
  return {
    schema: "swarmnet/plan/1",
    kind: request.kind,
    title: request.kind === "encrypt" ? "Encrypt networks" : "Replace networks",
    standsOn,
    problems: [],
    ...numberSteps(drafts),
  };
}

function temporaryBody(network: Network, move: NetworkMove): NetworkBody {
  const hash = fnv1a(JSON.stringify(move)).slice(0, 4);
  return {
    ...successorBody(network, move.change, `${network.name}-swarmnet-${hash}`),
    IPAM: { Driver: "default", Options: {}, Config: [] },
    Labels: {},
  };
}
