import { compareNatural } from "../base/natural.ts";
import { formatAddress, parseAddress } from "../swarm/cidr.ts";
import { dataPathPortOf } from "../swarm/data_path.ts";
import { indexOf } from "../swarm/index.ts";
import type { Node, Swarm } from "../swarm/model.ts";
import { isLive } from "../swarm/task_state.ts";
import { isProtected } from "./network_facts.ts";

/** What nodes of a swarm say to each other (moby docs, network drivers overlay; docs "Open protocols and ports"). */
export type Purpose = "management" | "gossip" | "data path" | "encryption";

/** A port or protocol that must be open. */
export interface Need {
  purpose: Purpose;
  protocol: "tcp" | "udp" | "esp";
  /** null for ESP, which is an IP protocol of its own (50) and has no ports. */
  port: number | null;
}

/** A node of the plan. */
export interface PortNode {
  id: string;
  name: string;
  role: Node["role"];
  /** Address the managers know the node by, or "" where that is not one that others could use. */
  addr: string;
}

/** What one node needs of another. */
export interface PortPair {
  from: string;
  to: string;
  needs: Need[];
}

/** What must be open between the nodes of a swarm. */
export interface PortPlan {
  nodes: PortNode[];
  /** UDP port of the overlay networks' data path. */
  dataPathPort: number;
  /** Whether any network of the swarm is encrypted. */
  encrypts: boolean;
  /** Every ordered pair of nodes, by name. */
  pairs: PortPair[];
  /** Ports that services publish, for whoever guards the way in from outside. */
  published: Published[];
}

/** A port that services publish, and where it is answered. */
export interface Published {
  service: string;
  protocol: string;
  port: number;
  mode: "ingress" | "host";
  /** Who answers: in ingress mode every node, in host mode those with a task. */
  nodes: string[];
}

/** Serf/memberlist; cannot be changed (moby#39280). */
const GOSSIP_PORT = 7946;
const MANAGEMENT_PORT = 2377;

/** What must be open between which nodes, computed from the managers' view. */
export function portPlan(swarm: Swarm): PortPlan {
  const nodes = named(swarm.nodes).sort((a, b) => compareNatural(a.name, b.name) || (a.id < b.id ? -1 : 1));
  const dataPathPort = dataPathPortOf(swarm.cluster);
  const encrypted = encryptedNetworksByNode(swarm);
  const managementPorts = new Map(swarm.nodes.map((node) => [node.id, managementPort(node)]));
  const pairs = nodes.flatMap((from) =>
    nodes.filter((to) => to !== from).map((to): PortPair => {
      const needs: Need[] = [];
      const management = managementPorts.get(to.id);
      if (management !== undefined && management !== null) {
        needs.push({ purpose: "management", protocol: "tcp", port: management });
      }
      needs.push({ purpose: "gossip", protocol: "tcp", port: GOSSIP_PORT });
      needs.push({ purpose: "gossip", protocol: "udp", port: GOSSIP_PORT });
      needs.push({ purpose: "data path", protocol: "udp", port: dataPathPort });
      if (share(encrypted.get(from.id), encrypted.get(to.id))) {
        needs.push({ purpose: "encryption", protocol: "esp", port: null });
      }
      return { from: from.name, to: to.name, needs };
    })
  );
  const encrypts = swarm.networks.some((one) => one.scope === "swarm" && isProtected(one));
  return { nodes, dataPathPort, encrypts, pairs, published: publishedPorts(swarm) };
}

/**
 * What one node must let in. ESP comes from every peer as soon as the swarm has an encrypted network: a task that is moved
 * tonight needs it at once, and a kernel drops ESP that no association belongs to.
 */
export interface NodeRules {
  node: PortNode;
  /** How many other nodes there are. */
  peers: number;
  rules: { need: Need; sources: PortNode[] }[];
  /** Peers whose address is unknown, so that no rule can name them. */
  unknown: PortNode[];
}

