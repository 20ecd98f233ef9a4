import { compareNatural } from "../base/natural.ts";
import { indexOf } from "../swarm/index.ts";
import type { Network, Service, Swarm } from "../swarm/model.ts";
import { isPredefined } from "../swarm/names.ts";
import { networksInNameOrder } from "../swarm/name_order.ts";
import { serves } from "../swarm/task_state.ts";
import { type Encryption, encryptionOf, isUnallocated } from "./network_facts.ts";
import { differ, type Nodes, type Wire, worstBetween } from "./trace_model.ts";

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
  /**
   * What a request by name meets, at worst: in clear; dropped, between Windows and Linux nodes of an encrypted network;
   * encrypted; or (within one node) nothing to encrypt.
   */
  state: EdgeState;
}

/** A network over which two services reach each other. */
export interface EdgeNetwork {
  name: string;
  id: string;
  encryption: Encryption;
}

/** How traffic of two services travels; idle: one of them has no running task. */
export type EdgeState = Wire | "idle" | "unallocated";

/** Which edges are wanted. */
export interface EdgeOptions {
  /** Name of a service: its edges only. */
  from?: string | undefined;
  /** Only what travels in clear between nodes. */
  unencrypted?: boolean;
}

/** Everybody who can reach somebody, by the networks they share. Sorted by names; nobody is paired with itself. */
export function edgesOf(swarm: Swarm, options: EdgeOptions = {}): Edge[] {
  return unsortedEdges(swarm, options.from)
    .filter((edge) => !options.unencrypted || edge.state === "clear")
    .sort((a, b) => compareNatural(a.from, b.from) || compareNatural(a.to, b.to));
}

function unsortedEdges(swarm: Swarm, from: string | undefined): Edge[] {
  const places = nodesOfServices(swarm);
  const pairs = new Map<string, { a: Service; b: Service; shared: Set<string> }>();
  for (const network of swarm.networks) {
    if (network.scope !== "swarm" || network.ingress || isPredefined(network)) continue;
    const on = indexOf(swarm).servicesOn(network.id);
    for (const [first, second] of pairsOf(on, from)) {
      const key = `${first.id} ${second.id}`;
      const known = pairs.get(key);
      if (known === undefined) pairs.set(key, { a: first, b: second, shared: new Set([network.id]) });
      else known.shared.add(network.id);
    }
  }
  return [...pairs.values()].map(({ a, b, shared }) => edgeOf(swarm, a, b, shared, places));
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

type Places = ReadonlyMap<string, Nodes>;

function nodesOfServices(swarm: Swarm): Places {
  const places = new Map<string, Set<string>>();
  for (const task of swarm.tasks) {
    if (task.service === "" || task.node === "" || !serves(task)) continue;
    const nodes = places.get(task.service);
    if (nodes === undefined) places.set(task.service, new Set([task.node]));
    else nodes.add(task.node);
  }
  return places;
}

function edgeOf(swarm: Swarm, a: Service, b: Service, shared: ReadonlySet<string>, places: Places): Edge {
  // Both see the shared networks in the same order, so the first one carries requests in both directions.
  const networks = networksInNameOrder(swarm, a).filter((network) => shared.has(network.id));
  const [here, there] = [places.get(a.id), places.get(b.id)];
  return {
    from: a.name,
    to: b.name,
    networks: networks.map((network) => ({
      name: network.name,
      id: network.id,
      encryption: encryptionOf(network),
    })),
    crossesNodes: here === undefined || there === undefined ? null : differ(here, there),
    state: stateOf(swarm, networks[0], here, there),
  };
}

function stateOf(
  swarm: Swarm,
  first: Network | undefined,
  here: Nodes | undefined,
  there: Nodes | undefined,
): EdgeState {
  if (first === undefined || isUnallocated(first)) return "unallocated";
  return here === undefined || there === undefined ? "idle" : worstBetween(swarm, first, here, there);
}

/** How many edges there are of each kind. */
export interface EdgeSummary {
  total: number;
  /** Edges that leave a node, and how many of those are encrypted. */
  crossing: number;
  encrypted: number;
  clear: number;
  /** Between Windows and Linux nodes of an encrypted network, so that nothing arrives. */
  dropped: number;
}

/** Counts edges by what happens to a request. */
export function summaryOf(edges: readonly Edge[]): EdgeSummary {
  const count = (state: EdgeState) => edges.filter((edge) => edge.state === state).length;
  const encrypted = count("encrypted");
  const clear = count("clear");
  const dropped = count("dropped");
  return { total: edges.length, crossing: encrypted + clear + dropped, encrypted, clear, dropped };
}

/** How many edges of each kind a swarm has; thousands of them need no order to be counted. */
export function countEdges(swarm: Swarm): EdgeSummary {
  return summaryOf(unsortedEdges(swarm, undefined));
}

/** How much of what can cross nodes is encrypted, in per cent: 100 and 0 only where it is all and nothing. */
export function encryptedShare({ crossing, encrypted }: EdgeSummary): number {
  if (encrypted === 0 || crossing === encrypted) return encrypted === 0 ? 0 : 100;
  return Math.min(99, Math.max(1, Math.round((encrypted / crossing) * 100)));
}
