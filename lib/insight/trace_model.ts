import type { Wire } from "./wire.ts";

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
