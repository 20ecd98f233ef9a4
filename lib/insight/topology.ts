import { compareNatural } from "../base/natural.ts";
import { bare } from "./network_view.ts";
import { indexOf } from "../swarm/index.ts";
import { type Network, type Service, STACK_LABEL, type Swarm, type Task } from "../swarm/model.ts";
import { isLive, isWanted, serves } from "../swarm/task_state.ts";
import { type Encryption, encryptionOf, factsOf, isUnallocated } from "./network_facts.ts";
import { nodeName } from "../swarm/task_name.ts";
import type { MapFinding, MapLink, MapNetwork, MapNode, MapService, Topology } from "./topology_model.ts";
import { isOnMesh, portsOf } from "../swarm/service.ts";

/** What of the swarm goes into the picture. Empty lists: everything. */
export interface TopologyOptions {
  /** Names of stacks: their services and networks, and the networks of others that those services use. */
  stacks?: readonly string[];
  /** IDs of networks: these and the services on them. */
  networks?: readonly string[];
  /** What the rules found; the part about things in the picture is kept. */
  findings?: readonly MapFinding[];
}

/**
 * Reads the topology out of a swarm: every service once, every swarm network once (configuration networks carry nothing and
 * are left out), and what services name besides. Sorted by name, so the same swarm gives the same value.
 */
export function topologyOf(swarm: Swarm, options: TopologyOptions = {}): Topology {
  const onlyNetworks = new Set(options.networks ?? []);
  const onlyStacks = new Set(options.stacks ?? []);
  const inStack = (item: { labels: Record<string, string> }) =>
    onlyStacks.size === 0 || onlyStacks.has(item.labels[STACK_LABEL] ?? "");
  const links: MapLink[] = [];
  const services: MapService[] = [];
  const crossing = new Map<string, boolean>();
  for (const service of swarm.services) {
    if (!inStack(service)) continue;
    const mine = linksOf(swarm, service, crossing).filter((link) =>
      onlyNetworks.size === 0 || onlyNetworks.has(link.network)
    );
    if (onlyNetworks.size > 0 && mine.length === 0) continue;
    links.push(...mine);
    services.push(serviceOf(swarm, service));
  }
  const linked = new Set(links.map((link) => link.network));
  const wanted = (network: Network) =>
    linked.has(network.id) ||
    (network.scope === "swarm" && !network.configOnly && inStack(network) &&
      (onlyNetworks.size === 0 || onlyNetworks.has(network.id)));
  const networks = swarm.networks.filter(wanted).map((network) => networkOf(swarm, network));
  const known = new Set(networks.map((network) => network.id));
  for (const id of linked) if (!known.has(id)) networks.push(missingNetwork(id));
  return sorted(swarm, services, networks, links, options.findings ?? []);
}

function sorted(
  swarm: Swarm,
  services: MapService[],
  networks: MapNetwork[],
  links: MapLink[],
  findings: readonly MapFinding[],
): Topology {
  services.sort(byName);
  networks.sort(byName);
  const first = new Map(services.map((item, at) => [item.id, at]));
  const then = new Map(networks.map((item, at) => [item.id, at]));
  links.sort((a, b) =>
    first.get(a.service)! - first.get(b.service)! || then.get(a.network)! - then.get(b.network)!
  );
  const nodes = nodesOf(swarm, services);
  const names = new Set([
    ...services.map((one) => `service ${one.name}`),
    ...networks.map((one) => `network ${one.name}`),
    ...nodes.map((one) => `node ${one.name}`),
  ]);
  const shown = findings.filter(({ object }) =>
    !["service", "network", "node"].includes(object.kind) || names.has(`${object.kind} ${object.name}`)
  );
  return { taken: swarm.taken, nodes, networks, services, links, findings: [...shown] };
}