/** Rules for the node with this name or ID, or null when there is none. */
export function rulesFor(plan: PortPlan, word: string): NodeRules | null {
  const node = plan.nodes.find((one) => one.id === word) ?? plan.nodes.find((one) => one.name === word);
  if (node === undefined) return null;
  const byNeed = new Map<string, { need: Need; sources: PortNode[] }>();
  for (const pair of plan.pairs) {
    if (pair.to !== node.name) continue;
    const from = plan.nodes.find((one) => one.name === pair.from)!;
    for (const need of pair.needs) {
      const key = `${need.protocol} ${need.port}`;
      const known = byNeed.get(key) ?? { need, sources: [] };
      if (from.addr !== "") known.sources.push(from);
      byNeed.set(key, known);
    }
  }
  const peers = plan.nodes.filter((one) => one !== node);
  const esp: Need = { purpose: "encryption", protocol: "esp", port: null };
  if (plan.encrypts) byNeed.set("esp null", { need: esp, sources: peers.filter((one) => one.addr !== "") });
  const unknown = peers.filter((one) => one.addr === "");
  return {
    node,
    peers: peers.length,
    rules: [...byNeed.values()].filter((rule) => rule.sources.length > 0),
    unknown,
  };
}

/** Host names need not be unique in a swarm; where they are not, the ID tells nodes apart. */
function named(nodes: readonly Node[]): PortNode[] {
  const counts = new Map<string, number>();
  for (const { hostname } of nodes) counts.set(hostname, (counts.get(hostname) ?? 0) + 1);
  return nodes.map((node) => ({
    id: node.id,
    name: counts.get(node.hostname) === 1 ? node.hostname : `${node.hostname} (${node.id.slice(0, 12)})`,
    role: node.role,
    addr: usableAddress(node),
  }));
}

/** `Status.Addr` can be 0.0.0.0 on a lone manager (moby#31135); a manager's own address then tells more. */
function usableAddress(node: Node): string {
  for (const text of [node.addr, hostOf(node.manager?.addr ?? "")]) {
    const address = parseAddress(text);
    if (address !== null && address.value !== 0n) return formatAddress(address);
  }
  return "";
}

function hostOf(address: string): string {
  return address.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
}

function managementPort(node: Node): number | null {
  if (node.role !== "manager") return null;
  const port = Number(/:(\d+)$/.exec(node.manager?.addr ?? "")?.[1]);
  return Number.isInteger(port) && port > 0 ? port : MANAGEMENT_PORT;
}

/** Encrypted networks that exist on a node: those with a task there; an encrypted ingress network exists everywhere. */
function encryptedNetworksByNode(swarm: Swarm): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map(swarm.nodes.map((node) => [node.id, new Set<string>()]));
  for (const network of swarm.networks) {
    if (network.scope !== "swarm" || !isProtected(network)) continue;
    if (network.ingress) { for (const on of found.values()) on.add(network.id); }
    for (const task of indexOf(swarm).tasksOn(network.id)) {
      if (isLive(task)) found.get(task.node)?.add(network.id);
    }
  }
  return found;
}

function share(a: ReadonlySet<string> | undefined, b: ReadonlySet<string> | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  for (const one of a) if (b.has(one)) return true;
  return false;
}

function publishedPorts(swarm: Swarm): Published[] {
  const names = new Map(swarm.nodes.map((node) => [node.id, node.hostname]));
  // Without the ingress network nobody answers.
  const all = indexOf(swarm).ingress === undefined ? [] : [...names.values()].sort(compareNatural);
  return swarm.services.flatMap((service) => {
    const tasks = indexOf(swarm).tasksOf(service.id).filter((task) => isLive(task) && task.node !== "");
    const running = [...new Set(tasks.map((task) => names.get(task.node) ?? task.node))].sort(compareNatural);
    return service.ports.filter((port) => port.published !== 0).map(({ protocol, published, mode }) => ({
      service: service.name,
      protocol,
      port: published,
      mode,
      nodes: mode === "ingress" ? all : running,
    }));
  }).sort((a, b) =>
    a.port - b.port || compareNatural(a.service, b.service) || compareNatural(a.protocol, b.protocol)
  );
}
