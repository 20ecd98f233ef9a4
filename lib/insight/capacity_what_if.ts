import { compareNatural } from "../base/natural.ts";
import type { Network, Node, Service, Swarm } from "../swarm/model.ts";
import { canRun, isOpen } from "../swarm/placement.ts";
import { newNodesFor, type Room, roomsOf, type Taker } from "../swarm/room.ts";
import { startFirstRisk } from "../swarm/room.ts";
import { isJob } from "../swarm/service.ts";

/** What might be done to a swarm, all of it together. */
export interface Asked {
  /** Further nodes. */
  nodes: number;
  /** Service ID → wanted replicas. */
  scale: ReadonlyMap<string, number>;
  /** IDs of services that are updated. */
  update: ReadonlySet<string>;
}

/** Whether the addresses suffice for what was asked, network by network. Always computed. */
export interface WhatIf {
  nodes: number;
  /** Global services that a new node would not get, because their constraints ask for more than a plain worker. */
  notOnNewNodes: string[];
  scale: {
    service: string;
    from: number;
    to: number; /** Most replicas for which the addresses suffice. */
    most: number | null;
  }[];
  update: string[];
  /** Every network that something asked takes addresses of, those that do not suffice first. */
  networks: WhatIfNetwork[];
  fits: boolean;
}

/** A network as it would be. */
export interface WhatIfNetwork {
  id: string;
  name: string;
  usable: number;
  /** Addresses wanted as things are. */
  before: number;
  /** Tasks more (or fewer). */
  tasks: number;
  /** Load balancer endpoints more, should the tasks come to nodes that have none here yet. */
  loadBalancers: number;
  /** Addresses for a while on top, by the services that are updated together. */
  transient: number;
  /** `before` and all of the above. */
  peak: number;
  fits: boolean;
  /** Addresses that are missing, 0 when it fits. */
  short: number;
  /** What becomes of the updates here. */
  updates: WhatIfUpdate[];
}

/**
 * fits: every replacement gets its address. gap: stop-first; the old task goes first, its place is empty until the new one
 * has its address. slower: start-first with an address left, so fewer at a time than asked. deadlock: start-first with none
 * left: old tasks wait for new ones, and these for an address. maybe: as deadlock, should the scheduler choose a new node.
 */
export type UpdateOutcome = "fits" | "gap" | "slower" | "deadlock" | "maybe";

/** How an update would end. */
export interface WhatIfUpdate {
  service: string;
  order: "stop-first" | "start-first";
  transient: number;
  outcome: UpdateOutcome;
}

/** A further node: a ready worker like the others, without labels. */
function nodeLike(swarm: Swarm): Node {
  const model = swarm.nodes.find((one) => isOpen(one) && one.role === "worker") ??
    swarm.nodes.find(isOpen) ?? swarm.nodes[0];
  return {
    id: "",
    hostname: "",
    role: "worker",
    availability: "active",
    state: "ready",
    addr: "",
    os: model?.os ?? "linux",
    arch: model?.arch ?? "x86_64",
    engineVersion: model?.engineVersion ?? "",
    manager: null,
    labels: {},
  };
}

/** Answers for `only` these networks where it is given. */
export function whatIfOf(swarm: Swarm, asked: Asked, only?: ReadonlySet<string>): WhatIf {
  const fresh = nodeLike(swarm);
  const networks: WhatIfNetwork[] = [];
  for (const [network, room] of roomsOf(swarm)) {
    if (only !== undefined && !only.has(network.id)) continue;
    const found = onNetwork(swarm, network, room, asked, fresh);
    if (found !== null) networks.push(found);
  }
  const globals = asked.nodes === 0 ? [] : swarm.services.filter((one) => one.mode === "global");
  return {
    nodes: asked.nodes,
    notOnNewNodes: globals.filter((one) => !canRun(one, fresh)).map((one) => one.name).sort(compareNatural),
    scale: [...asked.scale].map(([id, to]) => {
      const service = swarm.services.find((one) => one.id === id)!;
      const most = mostReplicas(swarm, service, asked, fresh);
      return { service: service.name, from: service.replicas ?? 0, to, most };
    }).sort((a, b) => compareNatural(a.service, b.service)),
    update: swarm.services.filter((one) => asked.update.has(one.id)).map((one) => one.name).sort(
      compareNatural,
    ),
    networks: networks.sort((a, b) => b.short - a.short || compareNatural(a.name, b.name)),
    fits: networks.every((one) => one.fits),
  };
}

