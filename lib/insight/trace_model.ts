import { indexOf } from "../swarm/index.ts";
import type { Network, Node, Swarm } from "../swarm/model.ts";
import { isProtected } from "./network_facts.ts";

/** The way of a request as computed from what the managers know. */
export interface Trace {
  from: string;
  to: string;
  kind: "service" | "ingress" | "host";
  /** Node the example hops start at; "" where none could be chosen. */
  entry: string;
  /** What the asked name resolves to, network by network, in the order the resolver asks them. Empty for clients. */
  names: NameAnswer[];
  /** One example way, hop by hop. */
  hops: Hop[];
  /** Every task a request can end at, and how it gets there. */
  backends: Backend[];
  verdict: Verdict;
  /** What the API cannot tell and only a look from the nodes can. */
  unknown: string[];
}

/** What a name resolves to on a network. */
export interface NameAnswer {
  name: string;
  network: string;
  /** VIP, or task addresses in endpoint mode dnsrr. */
  answers: string[];
  /** Who answers to that name: more than one when an alias is claimed twice. */
  services: string[];
  /** The first network that knows the name: this answer is used. */
  used: boolean;
}

/** How a hop is protected; outside: not the swarm's business. */
export type Protection = Wire | "outside";

/** One step of a request. */
export interface Hop {
  /** Where it happens: a node, a task, or the client. */
  at: string;
  /** What happens there, one sentence. */
  what: string;
  /** Address or name before and after. */
  from: string;
  to: string;
  protection: Protection;
  /** Why it is protected so. */
  why: string;
  network: string | null;
  vni: string | null;
  /** Largest packet inside, bytes; null where the hop has no MTU of its own. */
  mtu: number | null;
}

/** A task where a request can end. */
export interface Backend {
  task: string;
  node: string;
  address: string;
  /** From the nodes a request can come from: the worst of those from which it arrives. */
  protection: Protection;
}

/** Whether the request gets there, and how. */
export interface Verdict {
  state: "reachable" | "reachable-in-clear" | "not-reachable";
  /** One sentence. */
  because: string;
  /** Commands or advice, where something can be done. */
  next: string[];
}

/**
 * What happens to a packet between two nodes of a network. The option `encrypted` alone does not decide: Windows ignores it,
 * so two Windows nodes send unencrypted, and a Linux node and a Windows node drop what the other one sends (docker docs, network
 * drivers overlay). A network without overlay (macvlan, ipvlan) is the nodes' own LAN, which swarm does not encrypt.
 */
export type Wire = "same-node" | "encrypted" | "clear" | "dropped";

/** `from` and `to` are node IDs; a node that is not known counts as Linux. */
export function wireBetween(swarm: Swarm, network: Network, from: string, to: string): Wire {
  if (from === to) return "same-node";
  if (!isProtected(network)) return "clear";
  const windows = [from, to].filter((id) => isWindows(indexOf(swarm).nodeById.get(id))).length;
  return windows === 0 ? "encrypted" : windows === 2 ? "clear" : "dropped";
}

function isWindows(node: Pick<Node, "os"> | undefined): boolean {
  return node?.os === "windows";
}

/** IDs of nodes. */
export type Nodes = ReadonlySet<string>;

/** Whether some node of the one is another than some node of the other. */
export function differ(here: Nodes, there: Nodes): boolean {
  if (here.size === 0 || there.size === 0) return false;
  const [only] = here;
  return !(here.size === 1 && there.size === 1 && there.has(only!));
}

/** The worst that a packet from one of these nodes to one of those meets: unencrypted, then dropped, then encrypted. */
export function worstBetween(swarm: Swarm, network: Network, here: Nodes, there: Nodes): Wire {
  if (!differ(here, there)) return "same-node";
  if (!isProtected(network)) return "clear";
  const windows = (nodes: Nodes) =>
    new Set([...nodes].filter((id) => isWindows(indexOf(swarm).nodeById.get(id))));
  const [from, to] = [windows(here), windows(there)];
  if (differ(from, to)) return "clear";
  const mixed = (from.size > 0 && to.size < there.size) || (to.size > 0 && from.size < here.size);
  return mixed ? "dropped" : "encrypted";
}

/**
 * The worst of several ways: an unencrypted one counts more than all encrypted ones. What is dropped does not arrive, so it decides
 * only where nothing else is left.
 */
export function worstOf(ways: Iterable<Wire>): Wire {
  const seen = new Set(ways);
  if (seen.has("clear")) return "clear";
  if (seen.has("encrypted")) return "encrypted";
  return seen.has("dropped") && !seen.has("same-node") ? "dropped" : "same-node";
}
