import type { Network, Node, Swarm } from "../../swarm/model.ts";
import type { NodeFacts } from "./facts.ts";

/**
 * One check on one node, or on the way from one node to another:
 * ok - looked at and as it should be; failed - looked at and wrong; skipped - there was nothing to look at, or no tool to look
 * with; unknown - it could not be seen, which says nothing of how it is.
 */
export interface Check {
  /** Of the family SN08. */
  code: string;
  state: "ok" | "failed" | "skipped" | "unknown";
  /** Host name; "" where the check is about the whole swarm. */
  node: string;
  /** Host name of the other end, where there is one. */
  peer: string | null;
  network: string | null;
  /** What was seen or why nothing was, one sentence without final stop. */
  evidence: string;
}

/** What was seen of a network's frames on the way from one node to another. */
export interface WireResult {
  network: string;
  /** What the network's options say. */
  wanted: "encrypted" | "clear";
  from: string;
  to: string;
  /** "encrypted" only with every part of the proof: see `judgeWire`. */
  seen: "encrypted" | "clear" | "not-proven";
  /** Why it is not proven; "" otherwise. */
  why: string;
  /** Frames of this network in clear, frames of the throw-away network in clear, ESP packets of the size that was sent. */
  clear: number;
  control: number;
  esp: number;
  sent: number;
  answered: number;
}

/** A network that is looked at. */
export interface Target {
  /** From 1; 0 is the throw-away network. */
  number: number;
  network: Network;
  encrypted: boolean;
  vnis: readonly number[];
  /** Named by the user, so that its proof is demanded. */
  named: boolean;
}

/** A node and what came from it. */
export interface ProbedNode {
  node: Node;
  /** null: nothing came, `why` says why. */
  facts: NodeFacts | null;
  /** Why there are no facts, or why they are not complete; "" when they are. */
  why: string;
}

/** Everything that is judged. */
export interface ProbeInput {
  /** Before the helpers came, and after they had looked. */
  before: Swarm;
  after: Swarm;
  targets: readonly Target[];
  /** VNIs of the throw-away network; empty where it could not be made. */
  control: readonly number[];
  nodes: readonly ProbedNode[];
  /** UDP port of the data path. */
  port: number;
}

/** reqid and mark of everything that docker's IPsec does (moby drivers/overlay/encryption.go). */
export const IPSEC_REQID = "13681891";
/** Mark on packets that docker's IPsec policies apply to (moby libnetwork/drivers/overlay/encryption.go, `mark`). */
export const IPSEC_MARK = "0xd0c4e3";

/** The host names under which nodes are told apart; an ID's beginning is added where two have the same. */
export function nodeName(nodes: readonly ProbedNode[], { id, hostname }: Node): string {
  const twins = nodes.filter(({ node }) => node.hostname === hostname);
  return twins.length > 1 ? `${hostname} (${id.slice(0, 12)})` : hostname;
}

/** The node that has this address on one of its own interfaces, or that the managers know by it. */
export function ownerOf(nodes: readonly ProbedNode[], address: string): ProbedNode | undefined {
  return nodes.find(({ facts }) => facts?.addresses.has(address)) ??
    nodes.find(({ node, facts }) => facts === null && node.addr === address);
}
