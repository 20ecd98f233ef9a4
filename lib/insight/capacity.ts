import { compareNatural } from "../base/natural.ts";
import { formatPrefix } from "../swarm/cidr.ts";
import { indexOf } from "../swarm/index.ts";
import type { Network, Swarm } from "../swarm/model.ts";
import { isPredefined } from "../swarm/names.ts";
import { nextAutomatic, poolsOf, poolUsage, subnetSizeOf } from "../swarm/pool.ts";
import { newNodesFor, type Room, roomsOf, type Taker } from "../swarm/room.ts";
import { startFirstRisk } from "../swarm/room.ts";
import { isLive } from "../swarm/task_state.ts";
import { type Consumers, loadBalancersOf, usageOf } from "../swarm/usage.ts";
import { type Asked, type WhatIf, whatIfOf } from "./capacity_what_if.ts";

/** Automatic subnets that are named beforehand. */
const NEXT_SUBNETS = 3;

/** The addresses of every swarm network: held, wanted, and needed for a while by updates. */
export interface Capacity {
  /** Fullest first, by the peak while the largest service is updated. */
  networks: NetworkCapacity[];
  /** Swarm networks that managers hand no addresses of, and why. */
  without: { name: string; id: string; why: "not allocated" | "no subnet" }[];
  pool: PoolLeft;
  /** What was asked about, null without a question. */
  whatIf: WhatIf | null;
}

/** How full a network is. */
export interface NetworkCapacity {
  id: string;
  name: string;
  ingress: boolean;
  subnets: string[];
  /** Addresses for consumers: without network, broadcast and gateway address. */
  usable: number;
  used: number;
  free: number;
  /** Who holds the used ones. */
  consumers: Consumers;
  /** Measured by the engine's allocator, or computed from the objects. */
  source: "engine counters" | "computed";
  /**
   * The allocator's count minus what objects explain: above 0 addresses that nobody seems to hold (leaked, or given back
   * while this was read), below 0 objects with addresses the allocator calls free. Null without counters.
   */
  difference: number | null;
  /** Addresses when every wanted task runs and nothing is updated. */
  need: number;
  /** Tasks that should run and have no address here. */
  waiting: number;
  peak: Peak;
  /** Largest first. */
  services: ServiceShare[];
  state: CapacityState;
}

/** Addresses while services are updated, in both update orders: a replacement gets its address while the old task has one. */
export interface Peak {
  /** All services at the same moment. */
  all: number;
  /** The one that takes most on top, and its name; equal to `need` where no service has tasks. */
  largest: number;
  service: string | null;
  /** Load balancer endpoints on top of either, should tasks come to nodes that have none here yet. */
  placement: number;
}

/**
 * full: wanted tasks go without, or no address is left. tight: the largest update does not fit. together: it does, all of
 * them at once do not. roomy: everything fits.
 */
export type CapacityState = "full" | "tight" | "together" | "roomy";

/** What a service takes of a network. */
export interface ServiceShare {
  name: string;
  tasks: number;
  vips: number;
  /** What an update takes on top. */
  transient: number;
  order: "stop-first" | "start-first";
  /** Why a start-first update of it would wait for ever: certain on a full network, possible where it needs a new node. */
  deadlock: "full" | "new-node" | null;
}

/** The default address pool, which networks without a subnet of their own are cut from. Always computed. */
export interface PoolLeft {
  pools: string[];
  /** Prefix length of automatic subnets. */
  size: number;
  /** Automatic subnets in all, and those that swarm networks overlap. */
  total: number;
  taken: number;
  /** The free ones by address. Engines before 27 go on behind the last one they gave, even when earlier ones are free. */
  next: string[];
}

/** Which networks are reported, and what is asked about them. */
export interface CapacityOptions {
  /** Full IDs of the networks to report; undefined: all. */
  only?: ReadonlySet<string> | undefined;
  asked?: Asked | undefined;
}

