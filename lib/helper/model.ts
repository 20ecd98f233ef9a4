import type { Raw } from "../engine/engine.ts";

/** What a run is for; part of the names and labels of everything it makes. */
export type Purpose = "probe" | "bench";

/** A folder of the node, seen inside the helper. */
export interface HelperMount {
  /** Path on the node; the task is rejected where it is not there. */
  source: string;
  target: string;
  readOnly: boolean;
}

/** A helper service, as a command asks for it. */
export interface HelperSpec {
  /** What this one does within the run, such as "agent": lower-case letters, digits, dashes. Unique within the run. */
  role: string;
  /** "all": one task on each node that takes tasks; else one task on each of these nodes, by ID. */
  nodes: "all" | readonly string[];
  /** The node's own network, or overlay networks by ID. */
  network: "host" | readonly string[];
  /** Such as "CAP_NET_ADMIN", beyond what docker gives every container. */
  capabilities: readonly string[];
  mounts: readonly HelperMount[];
  /** Visible to everyone who may read services: no secrets. */
  env: Readonly<Record<string, string>>;
  /** By node ID, beyond `env`; only where `nodes` is a list. */
  nodeEnv?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /**
   * A script for a POSIX shell. Each line it writes to standard output is a fact: a word that says what kind, a space, text.
   * Standard error is a fact of the kind "stderr". It ends when the script ends or after `limitSeconds`.
   */
  script: string;
  /** Longest time the script may take, in seconds. */
  limitSeconds: number;
}

/** One fact: a line that a helper wrote. Text from a node is hostile. */
export interface Fact {
  kind: string;
  text: string;
  /** Milliseconds since the epoch when the line reached us. */
  received: number;
}

/**
 * How it ended on one node:
 * answered - every line arrived, to the last; cut-off - the script ran but its lines are not complete (see `why`);
 * no-image - the node has no such image and could not get it; lacking - a capability or mount was refused there;
 * refused - the node could not start it for another reason; down, drained, paused - the node takes no tasks now;
 * other-system - no Linux node; timed-out - not started, or not finished, in time.
 */
export type NodeEnd =
  | "answered"
  | "cut-off"
  | "no-image"
  | "lacking"
  | "refused"
  | "down"
  | "drained"
  | "paused"
  | "other-system"
  | "timed-out";

/** What came back from one node. */
export interface Answer {
  node: string;
  hostname: string;
  end: NodeEnd;
  /** One sentence without final stop, with the engine's own words where there are any; "" when answered. */
  why: string;
  /** In the order they were written. */
  facts: Fact[];
  /** Lines of this node that were not from this run's script (other nonce, or broken); they are ignored. */
  strange: number;
}

/** A helper service that has been started. */
export interface StartedHelper {
  role: string;
  /** Services that make it up: one, or one for each node. */
  ids: string[];
  /** IDs of the nodes that it was meant for: a list that was asked for, or every node of the swarm. */
  nodes: string[];
  limitSeconds: number;
  /** Capabilities that were asked for. */
  capabilities: readonly string[];
}

/** A throw-away network. */
export interface HelperNetwork {
  /** Part of its name; unique within the run. */
  role: string;
  encrypted: boolean;
  /** MTU option (the budget between the nodes, in bytes); left out: docker's default. */
  mtu?: number;
  /** In CIDR form; left out: the managers choose one. */
  subnet?: string;
}

/** What `--dry-run` prints: the exact bodies of the calls that create. */
export interface HelperPlan {
  networks: Raw[];
  services: Raw[];
}

/** Label of everything that a run makes; its value is the run's ID. */
export const HELPER_LABEL = "swarmnet.helper";
/** What the run is for. */
const PURPOSE_LABEL = "swarmnet.purpose";
/** Seconds since the epoch after which nothing of the run can still be at work. */
export const UNTIL_LABEL = "swarmnet.until";

/** What tells one run from all others. */
export interface RunIdentity {
  /** 12 hexadecimal digits. */
  id: string;
  purpose: Purpose;
  /** Seconds since the epoch: see `UNTIL_LABEL`. */
  until: number;
  /** 32 hexadecimal digits that every line of this run's helpers carries. */
  nonce: string;
}

/** Labels of an object of this run. */
export function labelsOf({ id, purpose, until }: RunIdentity): Record<string, string> {
  return { [HELPER_LABEL]: id, [PURPOSE_LABEL]: purpose, [UNTIL_LABEL]: String(until) };
}

/** Name of an object of this run: unique in the swarm, and it tells a reader of `docker service ls` what it is. */
export function nameOf({ id, purpose }: RunIdentity, role: string): string {
  return `swarmnet-${purpose}-${id}-${role}`;
}
