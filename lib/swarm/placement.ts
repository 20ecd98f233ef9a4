import type { Node, Service, Swarm } from "./model.ts";

/** Key, operator and value (swarmkit manager/constraint/constraint.go). */
const CONSTRAINT = /^([^\s!=]+)\s*(==|!=)\s*(.*)$/;

/** Whether new tasks may come to a node at all. */
export function isOpen(node: Pick<Node, "availability" | "state">): boolean {
  return node.availability === "active" && node.state === "ready";
}

/**
 * Whether a service's constraints and platforms let its tasks run on a node. A constraint on what is not known here
 * (engine labels) counts as met, so "true" means "as far as can be seen". Rules: swarmkit manager/constraint and
 * manager/scheduler/filter.go.
 */
export function canRun(service: Pick<Service, "constraints" | "platforms">, node: Node): boolean {
  return onPlatform(service, node) && service.constraints.every((text) => meets(text, node));
}

const FITTING = new WeakMap<Swarm, Map<string, number>>();

/** How many nodes may take new tasks of a service; counted once for all services with the same constraints and platforms. */
export function fittingNodes(swarm: Swarm, service: Pick<Service, "constraints" | "platforms">): number {
  let counts = FITTING.get(swarm);
  if (counts === undefined) FITTING.set(swarm, counts = new Map());
  const key = JSON.stringify([service.constraints, service.platforms]);
  let count = counts.get(key);
  if (count === undefined) {
    count = swarm.nodes.filter((node) => isOpen(node) && canRun(service, node)).length;
    counts.set(key, count);
  }
  return count;
}

function onPlatform({ platforms }: Pick<Service, "platforms">, node: Node): boolean {
  if (platforms.length === 0) return true;
  return platforms.some(({ os, arch }) =>
    (os === "" || os === node.os) && (arch === "" || plain(arch) === plain(node.arch))
  );
}

/** Images say amd64 and arm64, nodes x86_64 and aarch64 (swarmkit normalizeArch). */
function plain(arch: string): string {
  return arch === "x86_64" ? "amd64" : arch === "aarch64" ? "arm64" : arch;
}

/** Keys and values are compared without regard to letter case; labels' keys with it. */
function meets(constraint: string, node: Node): boolean {
  const found = CONSTRAINT.exec(constraint.trim());
  if (found === null) return true;
  const [, key, operator, wanted] = found;
  // A block of addresses may stand there instead of one.
  const value = key!.toLowerCase() === "node.ip" && wanted!.includes("/") ? null : valueOf(key!, node);
  if (value === null) return true;
  return (value.toLowerCase() === wanted!.toLowerCase()) === (operator === "==");
}

/** What a node says for a constraint's key; null where that is not known here. */
function valueOf(key: string, node: Node): string | null {
  const label = /^node\.labels\.(.+)$/i.exec(key);
  if (label !== null) return Object.hasOwn(node.labels, label[1]!) ? node.labels[label[1]!]! : "";
  switch (key.toLowerCase()) {
    case "node.id":
      return node.id;
    case "node.hostname":
      return node.hostname;
    case "node.role":
      return node.role;
    case "node.ip":
      return node.addr;
    case "node.platform.os":
      return node.os;
    case "node.platform.arch":
      return node.arch;
    default:
      return null;
  }
}

/** Whether the constraints of two services can be told to be met by no node together, whatever nodes there are. */
export function excludeEachOther(
  a: Pick<Service, "constraints">,
  b: Pick<Service, "constraints">,
): boolean {
  return a.constraints.some((one) => b.constraints.some((other) => contradict(one, other)));
}

/** "x==1" against "x==2", or against "x!=1". */
function contradict(one: string, other: string): boolean {
  const [a, b] = [CONSTRAINT.exec(one.trim()), CONSTRAINT.exec(other.trim())];
  if (a === null || b === null || sameKey(a[1]!) !== sameKey(b[1]!)) return false;
  if (sameKey(a[1]!) === "node.ip") return false;
  const equal = a[3]!.toLowerCase() === b[3]!.toLowerCase();
  return a[2] === b[2] ? a[2] === "==" && !equal : equal;
}

function sameKey(key: string): string {
  return /^(?:node|engine)\.labels\./i.test(key) ? key : key.toLowerCase();
}
