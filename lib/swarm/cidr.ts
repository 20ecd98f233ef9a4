import {
  type Address,
  addressProblem,
  type Family,
  formatAddress,
  parseAddress,
  readAddress,
  widthOf,
} from "./address.ts";

export { type Address, addressProblem, type Family, formatAddress, parseAddress };

/** An address with a prefix length. Host bits may be set: `masked` clears them. */
export interface Prefix {
  family: Family;
  value: bigint;
  /** 0 to 32, or 0 to 128. */
  bits: number;
}

/** The prefix, or null where the engine would refuse the text (Go net/netip ParsePrefix); `prefixProblem` says why. */
export function parsePrefix(text: string): Prefix | null {
  const read = readPrefix(text);
  return typeof read === "string" ? null : read;
}

/** Why a text is not a CIDR block, as the end of a sentence; null when it is one (host bits or not). */
export function prefixProblem(text: string): string | null {
  const read = readPrefix(text);
  return typeof read === "string" ? read : null;
}

function readPrefix(text: string): Prefix | string {
  const slash = text.lastIndexOf("/");
  if (slash < 0) return 'the prefix length is missing, such as "/24"';
  const address = readAddress(text.slice(0, slash));
  if (typeof address === "string") return address;
  const length = text.slice(slash + 1);
  if (!/^(0|[1-9]\d{0,2})$/.test(length)) return `"/${length}" is not a prefix length`;
  const width = widthOf(address.family);
  if (Number(length) > width) return `/${length} is more than /${width}`;
  return { ...address, bits: Number(length) };
}

/** The same block with its host bits cleared. */
export function masked(prefix: Prefix): Prefix {
  const host = BigInt(widthOf(prefix.family) - prefix.bits);
  return { ...prefix, value: (prefix.value >> host) << host };
}

/** Whether no host bit is set. */
export function isMasked(prefix: Prefix): boolean {
  return masked(prefix).value === prefix.value;
}

/** Canonical text. */
export function formatPrefix(prefix: Prefix): string {
  return `${formatAddress(prefix)}/${prefix.bits}`;
}

/** Number of addresses in the block, network and broadcast included. */
export function sizeOf(prefix: Prefix): bigint {
  return 1n << BigInt(widthOf(prefix.family) - prefix.bits);
}

/** The network address of a prefix. */
export function firstAddress(prefix: Prefix): Address {
  return { family: prefix.family, value: masked(prefix).value };
}

/** The last address: the broadcast address of an IPv4 subnet. */
export function lastAddress(prefix: Prefix): Address {
  return { family: prefix.family, value: masked(prefix).value + sizeOf(prefix) - 1n };
}

/** Whether an address lies in a prefix; never for another family. */
export function contains(prefix: Prefix, address: Address): boolean {
  if (prefix.family !== address.family) return false;
  const host = BigInt(widthOf(prefix.family) - prefix.bits);
  return prefix.value >> host === address.value >> host;
}

/** Whether `child` lies in `parent` as a whole; a block contains itself. */
export function containsPrefix(parent: Prefix, child: Prefix): boolean {
  return child.bits >= parent.bits && contains(parent, child);
}

/** Whether two prefixes have an address in common. */
export function overlaps(a: Prefix, b: Prefix): boolean {
  return a.bits <= b.bits ? contains(a, b) : contains(b, a);
}

/** The block that holds just this address. */
export function only(address: Address): Prefix {
  return { family: address.family, value: address.value, bits: widthOf(address.family) };
}

/** Sorts IPv4 before IPv6, then by first address, then the larger block first. */
export function comparePrefixes(a: Prefix, b: Prefix): number {
  if (a.family !== b.family) return a.family - b.family;
  const left = masked(a).value;
  const right = masked(b).value;
  if (left !== right) return left < right ? -1 : 1;
  return a.bits - b.bits;
}

/**
 * Blocks of /`bits` inside `within` that overlap none of `taken`, in order of address. Whole taken blocks are jumped
 * over, so the cost is that of the blocks given plus one step for each block taken.
 */
export function* freeBlocks(within: Prefix, bits: number, taken: readonly Prefix[]): Generator<Prefix> {
  if (bits < within.bits || bits > widthOf(within.family)) return;
  const step = 1n << BigInt(widthOf(within.family) - bits);
  const end = lastAddress(within).value;
  const busy = taken.filter((one) => overlaps(one, within)).sort(comparePrefixes);
  let at = firstAddress(within).value;
  let next = 0;
  while (at <= end) {
    const block: Prefix = { family: within.family, value: at, bits };
    while (next < busy.length && lastAddress(busy[next]!).value < at) next++;
    const blocker = busy[next];
    if (blocker === undefined || !overlaps(blocker, block)) {
      yield block;
      at += step;
      continue;
    }
    const after = lastAddress(blocker).value + 1n;
    at = after % step === 0n ? after : (after / step + 1n) * step;
  }
}
