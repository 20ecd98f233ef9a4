import { comparePrefixes, freeBlocks, lastAddress, overlaps, parsePrefix, type Prefix } from "./cidr.ts";
import type { Cluster, Swarm } from "./model.ts";
import { occupants, subnetsOf } from "./occupants.ts";
import { PRIVATE_V4 } from "./ranges.ts";

/** The pool of a swarm whose operator set none at `swarm init` (moby daemon/cluster, docs swarm-mode). */
const BUILT_IN_POOL = "10.0.0.0/8";

/** The pools that networks without a subnet get theirs from, in order. */
export function poolsOf(cluster: Pick<Cluster, "defaultAddrPool">): Prefix[] {
  const named = cluster.defaultAddrPool ?? [];
  return (named.length > 0 ? named : [BUILT_IN_POOL]).flatMap((text) => parsePrefix(text) ?? []);
}

/** Prefix length of automatic subnets (swarmkit takes 0 as unset; no engine has more than 32). */
export function subnetSizeOf(cluster: Pick<Cluster, "subnetSize">): number {
  return cluster.subnetSize >= 1 && cluster.subnetSize <= 32 ? cluster.subnetSize : 24;
}

/** How many automatic networks the default pools hold, and how many of their subnets something in the swarm overlaps. */
export function poolUsage(swarm: Swarm): { total: number; taken: number } {
  const host = BigInt(32 - subnetSizeOf(swarm.cluster));
  const networks = swarmSubnets(swarm).filter((one) => one.family === 4).sort(comparePrefixes);
  let total = 0;
  let taken = 0;
  for (const pool of poolsOf(swarm.cluster).filter((one) => one.family === 4)) {
    let next = pool.value >> host;
    const end = lastAddress(pool).value >> host;
    total += Number(end - next + 1n);
    for (const net of networks.filter((one) => overlaps(one, pool))) {
      const first = max(next, net.value >> host);
      const last = min(end, lastAddress(net).value >> host);
      if (last < first) continue;
      taken += Number(last - first + 1n);
      next = last + 1n;
    }
  }
  return { total, taken };
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** The next automatic subnets, as far as `count`, of a swarm in this state (the allocator skips what swarm networks hold). */
export function nextAutomatic(swarm: Swarm, count: number): Prefix[] {
  const found: Prefix[] = [];
  for (const block of automaticBlocks(swarm, [])) {
    if (found.length === count) break;
    found.push(block);
  }
  return found;
}

/** Whether an automatic subnet would be left after these were taken as well. */
export function hasAutomaticBeside(swarm: Swarm, taken: readonly Prefix[]): boolean {
  for (const _ of automaticBlocks(swarm, taken)) return true;
  return false;
}

function* automaticBlocks(swarm: Swarm, also: readonly Prefix[]): Generator<Prefix> {
  const taken = [...swarmSubnets(swarm), ...also];
  for (const pool of poolsOf(swarm.cluster)) yield* freeBlocks(pool, subnetSizeOf(swarm.cluster), taken);
}

function swarmSubnets(swarm: Swarm): Prefix[] {
  return swarm.networks.filter((one) => one.scope === "swarm").flatMap(subnetsOf);
}

/** How large a subnet has to be: so many addresses for consumers, or a prefix length. */
export type Wanted = { addresses: number } | { prefix: number };

/** Longest IPv4 prefix (smallest subnet) with room for this many consumers besides network, broadcast and gateway. */
export function prefixFor(addresses: number): number {
  let bits = 30;
  while (bits > 0 && 2 ** (32 - bits) - 3 < addresses) bits--;
  return bits;
}

const PICKED = new WeakMap<Swarm, Map<number, Prefix | null>>();

/**
 * A free IPv4 subnet: the first one of that size in the swarm's own pools, else in the private ranges, that nothing
 * known overlaps; where ranges are `allowed`, in one of those. Null when there is none. Looked for once for each size: advice on many networks of a swarm asks again and again.
 */
export function pickSubnet(swarm: Swarm, wanted: Wanted, allowed: readonly Prefix[] = []): Prefix | null {
  const bits = "prefix" in wanted ? wanted.prefix : prefixFor(wanted.addresses);
  if (allowed.length > 0) return firstIn(allowed, bits, takenBlocks(swarm));
  const known = PICKED.get(swarm) ?? new Map<number, Prefix | null>();
  PICKED.set(swarm, known);
  const before = known.get(bits);
  if (before !== undefined) return before;
  const found = firstFreeBlock(swarm.cluster, bits, takenBlocks(swarm));
  known.set(bits, found);
  return found;
}

function firstIn(ranges: readonly Prefix[], bits: number, taken: readonly Prefix[]): Prefix | null {
  for (const range of ranges) {
    if (range.family !== 4) continue;
    for (const block of freeBlocks(range, bits, taken)) return block;
  }
  return null;
}

function takenBlocks(swarm: Swarm): Prefix[] {
  return occupants(swarm).map((one) => one.block).filter((one) => one.family === 4).sort(comparePrefixes);
}

/**
 * The first IPv4 block of that size in the swarm's own pools, else in the private ranges, that overlaps none of `taken` (IPv4,
 * sorted by `comparePrefixes`). Null when there is none.
 */
export function firstFreeBlock(cluster: Cluster, bits: number, taken: readonly Prefix[]): Prefix | null {
  return firstIn([...poolsOf(cluster), ...PRIVATE_V4], bits, taken);
}
