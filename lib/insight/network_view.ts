import { compareNatural } from "../base/natural.ts";
import { indexOf } from "../swarm/index.ts";
import {
  type Endpoint,
  type Gap,
  isLoadBalancer,
  type Network,
  type Port,
  type Service,
  type Swarm,
  type Task,
} from "../swarm/model.ts";
import { isLive } from "../swarm/task_state.ts";
import { usableOf } from "../swarm/usage.ts";
import { factsOf, type NetworkFacts } from "./network_facts.ts";
import { nodeName, taskName } from "../swarm/task_name.ts";

/** Everything worth knowing about one network, in the order in which it is shown. */
export interface NetworkView {
  facts: NetworkFacts;
  subnets: { subnet: string; range: string; gateway: string; vni: string; usable: number }[];
  services: ServiceHere[];
  /** Nodes with tasks or attached containers here; tasks that have no node yet stand under the name "". */
  nodes: { name: string; state: string; tasks: TaskHere[] }[];
  /** Addresses that more than one live task holds, with their names: the allocator has lost count (moby#40989). */
  duplicates: { address: string; tasks: string[] }[];
  /** Endpoints on the node asked that belong to no task the managers know; null when it could not be looked. */
  containers: Endpoint[] | null;
  /** Host name of the node that was asked. */
  seenFrom: string;
  peers: { name: string; ip: string }[] | null;
  gossip: Network["gossip"];
  /** Windows nodes, which do not encrypt. */
  windowsNodes: string[];
  gaps: Gap[];
}

/** A service on the network. */
export interface ServiceHere {
  name: string;
  endpointMode: Service["endpointMode"];
  /** Addresses without prefix length. */
  vips: string[];
  aliases: string[];
  /** Tasks of it on this network that run. */
  running: number;
  /** Tasks it wants; null where the source does not say. */
  desired: number | null;
  ports: Port[];
}

/** A task on the network. */
export interface TaskHere {
  name: string;
  /** A container attached by hand instead of a service's task. */
  attached: boolean;
  addresses: string[];
  state: string;
  error: string;
}

/** A network with everybody on it. */
export function viewNetwork(swarm: Swarm, network: Network): NetworkView {
  const index = indexOf(swarm);
  const live = network.scope === "swarm" ? index.tasksOn(network.id).filter(isLive) : [];
  const facts = factsOf(swarm, network);
  const nodes = byNode(swarm, network, live);
  const running = countBy(live.filter((task) => task.state === "running"), (task) => task.service);
  return {
    facts,
    subnets: network.ipam.config.map((one, at) => ({
      subnet: one.subnet,
      range: one.range,
      gateway: one.gateway,
      vni: facts.vnis[at] ?? "",
      usable: usableOf(one),
    })),
    services: index.servicesOn(network.id)
      .map((service) => serviceHere(swarm, service, network, running.get(service.id) ?? 0))
      .sort((a, b) => compareNatural(a.name, b.name)),
    nodes,
    duplicates: duplicates(nodes),
    containers: strangers(swarm, network),
    seenFrom: swarm.source.name,
    peers: network.peers,
    gossip: network.gossip,
    windowsNodes: swarm.nodes.filter((node) => node.os === "windows").map((node) => node.hostname),
    gaps: relevantGaps(swarm, network),
  };
}

/** What is missing about this network: its own endpoints are known where it was inspected, and nobody here needs routes. */
function relevantGaps(swarm: Swarm, network: Network): Gap[] {
  return swarm.gaps.filter(({ what }) => {
    if (what === "usage" || what === "host routes") return false;
    return network.containers === null || !what.includes("peers");
  });
}

function serviceHere(swarm: Swarm, service: Service, network: Network, running: number): ServiceHere {
  const index = indexOf(swarm);
  const listed = service.networks.length > 0 ? service.networks : service.legacyNetworks;
  const attachments = listed.filter((one) => index.network(one.target)?.id === network.id);
  return {
    name: service.name,
    endpointMode: service.endpointMode,
    vips: service.vips.filter((one) => one.network === network.id && one.addr !== "").map((one) =>
      bare(one.addr)
    ),
    aliases: [...new Set(attachments.flatMap((one) => one.aliases))],
    running,
    desired: service.desired ?? service.replicas,
    ports: network.ingress ? service.ports.filter((port) => port.mode === "ingress") : service.ports,
  };
}

/** How many items there are of each key. */
export function countBy<T>(items: readonly T[], key: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}

function byNode(swarm: Swarm, network: Network, live: readonly Task[]): NetworkView["nodes"] {
  const groups = new Map<string, TaskHere[]>();
  for (const task of live) {
    const group = groups.get(task.node) ?? [];
    group.push(taskHere(swarm, network, task));
    groups.set(task.node, group);
  }
  const nodes = [...groups].map(([id, tasks]) => ({
    name: id === "" ? "" : nodeName(swarm, id),
    state: indexOf(swarm).nodeById.get(id)?.state ?? "unknown",
    tasks: tasks.sort((a, b) => compareNatural(a.name, b.name)),
  }));
  // Tasks without a node come last: they are what is not yet there.
  return nodes.sort((a, b) =>
    Number(a.name === "") - Number(b.name === "") || compareNatural(a.name, b.name)
  );
}

function taskHere(swarm: Swarm, network: Network, task: Task): TaskHere {
  const attached = task.attachment !== "";
  const endpoint = attached ? network.containers?.find((one) => one.id === task.attachment) : undefined;
  return {
    name: attached ? endpoint?.name ?? task.attachment.slice(0, 12) : taskName(swarm, task),
    attached,
    addresses: task.networks.filter((one) => one.network === network.id).flatMap((one) =>
      one.addresses.map(bare)
    ),
    state: task.state,
    error: task.error,
  };
}

function duplicates(nodes: NetworkView["nodes"]): NetworkView["duplicates"] {
  const holders = new Map<string, string[]>();
  for (const task of nodes.flatMap((node) => node.tasks)) {
    for (const address of new Set(task.addresses)) {
      const names = holders.get(address);
      if (names === undefined) holders.set(address, [task.name]);
      else names.push(task.name);
    }
  }
  return [...holders].filter(([, tasks]) => tasks.length > 1).map(([address, tasks]) => ({ address, tasks }))
    .sort((a, b) => compareNatural(a.address, b.address));
}

/** Endpoints that no task explains: on a swarm network left-overs, on a local one everything. */
function strangers(swarm: Swarm, network: Network): Endpoint[] | null {
  if (network.containers === null) return null;
  const known = new Set(swarm.tasks.flatMap((task) => [task.container, task.attachment]));
  return network.containers.filter((one) => !known.has(one.id) && !isLoadBalancer(one))
    .sort((a, b) => compareNatural(a.name, b.name));
}

/** An address without its prefix length. */
export function bare(address: string): string {
  return address.split("/")[0]!;
}
