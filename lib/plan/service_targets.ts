import { indexOf } from "../swarm/index.ts";
import type { ServiceChange } from "../swarm/change/model.ts";
import type { RequestedNetwork, ServiceRequest } from "../swarm/change/service_request.ts";
import type { Network, Swarm } from "../swarm/model.ts";
import { isPredefined } from "../swarm/names.ts";
import { inline } from "../terminal/boundary.ts";
import { findNetwork, findService, type Found, type Unresolved } from "./targets.ts";

/** Stands for the name that docker makes up. */
const UNNAMED = "(unnamed)";

/** The change that a line of `docker service create` or `update` asks for, its names resolved; or all names that stand for nothing. */
export function serviceChange(
  swarm: Swarm,
  kind: "create" | "update",
  request: ServiceRequest,
): { change: ServiceChange } | { problems: Unresolved[] } {
  const target = kind === "update" ? findService(swarm, request.service ?? "") : undefined;
  const problems: Unresolved[] = target !== undefined && "problem" in target ? [target.problem] : [];
  const idOf = (name: string, result: Found<Network>): string => {
    if ("found" in result) return result.found.id;
    problems.push(result.problem);
    return name;
  };
  const networks = request.networks.map((word) =>
    isNodes(word.target) ? word : { ...word, target: idOf(word.target, lookedUp(swarm, word)) }
  );
  const networksRemoved = request.networksRemoved.map((word) =>
    isNodes(word) ? word : idOf(word, findNetwork(swarm, word))
  );
  if (problems.length > 0) return { problems };
  const service = target !== undefined && "found" in target ? target.found : undefined;
  return {
    change: {
      kind: "service",
      service,
      request: {
        ...request,
        service: service?.name ?? request.service ?? UNNAMED,
        networks,
        networksRemoved,
      },
    },
  };
}

/** Networks of each node are taken by their names; lists of the swarm's networks do not show them. */
function isNodes(name: string): boolean {
  return isPredefined({ name });
}

function lookedUp(swarm: Swarm, word: RequestedNetwork): Found<Network> {
  const result = findNetwork(swarm, word.target);
  if ("found" in result || word.typed === word.target) return result;
  const meant = indexOf(swarm).networksByName.get(word.typed)?.find((network) => network.scope === "swarm");
  if (meant === undefined) return result;
  return {
    problem: {
      what: `docker would look for a network ${inline(word.target)} instead of ${inline(word.typed)}`,
      why: "It lower-cases the whole long form of --network, and names are matched by exact case",
      fix: `Name it by its ID: --network ${inline(word.text.replace(word.typed, meant.id))}`,
    },
  };
}
