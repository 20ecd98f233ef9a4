import {
  type Address,
  contains,
  firstAddress,
  lastAddress,
  parseAddress,
  parsePrefix,
  sizeOf,
} from "./cidr.ts";
import { indexOf } from "./index.ts";
import type { IpamConfig, Network, Swarm } from "./model.ts";
import { isLive } from "./task_state.ts";

/** Addresses of one network by who holds them. */
export interface Consumers {
  /** Virtual IPs of services. */
  vips: number;
  /** Tasks that have not ended, pending ones that already hold an address included. */
  tasks: number;
  /** Containers attached by `docker run --network` or `docker network connect`. */
  containers: number;
  /** Load balancer endpoints: one on each node with a task here, on ingress one on every node, as far as addresses go. */
  loadBalancers: number;
  /** Held according to the engine's counters, but by no object that can be seen. 0 without counters. */
  other: number;
}

/** How many addresses of a network are used, and by whom. */
export interface Usage {
  /** Addresses there are for consumers: without network, broadcast and gateway address. */
  usable: number;
  used: number;
  free: number;
  byConsumer: Consumers;
  /** Whether the allocator's own counters gave `used` and `free` (API 1.52 and later), or the objects were counted. */
  source: "engine counters" | "computed";
}

const USAGES = new WeakMap<Swarm, Map<Network, Usage | null>>();

/**
 * Addresses used and free in a swarm network, counted once for each network of a swarm value. Null where managers allocate
 * none: local networks, and networks without a subnet (not allocated, or predefined).
 */
export function usageOf(swarm: Swarm, network: Network): Usage | null {
  let usages = USAGES.get(swarm);
  if (usages === undefined) USAGES.set(swarm, usages = new Map());
  let usage = usages.get(network);
  if (usage === undefined) usages.set(network, usage = countUsage(swarm, network));
  return usage;
}

/** Summed over its subnets. Rules: swarmkit manager/allocator/network.go, moby libnetwork/cnmallocator, reproduced on 20.10.24 and 28.5.2. */
function countUsage(swarm: Swarm, network: Network): Usage | null {
  if (network.scope !== "swarm") return null;
  const subnets = network.ipam.config.filter((one) => parsePrefix(one.subnet) !== null);
  if (subnets.length === 0) return null;
  const usable = Math.min(subnets.reduce((sum, one) => sum + usableOf(one), 0), Number.MAX_SAFE_INTEGER);
  const seen = consumersOf(swarm, network, usable);
  const total = seen.vips + seen.tasks + seen.containers + seen.loadBalancers;
  const counted = countersOf(network, subnets);
  if (counted === null) {
    return { usable, used: total, free: Math.max(0, usable - total), byConsumer: seen, source: "computed" };
  }
  const byConsumer = { ...seen, other: Math.max(0, counted.used - total) };
  return { usable, used: counted.used, free: counted.free, byConsumer, source: "engine counters" };
}

/**
 * Addresses a subnet has for consumers. With an ip-range only its addresses are handed out; where no gateway is named
 * the allocator takes the first address of the range (reproduced on 20.10.24: a /28 range gives 15, 16 with a gateway
 * outside). A /31 or /32 cannot be allocated at all: 0.
 */
export function usableOf(config: Pick<IpamConfig, "subnet" | "range" | "gateway">): number {
  const subnet = parsePrefix(config.subnet);
  if (subnet === null || sizeOf(subnet) < 4n) return 0;
  const range = parsePrefix(config.range) ?? subnet;
  const gateway = parseAddress(config.gateway.split("/")[0]!);
  const reserved = [firstAddress(subnet), lastAddress(subnet)].filter((one) => contains(range, one));
  const gatewayInside = gateway === null ||
    (contains(range, gateway) && !reserved.some((one) => same(one, gateway)));
  const left = sizeOf(range) - BigInt(reserved.length) - (gatewayInside ? 1n : 0n);
  return left > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Math.max(0, Number(left));
}

function same(a: Address, b: Address): boolean {
  return a.family === b.family && a.value === b.value;
}

/** The objects that hold addresses here. A service that lists a network twice takes two VIPs and two addresses a task. */
function consumersOf(swarm: Swarm, network: Network, usable: number): Consumers {
  const index = indexOf(swarm);
  const found: Consumers = {
    vips: index.vipsOn(network.id),
    tasks: 0,
    containers: 0,
    loadBalancers: 0,
    other: 0,
  };
  for (const task of index.tasksOn(network.id)) {
    if (!isLive(task)) continue;
    let held = 0;
    for (const at of task.networks) if (at.network === network.id) held += at.addresses.length;
    if (task.attachment === "") found.tasks += held;
    else found.containers += held;
  }
  // A node whose load balancer got none rejects its tasks: "node is missing network attachments, ip addresses may be
  // exhausted" (watched on 20.10.24). No object tells, so what is left is all that they can have.
  const left = Math.max(0, usable - found.vips - found.tasks - found.containers);
  found.loadBalancers = Math.min(loadBalancersOf(swarm, network), left);
  return found;
}

/** Load balancer endpoints that a network should have: one on each node with a task here, on ingress one on every node. */
export function loadBalancersOf(swarm: Swarm, network: Network): number {
  if (network.ingress) return swarm.nodes.length;
  const nodes = new Set<string>();
  for (const task of indexOf(swarm).tasksOn(network.id)) {
    if (task.node !== "" && isLive(task)) nodes.add(task.node);
  }
  return nodes.size;
}

/** The allocator's counters without the addresses that are no consumer's: network, broadcast and gateway of each subnet. */
function countersOf(network: Network, subnets: readonly IpamConfig[]): { used: number; free: number } | null {
  if (network.usage === null) return null;
  let used = 0;
  let free = 0;
  for (const { subnet } of subnets) {
    const counter = network.usage[subnet];
    if (counter === undefined) return null;
    used += Math.max(0, counter.used - 3);
    free += counter.available;
  }
  return { used, free };
}
