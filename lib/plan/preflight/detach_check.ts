import { indexOf } from "../../swarm/index.ts";
import type { Network, Service, Swarm } from "../../swarm/model.ts";
import { isPredefined } from "../../swarm/names.ts";
import { inline } from "../../terminal/boundary.ts";
import { attachmentsOn, listOf } from "../../swarm/attached.ts";
import { checkJob } from "./attach_check.ts";
import type { Problem } from "./problem.ts";
import { checkRoll, networksKept } from "./roll_check.ts";

/** Longest list of services in a sentence. */
const NAMED = 5;

/** Everything that speaks against taking services off a network, all at once; those that are not on it are passed over. */
export function checkDetach(swarm: Swarm, services: readonly Service[], network: Network): Problem[] {
  if (network.ingress) {
    return [{
      level: "error",
      what: `Services cannot be detached from ${inline(network.name)}`,
      why: "It is the ingress network: a service leaves it with its last published port",
      fix: "docker service update --publish-rm TARGET-PORT SERVICE",
    }];
  }
  const todo = services.filter((service) => attachmentsOn(swarm, service, network).length > 0);
  return todo.flatMap((service) => {
    const kept = networksKept(swarm, service, network);
    return [
      ...checkJob(service),
      ...checkLast(swarm, service, network),
      ...checkRoll(swarm, service, kept),
      ...checkPeers(swarm, service, network, new Set(todo.map((one) => one.id))),
    ];
  });
}

function checkLast(swarm: Swarm, service: Service, network: Network): Problem[] {
  const index = indexOf(swarm);
  if (listOf(service).some((entry) => index.network(entry.target)?.id !== network.id)) return [];
  const name = inline(service.name);
  if (service.networks.length === 0) {
    return [{
      level: "error",
      what: `Swarm refuses to remove the last network of ${name}`,
      why:
        "Its list stands in the deprecated place of the spec, from where it can be moved and changed, but not removed",
      fix: `Attach another network first: docker swarmnet attach ${name} NETWORK`,
    }];
  }
  if (isPredefined(network)) return [];
  const published = service.ports.some((port) => port.mode === "ingress");
  return [{
    level: "warning",
    what: `${inline(network.name)} is the last network of ${name}`,
    why: "Its tasks then cannot look up other services by name, and no service can look up theirs" +
      (published ? "; its published ports go on working through the ingress network" : ""),
    fix: `Attach another network first: docker swarmnet attach ${name} NETWORK`,
  }];
}

/** Services that can talk to this one only through the network it leaves. */
function checkPeers(
  swarm: Swarm,
  service: Service,
  network: Network,
  leaving: ReadonlySet<string>,
): Problem[] {
  const index = indexOf(swarm);
  const networksOf = (one: Service) =>
    new Set(listOf(one).flatMap((entry) => index.network(entry.target)?.id ?? []));
  const left = networksOf(service);
  left.delete(network.id);
  const cutOff = index.servicesOn(network.id)
    .filter((other) => other.id !== service.id && !leaving.has(other.id))
    .filter((other) => ![...networksOf(other)].some((id) => left.has(id)))
    .map((other) => inline(other.name));
  // Names are never looked up on a node's own network.
  if (cutOff.length === 0 || isPredefined(network)) return [];
  const names = cutOff.slice(0, NAMED).join(", ") +
    (cutOff.length > NAMED ? ` and ${cutOff.length - NAMED} more` : "");
  return [{
    level: "warning",
    what: `${inline(service.name)} will share no network with ${names} any more`,
    why: `${inline(network.name)} is the only one they have in common`,
    fix: "Attach both to another network first, if they talk to each other",
  }];
}
