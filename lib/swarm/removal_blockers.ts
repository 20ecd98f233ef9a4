import { indexOf } from "./index.ts";
import { type Endpoint, isLoadBalancer, type Network, type Swarm } from "./model.ts";
import { isLive } from "./task_state.ts";
import { GATEWAY_BRIDGE, isPredefined } from "./names.ts";
import { nodeName, taskName } from "./task_name.ts";

/** Something that keeps a network from being removed. */
export interface RemovalBlocker {
  kind: "predefined" | "gateway" | "service" | "port" | "task" | "container";
  /** Name of the service, task or container; the network's own where it is predefined. */
  name: string;
  /** Node it is on, or "" where that does not matter. */
  node: string;
  /** How many running tasks go with it. */
  tasks: number;
  /** Words of the command that takes it out of the way; empty where there is none. */
  command: string[];
}

/**
 * All that the engine would refuse the removal for, or that would break by it: services that name the network (on
 * ingress: that publish ports through it), live tasks of services that do not name it any more, and attached containers
 * (swarmkit controlapi/network.go RemoveNetwork; moby daemon/network.go). `containers` are the endpoints on the node asked.
 */
export function removalBlockersOf(
  swarm: Swarm,
  network: Network,
  containers: readonly Endpoint[],
): RemovalBlocker[] {
  if (isPredefined(network)) {
    return [{ kind: "predefined", name: network.name, node: "", tasks: 0, command: [] }];
  }
  if (network.name === GATEWAY_BRIDGE && containers.length > 0) {
    return [{ kind: "gateway", name: network.name, node: swarm.source.name, tasks: 0, command: [] }];
  }
  const index = indexOf(swarm);
  const live = index.tasksOn(network.id).filter(isLive);
  const services = index.servicesOn(network.id);
  const named = new Set(services.map((service) => service.id));
  const tasks = new Map(services.map(({ id }) => [id, live.filter((task) => task.service === id).length]));
  const blockers = services.map((service): RemovalBlocker => ({
    kind: network.ingress ? "port" : "service",
    name: service.name,
    node: "",
    tasks: tasks.get(service.id) ?? 0,
    command: network.ingress
      ? ["docker", "service", "update", ...unpublish(service.ports), service.name]
      : ["docker", "swarmnet", "detach", service.name, network.name],
  }));
  for (const task of live.filter((one) => !named.has(one.service))) {
    const attached = task.attachment !== "";
    const name = attached ? containerName(containers, task.attachment) : taskName(swarm, task);
    const node = nodeName(swarm, task.node);
    const service = index.serviceById.get(task.service);
    const command = attached
      ? ["docker", "network", "disconnect", network.name, name]
      : task.desired === "running" && service !== undefined
      ? ["docker", "service", "update", "--force", service.name]
      : [];
    blockers.push({ kind: attached ? "container" : "task", name, node, tasks: 0, command });
  }
  const explained = new Set(live.flatMap((task) => [task.container, task.attachment]));
  for (const one of containers) {
    if (isLoadBalancer(one) || explained.has(one.id)) continue;
    const command = ["docker", "network", "disconnect", network.name, one.name];
    blockers.push({ kind: "container", name: one.name, node: swarm.source.name, tasks: 0, command });
  }
  return blockers;
}

function unpublish(ports: readonly { target: number; protocol: string; mode: string }[]): string[] {
  return ports.filter((port) => port.mode === "ingress")
    .flatMap((port) => ["--publish-rm", `${port.target}/${port.protocol}`]);
}

function containerName(containers: readonly Endpoint[], id: string): string {
  return containers.find((one) => one.id === id)?.name ?? id.slice(0, 12);
}
