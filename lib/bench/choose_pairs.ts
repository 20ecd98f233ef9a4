import { type Arm, ARMS } from "./judge/model.ts";
import { formatPrefix } from "../swarm/cidr.ts";
import { find, notFound } from "../swarm/find.ts";
import type { Node, Swarm } from "../swarm/model.ts";
import { pickSubnet } from "../swarm/pool.ts";
import { inline } from "../terminal/boundary.ts";
import type { KnownNode } from "./read_node.ts";

/** The pairs that can be measured, or why there are none. */
export type Chosen =
  | { kind: "chosen"; pairs: { from: KnownNode; to: KnownNode }[]; leftOut: string[] }
  /** Sentences without final stop. */
  | { kind: "impossible"; problems: string[] };

/**
 * The pairs to measure, each from the first to the second: the two named nodes, every two nodes that take tasks, or two of them,
 * workers first since managers have other work. Every problem at once.
 */
export function choosePairs(
  swarm: Swarm,
  asked: { nodes: readonly string[] | undefined; all: boolean },
): Chosen {
  if (swarm.nodes.length < 2) {
    return {
      kind: "impossible",
      problems: ["The swarm has one node; what encryption costs shows between two"],
    };
  }
  if (asked.nodes !== undefined) return namedPair(swarm, asked.nodes);
  const sorted = [...swarm.nodes].sort(byRoleAndName);
  const usable = sorted.filter((node) => unusable(node) === undefined);
  const leftOut = sorted.flatMap((node) => unusable(node) ?? []);
  if (usable.length < 2) {
    return { kind: "impossible", problems: ["Fewer than two nodes can take part", ...leftOut] };
  }
  if (!asked.all) {
    return { kind: "chosen", pairs: [{ from: known(usable[0]!), to: known(usable[1]!) }], leftOut: [] };
  }
  const pairs = usable.flatMap((from, at) =>
    usable.slice(at + 1).map((to) => ({ from: known(from), to: known(to) }))
  );
  return { kind: "chosen", pairs, leftOut };
}

function namedPair(swarm: Swarm, words: readonly string[]): Chosen {
  const problems: string[] = [];
  const nodes = words.flatMap((word) => {
    const found = nodeOf(swarm, word);
    if (typeof found === "string") problems.push(found);
    else problems.push(...[unusable(found)].filter((one) => one !== undefined));
    return typeof found === "string" ? [] : [found];
  });
  if (nodes.length === 2 && nodes[0] === nodes[1]) {
    problems.push(
      `${words.map(inline).join(" and ")} are the same node: traffic within a node is never encrypted`,
    );
  }
  if (problems.length > 0) return { kind: "impossible", problems };
  return { kind: "chosen", pairs: [{ from: known(nodes[0]!), to: known(nodes[1]!) }], leftOut: [] };
}

function nodeOf(swarm: Swarm, word: string): Node | string {
  const finding = find(swarm.nodes.map((node) => ({ id: node.id, name: node.hostname, node })), word);
  return finding.kind === "found" ? finding.item.node : notFound("Node", word, finding);
}

/** Why a node cannot take part, or undefined. */
function unusable(node: Node): string | undefined {
  const name = `Node ${inline(node.hostname)}`;
  if (node.state !== "ready") return `${name} is ${node.state}`;
  if (node.availability === "drain") return `${name} is drained: docker node update --availability active`;
  if (node.availability === "pause") return `${name} is paused: docker node update --availability active`;
  if (node.os !== "linux") {
    return `${name} runs ${inline(node.os) || "an unknown system"}: overlays are encrypted on Linux`;
  }
  return undefined;
}

function byRoleAndName(a: Node, b: Node): number {
  return Number(a.role === "manager") - Number(b.role === "manager") ||
    (a.hostname < b.hostname ? -1 : a.hostname > b.hostname ? 1 : 0);
}

function known(node: Node): KnownNode {
  return { id: node.id, name: node.hostname, engine: node.engineVersion };
}

/** Addresses of each throw-away network, in prefix length: load balancers of all nodes of a large bench fit. */
const NETWORK_BITS = 25;

/** A subnet for each network that overlaps nothing known; none where nothing is free, then the managers choose. */
export function chooseSubnets(swarm: Swarm): Partial<Record<Arm, string>> {
  const both = pickSubnet(swarm, { prefix: NETWORK_BITS - 1 });
  if (both === null) return {};
  const half = 1n << BigInt(32 - NETWORK_BITS);
  const subnet = (at: number) =>
    formatPrefix({ family: 4, value: both.value + BigInt(at) * half, bits: NETWORK_BITS });
  return Object.fromEntries(ARMS.map((arm, at) => [arm, subnet(at)]));
}
