import { compareNatural } from "../base/natural.ts";
import { indexOf } from "../swarm/index.ts";
import { type Network, type Service, type Swarm, type Task, VNI_OPTION } from "../swarm/model.ts";
import { insideMtu } from "../swarm/mtu.ts";
import { isProtected } from "./network_facts.ts";
import { nodeName, taskName } from "./task_name.ts";
import type { Backend, Hop, Protection } from "./trace_model.ts";

/** Running tasks of a service, in the order of their names. */
export function runningTasks(swarm: Swarm, service: Service): Task[] {
  return indexOf(swarm).tasksOf(service.id)
    .filter((task) => task.state === "running" && task.desired === "running")
    .sort((a, b) => a.slot - b.slot || (a.node < b.node ? -1 : 1));
}

/** Address of a task in a network without its prefix length, or "". */
export function addressIn(task: Task, network: Network): string {
  const found = task.networks.find((one) => one.network === network.id)?.addresses[0] ?? "";
  return found.split("/")[0]!;
}

/** Address of a service's VIP in a network without its prefix length, or "". */
export function vipIn(service: Service, network: Network): string {
  return (service.vips.find((vip) => vip.network === network.id)?.addr ?? "").split("/")[0]!;
}

/** How a frame of this network gets from one node to another. */
function protectionBetween(network: Network, from: string, to: string): Protection {
  if (from === to) return "same-node";
  return isProtected(network) ? "encrypted" : "clear";
}

function whyProtected(network: Network, protection: Protection): string {
  if (protection === "same-node") return "both are on one node: nothing is sent between nodes";
  if (protection === "encrypted") {
    return `network ${network.name} has the option encrypted: ESP between the nodes`;
  }
  if (network.driver !== "overlay") {
    return `network ${network.name} has the driver ${network.driver}, which encrypts nothing`;
  }
  return `network ${network.name} has no option encrypted: plain VXLAN between the nodes`;
}

/** Worst of the ways from any of these nodes. */
export function backendsOf(
  swarm: Swarm,
  network: Network,
  tasks: readonly Task[],
  entries: readonly string[],
): Backend[] {
  const rank: Record<Protection, number> = { outside: 0, "same-node": 0, encrypted: 1, clear: 2 };
  return tasks.map((task) => {
    const ways = entries.map((entry) => protectionBetween(network, entry, task.node));
    const worst = ways.reduce<Protection>((most, one) => rank[one] > rank[most] ? one : most, "same-node");
    return {
      task: taskName(swarm, task),
      node: nodeName(swarm, task.node),
      address: addressIn(task, network),
      protection: worst,
    };
  }).sort((a, b) => compareNatural(a.task, b.task));
}

/** The hop over the wire (or within a node) on an overlay network. */
export function overlayHop(
  network: Network,
  way: { at: string; to: string; from: string; address: string; fromNode: string; toNode: string },
): Hop {
  const protection = protectionBetween(network, way.fromNode, way.toNode);
  const mtu = insideMtu(network).mtu;
  const carrier = network.driver === "overlay" ? "VXLAN" : `The nodes' own network (${network.driver})`;
  return {
    at: way.at,
    what: protection === "same-node"
      ? "The bridge of the network on this node passes the packet on"
      : `${carrier} carries the packet to ${way.to}${protection === "encrypted" ? ", wrapped in ESP" : ""}`,
    from: way.from,
    to: way.address,
    protection,
    why: whyProtected(network, protection),
    network: network.name,
    vni: network.options[VNI_OPTION] ?? null,
    mtu,
  };
}
