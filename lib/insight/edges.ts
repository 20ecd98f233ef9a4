import { compareNatural } from "../base/natural.ts";
import { indexOf } from "../swarm/index.ts";
import type { Network, Service, Swarm } from "../swarm/model.ts";
import { isLive } from "../swarm/task_state.ts";
import { networksInNameOrder } from "../swarm/name_order.ts";
import { type Encryption, encryptionOf, isProtected } from "./network_facts.ts";

/** Two services that share a network, so each can reach the other. */
export interface Edge {
  /** Names; `from` sorts before `to` unless one service was asked for, which then is `from`. */
  from: string;
  to: string;
  /** In the order in which names are looked up: what one asks for by name goes over the first. */
  networks: EdgeNetwork[];
  /**
   * Whether a request between them can leave a node: tasks of both run, and not all of them on one and the same node.
   * null: one of them has no running task, so nothing can be said.
   */
  crossesNodes: boolean | null;
  /** What a request by name meets: encrypted, in clear, or (within one node) nothing to encrypt. */
  state: EdgeState;
}

/** A network over which two services reach each other. */
export interface EdgeNetwork {
  name: string;
  id: string;
  encryption: Encryption;
}

/** How traffic of two services travels; idle: one of them has no running task. */
export type EdgeState = "encrypted" | "clear" | "same-node" | "idle" | "unallocated";

/** Which edges are wanted. */
export interface EdgeOptions {
  /** Name of a service: its edges only. */
  from?: string | undefined;
  /** Only what travels in clear between nodes. */
  unencrypted?: boolean;
}

/** Everybody who can reach somebody, by the networks they share. Sorted by names; nobody is paired with itself. */
export function edgesOf(swarm: Swarm, options: EdgeOptions = {}): Edge[] {
  const places = nodesOfServices(swarm);
  const pairs = new Map<string, { a: Service; b: Service; shared: Set<string> }>();
  for (const network of swarm.networks) {
    if (network.scope !== "swarm" || network.ingress) continue;
    const on = indexOf(swarm).servicesOn(network.id);
    for (const [first, second] of pairsOf(on, options.from)) {
      const key = `${first.id} ${second.id}`;
      const known = pairs.get(key);
      if (known === undefined) pairs.set(key, { a: first, b: second, shared: new Set([network.id]) });
      else known.shared.add(network.id);
    }
  }
  const edges = [...pairs.values()].map(({ a, b, shared }) => edgeOf(swarm, a, b, shared, places));
  return edges
    .filter((edge) => !options.unencrypted || edge.state === "clear")
    .sort((a, b) => compareNatural(a.from, b.from) || compareNatural(a.to, b.to));
}

function* pairsOf(on: readonly Service[], from: string | undefined): Generator<[Service, Service]> {
  if (from !== undefined) {
    const asked = on.find((service) => service.name === from);
    if (asked === undefined) return;
    for (const other of on) if (other !== asked) yield [asked, other];
    return;
  }
  const sorted = [...on].sort((a, b) => compareNatural(a.name, b.name));
  for (let i = 0; i < sorted.length; i++) {
    for (let j = i + 1; j < sorted.length; j++) yield [sorted[i]!, sorted[j]!];
  }
}

type Places = ReadonlyMap<string, ReadonlySet<string>>;

function nodesOfServices(swarm: Swarm): Places {
  const places = new Map<string, Set<string>>();
  for (const task of swarm.tasks) {
    if (task.service === "" || task.node === "" || !isLive(task) || task.state !== "running") continue;
    const nodes = places.get(task.service);
    if (nodes === undefined) places.set(task.service, new Set([task.node]));
    else nodes.add(task.node);
  }
  return places;
}

function edgeOf(swarm: Swarm, a: Service, b: Service, shared: ReadonlySet<string>, places: Places): Edge {
  // Both see the shared networks in the same order, so the first one carries requests in both directions.
  const networks = networksInNameOrder(swarm, a).filter((network) => shared.has(network.id));
  const crosses = crossesNodes(places.get(a.id), places.get(b.id));
  return {
    from: a.name,
    to: b.name,
    networks: networks.map((network) => ({
      name: network.name,
      id: network.id,
      encryption: encryptionOf(network),
    })),
    crossesNodes: crosses,
    state: stateOf(networks[0], crosses),
  };
}

function crossesNodes(
  a: ReadonlySet<string> | undefined,
  b: ReadonlySet<string> | undefined,
): boolean | null {
  if (a === undefined || b === undefined) return null;
  const [only] = a;
  return !(a.size === 1 && b.size === 1 && b.has(only!));
}

function stateOf(first: Network | undefined, crosses: boolean | null): EdgeState {
  if (first === undefined || encryptionOf(first) === "unknown") return "unallocated";
  if (crosses === null) return "idle";
  if (!crosses) return "same-node";
  return isProtected(first) ? "encrypted" : "clear";
}

/** How many edges there are of each kind. */
export interface EdgeSummary {
  total: number;
  /** Edges that leave a node, and how many of those are encrypted. */
  crossing: number;
  encrypted: number;
  clear: number;
}

/** How much of what can cross nodes is encrypted. */
export function summaryOf(edges: readonly Edge[]): EdgeSummary {
  const count = (state: EdgeState) => edges.filter((edge) => edge.state === state).length;
  const encrypted = count("encrypted");
  const clear = count("clear");
  return { total: edges.length, crossing: encrypted + clear, encrypted, clear };
}
