import { listed } from "../../base/listing.ts";
import type { View } from "../rule.ts";
import { isOverlay } from "../subjects.ts";
import { comparePrefixes, formatPrefix, lastAddress, masked } from "../../swarm/cidr.ts";
import type { Network, Swarm } from "../../swarm/model.ts";
import { type Occupant, occupants } from "../../swarm/occupants.ts";

/** What of these kinds shares addresses with a judged overlay; overlays that share none are left out. */
export function overlapsWith(
  view: View,
  kinds: readonly Occupant["kind"][],
): { network: Network; others: Occupant[] }[] {
  const collisions = collisionsOf(view.swarm);
  const found: { network: Network; others: Occupant[] }[] = [];
  for (const network of view.networks) {
    if (!isOverlay(network)) continue;
    const others = collisions.get(network)?.filter((one) => kinds.includes(one.kind)) ?? [];
    if (others.length > 0) found.push({ network, others });
  }
  return found;
}

/** Whether the file says what addresses a network of it gets. */
export function givesSubnet(view: View): boolean {
  return view.networks.some((one) => view.judged(one) && isOverlay(one) && one.ipam.config.length > 0);
}

/** "10.0.1.0/24", "10.0.1.0/24 and 10.0.2.0/24". */
export function subnetsText(network: Network): string {
  return listed(network.ipam.config.map(({ subnet }) => subnet));
}

/** "docker_gwbridge (172.18.0.0/16)", each once; blocks without a name of their own stand alone. */
export function namesText(others: readonly Occupant[]): string {
  return listed([
    ...new Set(others.map(({ name, block }) => {
      const text = formatPrefix(block);
      return name === text ? text : `${name} (${text.replace(/\/(32|128)$/, "")})`;
    })),
  ]);
}

/** Blocks around another one that are looked at, innermost first, so that a pathological swarm stays linear. */
const DEEPEST = 16;

/** What shares addresses with each swarm network, as far as it can be seen; networks that share none are missing. */
export type Collisions = ReadonlyMap<Network, readonly Occupant[]>;

const FOUND = new WeakMap<Swarm, Collisions>();

/** The collisions of a swarm, found once for each value. */
export function collisionsOf(swarm: Swarm): Collisions {
  let found = FOUND.get(swarm);
  if (found === undefined) FOUND.set(swarm, found = findCollisions(swarm));
  return found;
}

/**
 * Finds every overlap of a swarm network with another network, a node's address, a route or the pool of local bridges.
 * CIDR blocks are nested or disjoint, so one pass over the sorted blocks with a stack of those around the current one
 * sees each pair.
 */
function findCollisions(swarm: Swarm): Collisions {
  const found = new Map<Network, Occupant[]>();
  const note = (one: Occupant, other: Occupant) => {
    if (one.kind !== "swarm network" || one.network === undefined || one.network === other.network) return;
    const list = found.get(one.network);
    if (list === undefined) found.set(one.network, [other]);
    else list.push(other);
  };
  const sorted = occupants(swarm)
    .map((one) => ({ ...one, block: masked(one.block) }))
    .sort((a, b) => comparePrefixes(a.block, b.block));
  const around: Occupant[] = [];
  for (const one of sorted) {
    while (around.length > 0 && !reaches(around.at(-1)!, one)) around.pop();
    // The innermost blocks count; a chain of many equal ones says no more than its end.
    for (const other of around.slice(-DEEPEST)) {
      note(one, other);
      note(other, one);
    }
    around.push(one);
  }
  return found;
}

function reaches(outer: Occupant, inner: Occupant): boolean {
  return outer.block.family === inner.block.family &&
    lastAddress(outer.block).value >= lastAddress(inner.block).value;
}
