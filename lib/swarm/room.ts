import { indexOf } from "./index.ts";
import type { Network, Node, Service, Swarm } from "./model.ts";
import { canRun, isOpen } from "./placement.ts";
import { transientOf, wantedTasks } from "./rolling.ts";
import { isLive } from "./task_state.ts";
import { loadBalancersOf, usageOf } from "./usage.ts";
import { isJob } from "./service.ts";

/** What one service takes of a network's addresses. */
export interface Taker {
  service: Service;
  /** How often the service lists the network: everything is taken so many times. */
  times: number;
  /** Wanted tasks times the attachments to this network. */
  tasks: number;
  vips: number;
  /** What an update of it takes on top for a while. */
  transient: number;
}

/** Whether a network's addresses suffice, now and while its services are updated. */
export interface Room {
  usable: number;
  /** Addresses held now, as `usageOf` says. */
  held: number;
  /** Addresses when every wanted task runs and nothing is updated; at least what is held now. */
  need: number;
  /** `usable - need`: negative when wanted tasks go without. */
  free: number;
  /** Largest first. */
  takers: Taker[];
  /** Load balancer endpoints, one for each node with a task here (on ingress: for each node). */
  loadBalancers: number;
  /** Containers attached by hand. */
  containers: number;
  /** All services updated at the same moment. */
  transient: number;
  /** The largest one of them. */
  largest: number;
}

const ROOMS = new WeakMap<Swarm, Map<Network, Room | null>>();

/** The room of every network that managers allocate addresses in. */
export function roomsOf(swarm: Swarm): ReadonlyMap<Network, Room> {
  const rooms = new Map<Network, Room>();
  for (const network of swarm.networks) {
    const room = roomOf(swarm, network);
    if (room !== null) rooms.set(network, room);
  }
  return rooms;
}

/** The room of one network, counted once for each swarm value; null where managers allocate no addresses. */
export function roomOf(swarm: Swarm, network: Network): Room | null {
  let rooms = ROOMS.get(swarm);
  if (rooms === undefined) ROOMS.set(swarm, rooms = new Map());
  let room = rooms.get(network);
  if (room === undefined) rooms.set(network, room = countRoom(swarm, network));
  return room;
}

/**
 * Counts what a network's consumers want. Unlike `usageOf`, which says what is held, this includes tasks that wait for an
 * address. Null where managers allocate none. Arithmetic: swarmkit manager/allocator/network.go, reproduced on 20.10.24
 * and 28.5.2.
 */
function countRoom(swarm: Swarm, network: Network): Room | null {
  const usage = usageOf(swarm, network);
  if (usage === null) return null;
  const takers = takersOf(swarm, network).sort((a, b) => sizeOfTaker(b) - sizeOfTaker(a));
  const tasks = takers.reduce((sum, one) => sum + one.tasks, 0);
  const vips = takers.reduce((sum, one) => sum + one.vips, 0);
  const transient = takers.reduce((sum, one) => sum + one.transient, 0);
  const { containers, other } = usage.byConsumer;
  const loadBalancers = Math.max(
    loadBalancersOf(swarm, network),
    ...takers.map((one) => spreadOf(swarm, one)),
  );
  const wanted = Math.max(vips, usage.byConsumer.vips) + Math.max(tasks, usage.byConsumer.tasks) +
    containers +
    loadBalancers + other;
  const need = Math.max(wanted, usage.used);
  return {
    usable: usage.usable,
    held: usage.used,
    need,
    free: usage.usable - need,
    takers,
    loadBalancers,
    containers,
    transient,
    largest: Math.max(0, ...takers.map((one) => one.transient)),
  };
}

/**
 * Nodes that tasks which are still to be placed will take: swarm spreads them, and each node costs a load balancer. 0 for a
 * service that has its nodes; 1 where no node is known, as in a stack file judged by itself.
 */
function spreadOf(swarm: Swarm, { service, tasks }: Taker): number {
  if (tasks === 0 || indexOf(swarm).tasksOf(service.id).some((task) => task.node !== "" && isLive(task))) {
    return 0;
  }
  let nodes = 0;
  for (const node of swarm.nodes) {
    if (nodes < tasks && isOpen(node) && canRun(service, node)) nodes++;
  }
  return Math.max(1, nodes);
}

function sizeOfTaker({ tasks, vips }: Taker): number {
  return tasks + vips;
}

function takersOf(swarm: Swarm, network: Network): Taker[] {
  const index = indexOf(swarm);
  return index.servicesOn(network.id).map((service): Taker => {
    const listed = service.networks.length > 0 ? service.networks : service.legacyNetworks;
    // A service that lists a network twice takes everything twice there (reproduced on 20.10.24).
    const times = Math.max(
      1,
      listed.filter((one) => index.network(one.target)?.id === network.id).length,
    );
    const job = isJob(service);
    // A job's tasks give their addresses back when they are done.
    const tasks = job ? index.tasksOf(service.id).filter(isLive).length : wantedTasks(swarm, service);
    return {
      service,
      times,
      tasks: tasks * times,
      vips: service.vips.filter((vip) => vip.network === network.id && vip.addr !== "").length,
      transient: job ? 0 : transientOf(swarm, service) * times,
    };
  });
}

/**
 * Nodes that a service may put a task on, and that have none on this network now: their first one costs an address more.
 * A task that has ended holds none, so its node counts as one without.
 */
export function newNodesFor(swarm: Swarm, network: Network, service: Service): Node[] {
  const served = new Set(indexOf(swarm).tasksOn(network.id).filter(isLive).map((task) => task.node));
  return swarm.nodes.filter((node) => !served.has(node.id) && isOpen(node) && canRun(service, node));
}

/**
 * Why an update of this service may never finish here: it starts its new tasks first, and these wait for an address that
 * the old ones only give back when the new ones run. `full`: no address is left, so it is certain (watched on 28.5.2).
 * `new-node`: the last address suffices for a task, not for the load balancer of a node that had none yet, where the
 * scheduler likes to put the new task. Null: it gets through, one task after the other.
 */
export function startFirstRisk(
  swarm: Swarm,
  network: Network,
  room: Pick<Room, "free">,
  { service, transient }: Pick<Taker, "service" | "transient">,
): "full" | "new-node" | null {
  if (service.update.order !== "start-first" || transient === 0) return null;
  if (room.free < 1) return "full";
  if (room.free > 1 || room.free >= transient || network.ingress || service.mode === "global") return null;
  return newNodesFor(swarm, network, service).length > 0 ? "new-node" : null;
}
