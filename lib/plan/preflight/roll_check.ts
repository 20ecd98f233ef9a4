import { indexOf } from "../../swarm/index.ts";
import type { Network, Service, Swarm } from "../../swarm/model.ts";
import { wantedTasks } from "../../swarm/rolling.ts";
import { usageOf } from "../../swarm/usage.ts";
import { inline } from "../../terminal/boundary.ts";
import { listOf } from "../../swarm/attached.ts";
import type { Problem } from "./problem.ts";

/**
 * What replacing all tasks of a service runs into, whatever the change is: full networks that it keeps, and ports that
 * only one task of a node can have. Both update orders take the new address before the old one is given back (swarmkit
 * manager/orchestrator/update/updater.go); on a full network start-first then waits for ever.
 */
export function checkRoll(swarm: Swarm, service: Service, keeps: readonly Network[]): Problem[] {
  if (wantedTasks(swarm, service) === 0) return [];
  const problems: Problem[] = [];
  for (const network of keeps) {
    const usage = usageOf(swarm, network);
    if (usage === null || usage.free > 0) continue;
    problems.push(
      service.update.order === "start-first" ? deadlock(service, network) : shortGap(service, network),
    );
  }
  const hostPort = service.ports.find((port) => port.mode === "host" && port.published > 0);
  if (hostPort !== undefined && service.update.order === "start-first" && leavesNoNode(swarm, service)) {
    problems.push({
      level: "error",
      what: `The update of ${inline(service.name)} could never finish`,
      why:
        `It starts new tasks first, and no node is left whose port ${hostPort.published} (mode host) is free`,
      fix: `docker service update --update-order stop-first ${inline(service.name)}`,
    });
  }
  return problems;
}

/** The networks of a service that managers hand out addresses in, without those in `but`. */
export function networksKept(swarm: Swarm, service: Service, but: Network): Network[] {
  const index = indexOf(swarm);
  const ids = new Set(listOf(service).map((entry) => index.network(entry.target)?.id));
  if (service.ports.some((port) => port.mode === "ingress")) ids.add(index.ingress?.id);
  return [...ids].flatMap((id) => (id === undefined || id === but.id ? [] : index.networkById.get(id) ?? []));
}

function leavesNoNode(swarm: Swarm, service: Service): boolean {
  if (service.mode === "global") return true;
  const nodes = swarm.nodes.filter((node) => node.state === "ready" && node.availability === "active").length;
  return wantedTasks(swarm, service) >= nodes;
}

function deadlock(service: Service, network: Network): Problem {
  return {
    level: "error",
    what: `The update of ${inline(service.name)} would get stuck: ${
      inline(network.name)
    } has no free address`,
    why:
      "It starts new tasks first, which wait for an address, while the old ones keep theirs until the new ones run",
    fix: `docker service update --update-order stop-first ${inline(service.name)}, or free addresses on ${
      inline(network.name)
    }`,
  };
}

function shortGap(service: Service, network: Network): Problem {
  return {
    level: "warning",
    what: `Tasks of ${inline(service.name)} will be missing for a while: ${
      inline(network.name)
    } has no free address`,
    why: "A replacement gets its address only after the old task has given its own back",
    fix: `Free addresses on ${inline(network.name)} first: docker swarmnet inspect ${inline(network.name)}`,
  };
}

/** What the service's last or running update means for another one. */
export function checkState(service: Service): Problem[] {
  const status = service.updateStatus;
  const name = inline(service.name);
  if (status?.state === "updating" || status?.state === "rollback_started") {
    return [{
      level: "warning",
      what: `${name} is being updated right now`,
      why: "A new update takes over from the running one, which is then never reported as completed",
      fix: `Wait for it first: docker service ps ${name}`,
    }];
  }
  if (status?.state === "paused" || status?.state === "rollback_paused") {
    return [{
      level: "warning",
      what: `The last update of ${name} was paused: ${inline(status.message)}`,
      why: "This change starts an update of the same spec, which will fail again if the cause is still there",
      fix: `See the cause first: docker service ps --no-trunc ${name}`,
    }];
  }
  return [];
}