function byName(a: { name: string; id: string }, b: { name: string; id: string }): number {
  return compareNatural(a.name, b.name) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

function linksOf(swarm: Swarm, service: Service, crossing: Map<string, boolean>): MapLink[] {
  const index = indexOf(swarm);
  const listed = service.networks.length > 0 ? service.networks : service.legacyNetworks;
  const aliases = new Map<string, string[]>();
  for (const one of listed) {
    const id = index.network(one.target)?.id ?? one.target;
    aliases.set(id, [...(aliases.get(id) ?? []), ...one.aliases]);
  }
  const mesh = index.ingress;
  if (mesh !== undefined && isOnMesh(service)) {
    if (!aliases.has(mesh.id)) aliases.set(mesh.id, []);
  }
  return [...aliases].map(([id, names]) => {
    const network = index.networkById.get(id);
    if (!crossing.has(id)) crossing.set(id, nodesOn(swarm, id).length > 1);
    return {
      service: service.id,
      network: id,
      encryption: network === undefined ? "unknown" as Encryption : encryptionOf(network),
      vip: bare(service.vips.find((vip) => vip.network === id)?.addr ?? ""),
      aliases: [...new Set(names)].sort(),
      crosses: network?.ingress === true ? swarm.nodes.length > 1 : crossing.get(id)!,
    };
  });
}

function serviceOf(swarm: Swarm, service: Service): MapService {
  const tasks = indexOf(swarm).tasksOf(service.id);
  const live = tasks.filter(isWanted);
  const ports = [...portsOf(service)].sort((a, b) =>
    a.published - b.published || compareNatural(a.protocol, b.protocol) || a.target - b.target
  );
  return {
    id: service.id,
    name: service.name,
    stack: service.labels[STACK_LABEL] ?? "",
    mode: service.mode,
    endpointMode: service.endpointMode,
    image: service.image,
    running: live.filter(serves).length,
    completed: tasks.filter((task) => task.state === "complete").length,
    wanted: service.replicas ?? service.desired ?? live.length,
    ports,
    placed: placedOf(swarm, live),
  };
}

function placedOf(swarm: Swarm, live: readonly Task[]): MapService["placed"] {
  const counts = new Map<string, number>();
  for (const task of live) counts.set(task.node, (counts.get(task.node) ?? 0) + 1);
  return [...counts].map(([node, tasks]) => ({ node, name: node === "" ? "" : nodeName(swarm, node), tasks }))
    .sort((a, b) => Number(a.node === "") - Number(b.node === "") || compareNatural(a.name, b.name));
}

function nodesOn(swarm: Swarm, network: string): string[] {
  const live = indexOf(swarm).tasksOn(network).filter((task) => isLive(task) && task.node !== "");
  return [...new Set(live.map((task) => nodeName(swarm, task.node)))].sort(compareNatural);
}

function networkOf(swarm: Swarm, network: Network): MapNetwork {
  const { encryption, usage, mtu, stack } = factsOf(swarm, network);
  const attached = indexOf(swarm).tasksOn(network.id).filter((task) =>
    isLive(task) && task.attachment !== ""
  );
  return {
    id: network.id,
    name: network.name,
    stack,
    kind: isUnallocated(network)
      ? "unallocated"
      : network.ingress
      ? "ingress"
      : network.driver === "overlay"
      ? "overlay"
      : "other",
    encryption,
    subnets: network.ipam.config.map((one) => one.subnet),
    mtuInside: mtu?.mtu ?? null,
    addresses: usage === null ? null : { usable: usage.usable, used: usage.used, free: usage.free },
    attachable: network.attachable,
    internal: network.internal,
    containers: attached.length,
    nodes: nodesOn(swarm, network.id),
  };
}

/** A network that services name and the list lacks: predefined ones are hidden there (moby daemon/cluster), others are gone. */
function missingNetwork(id: string): MapNetwork {
  return {
    id,
    name: id,
    stack: "",
    kind: "missing",
    encryption: "unknown",
    subnets: [],
    mtuInside: null,
    addresses: null,
    attachable: false,
    internal: false,
    containers: 0,
    nodes: [],
  };
}

/** Every node, idle ones too. */
function nodesOf(swarm: Swarm, services: readonly MapService[]): MapNode[] {
  const counts = new Map<string, number>();
  for (const { placed } of services) {
    for (const { node, tasks } of placed) counts.set(node, (counts.get(node) ?? 0) + tasks);
  }
  return swarm.nodes.map((node) => ({
    id: node.id,
    name: node.hostname,
    role: node.role,
    state: node.state,
    availability: node.availability,
    addr: node.addr,
    leader: node.manager?.leader ?? false,
    tasks: counts.get(node.id) ?? 0,
  })).sort(byName);
}
