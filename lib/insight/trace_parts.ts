import { listed } from "../base/listing.ts";
import { compareNatural } from "../base/natural.ts";
import { dataPathPortOf } from "../swarm/data_path.ts";
import { indexOf } from "../swarm/index.ts";
import {
  isEncrypted,
  type Network,
  type Service,
  type Swarm,
  type Task,
  VNI_OPTION,
} from "../swarm/model.ts";
import { insideMtu } from "../swarm/mtu.ts";
import { serves } from "../swarm/task_state.ts";
import { nodeName, taskName } from "../swarm/task_name.ts";
import { type Backend, type Hop, type Wire, wireBetween, worstOf } from "./trace_model.ts";
import { isJob } from "../swarm/service.ts";

/** Running tasks of a service, in the order of their names. */
export function runningTasks(swarm: Swarm, service: Service): Task[] {
  return indexOf(swarm).tasksOf(service.id)
    .filter(serves)
    .sort((a, b) => a.slot - b.slot || (a.node < b.node ? -1 : 1));
}

/** Address of a task in a network without its prefix length, or "". */
export function addressIn(task: Task, network: Network): string {
  const found = task.networks.find((one) => one.network === network.id)?.addresses[0] ?? "";
  return found.split("/")[0]!;
}

/** Whether requests for a service go to a virtual IP: jobs have none (swarmkit manager/allocator). */
export function hasVip({ endpointMode, mode }: Pick<Service, "endpointMode" | "mode">): boolean {
  return endpointMode === "vip" && !isJob({ mode });
}

/** Address of a service's VIP in a network without its prefix length, or "". */
export function vipIn(service: Service, network: Network): string {
  return (service.vips.find((vip) => vip.network === network.id)?.addr ?? "").split("/")[0]!;
}

/** Address and port as one word; an IPv6 address in brackets (RFC 3986). */
export function socketText(address: string, port: number): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

function whyProtected(network: Network, wire: Wire): string {
  if (wire === "same-node") return "both are on one node: nothing is sent between nodes";
  if (network.driver !== "overlay") {
    return `network ${network.name} (${network.driver}) is the nodes' own: swarm does not encrypt it`;
  }
  if (wire === "encrypted") {
    return `network ${network.name} has the option encrypted: ESP between the nodes`;
  }
  if (wire === "dropped") {
    return `network ${network.name} has the option encrypted: Windows nodes ignore it, Linux nodes take nothing plain`;
  }
  return isEncrypted(network)
    ? `network ${network.name} has the option encrypted, but Windows nodes ignore it: plain VXLAN between them`
    : `network ${network.name} has no option encrypted: plain VXLAN between the nodes`;
}

/** Where each task is, and the worst of the ways to it from any of these nodes. */
export function backendsOf(
  swarm: Swarm,
  network: Network,
  tasks: readonly Task[],
  entries: readonly string[],
): Backend[] {
  return tasks.map((task) => ({
    task: taskName(swarm, task),
    node: nodeName(swarm, task.node),
    address: addressIn(task, network),
    protection: worstOf(entries.map((entry) => wireBetween(swarm, network, entry, task.node))),
  })).sort((a, b) => compareNatural(a.task, b.task));
}

/** Whether some of the ways lead nowhere. */
export function losesSome(
  swarm: Swarm,
  network: Network,
  tasks: readonly Task[],
  entries: readonly string[],
): boolean {
  return tasks.some((task) =>
    entries.some((entry) => wireBetween(swarm, network, entry, task.node) === "dropped")
  );
}

/** The hop over the wire (or within a node) on an overlay network. */
export function overlayHop(
  swarm: Swarm,
  network: Network,
  way: { at: string; to: string; from: string; address: string; fromNode: string; toNode: string },
): Hop {
  const wire = wireBetween(swarm, network, way.fromNode, way.toNode);
  return {
    at: way.at,
    what: whatHappens(network, wire, way.to),
    from: way.from,
    to: way.address,
    protection: wire,
    why: whyProtected(network, wire),
    network: network.name,
    vni: network.options[VNI_OPTION] ?? null,
    mtu: network.driver === "overlay" ? insideMtu(network).mtu : null,
  };
}

function whatHappens(network: Network, wire: Wire, to: string): string {
  if (wire === "same-node") return "The bridge of the network on this node passes the packet on";
  if (network.driver !== "overlay") return `The nodes' own network carries the packet to ${to}`;
  if (wire === "dropped") return `VXLAN carries the packet to ${to}, where it is dropped`;
  return `VXLAN carries the packet to ${to}${wire === "encrypted" ? ", wrapped in ESP" : ""}`;
}

/** Nodes that a line names. */
const MOST_NODES = 4;

/** What only a look from the nodes can tell about a way over an overlay network, and on which nodes it may break. */
export function overlayUnknown(
  swarm: Swarm,
  network: Network,
  entries: readonly string[],
  targets: readonly Task[],
): string[] {
  const nodes = [...new Set([...entries, ...targets.map((task) => task.node)])];
  const port = dataPathPortOf(swarm.cluster);
  const wire = [
    `whether the firewalls between ${nodesText(swarm, nodes)} let udp ${port}${
      isEncrypted(network) ? " and ESP" : ""
    } pass`,
    "whether packets of full size pass between them: the MTU of their links against the network's option",
  ];
  return [
    ...(nodes.length > 1 ? wire : []),
    `whether IPVS and DNS on ${nodesText(swarm, entries)} agree with what the managers say`,
    "whether anything listens on the port inside the task",
  ];
}

function nodesText(swarm: Swarm, ids: readonly string[]): string {
  return listed(ids.map((id) => nodeName(swarm, id)).sort(compareNatural), MOST_NODES);
}