interface Growth {
  tasks: number;
  loadBalancers: number;
  /** Whether anything asked concerns this network at all. */
  touched: boolean;
}

function onNetwork(
  swarm: Swarm,
  network: Network,
  room: Room,
  asked: Asked,
  fresh: Node,
): WhatIfNetwork | null {
  const growth = growthOf(swarm, network, room, asked, fresh);
  const updated = room.takers.filter(({ service }) => asked.update.has(service.id));
  if (!growth.touched && updated.length === 0) return null;
  const steady = room.need + growth.tasks + growth.loadBalancers;
  const updates = updated.map((taker) => ({ ...taker, transient: transientAfter(taker, asked, fresh) }));
  const transient = updates.reduce((sum, one) => sum + one.transient, 0);
  const peak = steady + transient;
  const free = room.usable - steady;
  return {
    id: network.id,
    name: network.name,
    usable: room.usable,
    before: room.need,
    tasks: growth.tasks,
    loadBalancers: growth.loadBalancers,
    transient,
    peak,
    fits: peak <= room.usable,
    short: Math.max(0, peak - room.usable),
    updates: updates.map((taker) => ({
      service: taker.service.name,
      order: taker.service.update.order,
      transient: taker.transient,
      outcome: outcomeOf(swarm, network, free, transient, taker),
    })),
  };
}

function outcomeOf(
  swarm: Swarm,
  network: Network,
  free: number,
  together: number,
  taker: Pick<Taker, "service" | "transient">,
): UpdateOutcome {
  const risk = startFirstRisk(swarm, network, { free }, taker);
  if (risk === "full") return "deadlock";
  if (together <= free) return "fits";
  if (taker.service.update.order === "stop-first") return "gap";
  return risk === "new-node" ? "maybe" : "slower";
}

/** Tasks and load balancer endpoints that scaling and new nodes bring, worst placement. */
function growthOf(swarm: Swarm, network: Network, room: Room, asked: Asked, fresh: Node): Growth {
  const globals = asked.nodes === 0
    ? []
    : room.takers.filter(({ service }) => service.mode === "global" && canRun(service, fresh));
  const everyNode = asked.nodes > 0 && (network.ingress || globals.length > 0);
  let tasks = globals.reduce((sum, taker) => sum + asked.nodes * taker.times, 0);
  let loadBalancers = everyNode ? asked.nodes : 0;
  let touched = everyNode;
  const open = new Set<string>();
  let placeable = 0;
  let freshOpen = false;
  for (const taker of room.takers) {
    const { service } = taker;
    const to = asked.scale.get(service.id);
    if (to === undefined) continue;
    touched = true;
    const added = to - (service.replicas ?? 0);
    tasks += added * taker.times;
    if (added <= 0 || network.ingress) continue;
    const nodes = newNodesFor(swarm, network, service);
    for (const node of nodes) open.add(node.id);
    const onFresh = !everyNode && canRun(service, fresh);
    freshOpen ||= onFresh;
    placeable += Math.min(added, nodes.length + (onFresh ? asked.nodes : 0));
  }
  loadBalancers += Math.min(placeable, open.size + (freshOpen ? asked.nodes : 0));
  return { tasks, loadBalancers, touched };
}

function transientAfter({ service, tasks, times }: Taker, asked: Asked, fresh: Node): number {
  if (isJob(service)) return 0;
  const more = service.mode === "global" && canRun(service, fresh) ? asked.nodes : 0;
  const wanted = (asked.scale.get(service.id) ?? tasks / times) + more;
  const { parallelism } = service.update;
  return times * (parallelism === 0 ? wanted : Math.min(parallelism, wanted));
}

/**
 * Most replicas of a service that fit on all of its networks, with everything else that was asked; 0 when none do, null when
 * no network limits it.
 */
function mostReplicas(swarm: Swarm, service: Service, asked: Asked, fresh: Node): number | null {
  const rooms = [...roomsOf(swarm)].filter(([, room]) => room.takers.some((one) => one.service === service));
  if (rooms.length === 0) return null;
  const fits = (replicas: number) => {
    const scale = new Map(asked.scale).set(service.id, replicas);
    return rooms.every(([network, room]) =>
      onNetwork(swarm, network, room, { ...asked, scale }, fresh)!.fits
    );
  };
  let low = 0;
  // No network holds more tasks than it has addresses.
  let high = Math.min(...rooms.map(([, room]) => room.usable));
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