/** Rules: swarmkit manager/allocator/network.go and manager/orchestrator/update/updater.go (see `usageOf`, `roomsOf`). */
export function capacityOf(swarm: Swarm, options: CapacityOptions = {}): Capacity {
  const asked = (network: Network) => options.only === undefined || options.only.has(network.id);
  const networks: NetworkCapacity[] = [];
  for (const [network, room] of roomsOf(swarm)) {
    if (asked(network)) networks.push(capacityOfNetwork(swarm, network, room));
  }
  const without = swarm.networks.filter((one) => one.scope === "swarm" && asked(one))
    .filter((one) => !roomsOf(swarm).has(one) && !isPredefined(one))
    .map(({ name, id, driver }) => ({
      name,
      id,
      why: driver === "" ? "not allocated" as const : "no subnet" as const,
    }));
  return {
    networks: networks.sort((a, b) => shareOf(b) - shareOf(a) || compareNatural(a.name, b.name)),
    without: without.sort((a, b) => compareNatural(a.name, b.name)),
    pool: poolLeft(swarm),
    whatIf: options.asked === undefined ? null : whatIfOf(swarm, options.asked, options.only),
  };
}

function shareOf({ usable, peak }: NetworkCapacity): number {
  return usable === 0 ? 1 : peak.largest / usable;
}

function capacityOfNetwork(swarm: Swarm, network: Network, room: Room): NetworkCapacity {
  const usage = usageOf(swarm, network)!;
  const { vips, tasks, containers, loadBalancers } = usage.byConsumer;
  const peak = peakOf(swarm, network, room);
  return {
    id: network.id,
    name: network.name,
    ingress: network.ingress,
    subnets: network.ipam.config.map((one) => one.subnet),
    usable: usage.usable,
    used: usage.used,
    free: usage.free,
    consumers: usage.byConsumer,
    source: usage.source,
    difference: usage.source === "computed" ? null : usage.used - vips - tasks - containers - loadBalancers,
    need: room.need,
    waiting: waitingOn(swarm, network, room),
    peak,
    services: room.takers.map((taker) => ({
      name: taker.service.name,
      tasks: taker.tasks,
      vips: taker.vips,
      transient: taker.transient,
      order: taker.service.update.order,
      deadlock: startFirstRisk(swarm, network, room, taker),
    })),
    state: stateOf(room, peak),
  };
}

function stateOf(room: Room, peak: Peak): CapacityState {
  if (room.free < 1) return "full";
  if (peak.largest > room.usable) return "tight";
  return peak.all > room.usable ? "together" : "roomy";
}

function peakOf(swarm: Swarm, network: Network, room: Room): Peak {
  const largest = room.takers.reduce<Taker | null>(
    (most, one) => one.transient > (most?.transient ?? 0) ? one : most,
    null,
  );
  return {
    all: room.need + room.transient,
    largest: room.need + room.largest,
    service: largest?.service.name ?? null,
    placement: placementOf(swarm, network, room),
  };
}

/** At most as many more nodes as there are tasks for, and as may take some. Ingress is on every node already. */
function placementOf(swarm: Swarm, network: Network, room: Room): number {
  if (network.ingress) return 0;
  const open = new Set<string>();
  let tasks = 0;
  for (const { service, tasks: wanted, transient } of room.takers) {
    if (wanted === 0) continue;
    tasks += wanted + transient;
    for (const node of newNodesFor(swarm, network, service)) open.add(node.id);
  }
  // Endpoints that tasks to come are counted with already are new nodes as well.
  const counted = room.loadBalancers - loadBalancersOf(swarm, network);
  return Math.max(0, Math.min(open.size - counted, tasks - room.loadBalancers));
}

function waitingOn(swarm: Swarm, network: Network, room: Room): number {
  const index = indexOf(swarm);
  return room.takers.reduce(
    (sum, { service }) =>
      sum + index.tasksOf(service.id).filter((task) =>
        isLive(task) && task.desired === "running" &&
        !task.networks.some((at) => at.network === network.id && at.addresses.length > 0)
      ).length,
    0,
  );
}

function poolLeft(swarm: Swarm): PoolLeft {
  return {
    pools: poolsOf(swarm.cluster).map(formatPrefix),
    size: subnetSizeOf(swarm.cluster),
    ...poolUsage(swarm),
    next: nextAutomatic(swarm, NEXT_SUBNETS).map(formatPrefix),
  };
}
