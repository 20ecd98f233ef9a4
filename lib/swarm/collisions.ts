import { comparePrefixes, lastAddress, masked, overlaps } from "./cidr.ts";
import type { Network, Swarm } from "./model.ts";
import { type Occupant, occupants, subnetsOf } from "./occupants.ts";

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

/** The collisions of some networks of a swarm only. */
export function collisionsAmong(swarm: Swarm, networks: readonly Network[]): Collisions {
  const known = networks.length === 0
    ? []
    : occupants(swarm).map((one) => ({ ...one, block: masked(one.block) }));
  const found = new Map<Network, Occupant[]>();
  for (const network of networks) {
    const own = subnetsOf(network).map(masked);
    const others = known
      .filter((one) => one.network !== network && own.some((block) => overlaps(block, one.block)))
      .sort((a, b) => comparePrefixes(a.block, b.block));
    if (others.length > 0) found.set(network, others);
  }
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
