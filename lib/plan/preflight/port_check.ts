import { indexOf } from "../../swarm/index.ts";
import type { Port, Service, Swarm } from "../../swarm/model.ts";
import { reservedPorts } from "../../swarm/reserved_ports.ts";
import { inline } from "../../terminal/boundary.ts";
import type { Problem } from "./problem.ts";
import type { RequestedPort, ServiceRequest } from "../../swarm/change/service_request.ts";

/** Everything about published ports that swarm would refuse, and what it accepts to one's own harm. */
export function checkPorts(swarm: Swarm, service: Service | undefined, words: ServiceRequest): Problem[] {
  const kept = (service?.portsSpec ?? []).filter((port) => !isRemoved(port, words.portsRemoved));
  const wanted = [...kept, ...words.ports];
  return [
    ...checkResolution(words, service, wanted),
    ...checkRepeated(wanted, words.ports),
    ...words.ports.flatMap((port) => checkTaken(swarm, service, port)),
    ...words.ports.flatMap((port) => checkReserved(swarm, port)),
    ...checkMesh(swarm, words),
  ];
}

/** --publish-rm takes a target port, or the long form (docker/cli service/update.go). */
function isRemoved(port: Port, removed: readonly string[]): boolean {
  return removed.some((text) => {
    const target = /(?:^|,)target=(\d+)/.exec(text)?.[1] ?? /^(?:\d+:)?(\d+)(?:\/\w+)?$/.exec(text)?.[1];
    return Number(target) === port.target;
  });
}

function checkResolution(
  words: ServiceRequest,
  service: Service | undefined,
  ports: readonly Pick<Port, "mode">[],
): Problem[] {
  const mode = words.endpointMode ?? service?.endpointMode ?? "vip";
  if (mode !== "dnsrr" || !ports.some((port) => port.mode === "ingress")) return [];
  return [{
    level: "error",
    what: "Ports cannot be published through the ingress network with endpoint mode dnsrr",
    why: "The routing mesh needs a virtual IP, which dnsrr does without",
    fix: "Use --endpoint-mode vip, or publish with mode=host",
  }];
}

function checkRepeated(all: readonly Omit<Port, "name">[], asked: readonly RequestedPort[]): Problem[] {
  const keys = all.filter((port) => port.published !== 0).map(keyOf);
  const repeated = new Set(keys.filter((key, at) => keys.indexOf(key) !== at));
  return [...new Set(asked.map(keyOf))].filter((key) => repeated.has(key)).map((key): Problem => ({
    level: "error",
    what: `Port ${key} is published twice by the service`,
    why: "A published port and protocol can lead to one target only",
    fix: "Publish it once, or remove the other one with --publish-rm",
  }));
}

function checkTaken(swarm: Swarm, service: Service | undefined, port: RequestedPort): Problem[] {
  if (port.published === 0) return [];
  for (const other of swarm.services) {
    if (other.id === service?.id) continue;
    const same = [...other.ports, ...other.portsSpec].find((one) => keyOf(one) === keyOf(port));
    if (same === undefined) continue;
    const name = inline(other.name);
    const bothHost = same.mode === "host" && port.mode === "host";
    return [{
      level: bothHost ? "warning" : "error",
      what: `Port ${keyOf(port)} is already published by ${name} (mode ${same.mode})`,
      why: bothHost
        ? "Swarm then never puts tasks of both services on one node"
        : "Swarm gives a port of the routing mesh to one service only",
      fix: `Choose another port, or free it: docker service update --publish-rm ${same.target} ${name}`,
    }];
  }
  return [];
}

function checkReserved(swarm: Swarm, port: RequestedPort): Problem[] {
  const reserved = reservedPorts(swarm.cluster).find((one) =>
    one.port === port.published && one.protocol === port.protocol
  );
  if (reserved === undefined) return [];
  return [{
    level: "warning",
    what: `Port ${keyOf(port)} serves ${reserved.use}`,
    why: port.mode === "ingress"
      ? "Published through the routing mesh, it is taken over on every node of the swarm"
      : "Published in host mode, it clashes on the nodes that run a task",
    fix: `Choose another published port: published=PORT,target=${port.target}`,
  }];
}

function checkMesh(swarm: Swarm, words: ServiceRequest): Problem[] {
  if (indexOf(swarm).ingress !== undefined || !words.ports.some((port) => port.mode === "ingress")) return [];
  return [{
    level: "error",
    what: "There is no ingress network to publish ports through",
    why: "It was removed, and swarm refuses to publish in mode ingress without it",
    fix: "docker network create -d overlay --ingress ingress",
  }];
}

function keyOf(port: Pick<Port, "published" | "protocol">): string {
  return `${port.published}/${port.protocol}`;
}
