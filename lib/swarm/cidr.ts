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

/**
 * IP addresses as numbers, read as strictly as the engine reads them (Go net/netip ParseAddr): four decimal fields
 * without leading zeros, RFC 4291 forms for IPv6, no zones. Pure arithmetic on bigint, so /64 and /8 cost the same.
 */
export type Family = 4 | 6;

/** An IP address. */
export interface Address {
  family: Family;
  /** 0 ≤ value < 2^32 (IPv4) or 2^128 (IPv6). */
  value: bigint;
}

/** Bits of an address of this family. */
function widthOf(family: Family): number {
  return family === 4 ? 32 : 128;
}

/** The address, or null where the engine would refuse the text; `addressProblem` says why. */
export function parseAddress(text: string): Address | null {
  const read = readAddress(text);
  return typeof read === "string" ? null : read;
}

/** Why a text is not an address, as the end of a sentence; null when it is one. */
export function addressProblem(text: string): string | null {
  const read = readAddress(text);
  return typeof read === "string" ? read : null;
}

/** The address or the reason it is none. */
function readAddress(text: string): Address | string {
  if (text === "") return "it is empty";
  if (text.includes("%")) return "zones are not allowed";
  if (text.includes(":")) return readV6(text);
  const value = readV4(text);
  return typeof value === "string" ? value : { family: 4, value };
}

function readV4(text: string): bigint | string {
  const fields = text.split(".");
  if (fields.length !== 4) return "an IPv4 address has four numbers separated by dots";
  let value = 0n;
  for (const field of fields) {
    if (!/^\d+$/.test(field)) return `"${field}" is not a number`;
    if (field.length > 1 && field.startsWith("0")) return `"${field}" has a leading zero`;
    if (field.length > 3 || Number(field) > 255) return `${field} is more than 255`;
    value = (value << 8n) | BigInt(field);
  }
  return value;
}

function readV6(text: string): Address | string {
  let words = text;
  if (text.includes(".")) {
    const dotted = text.lastIndexOf(":");
    const v4 = readV4(text.slice(dotted + 1));
    if (typeof v4 === "string") return v4;
    // The embedded IPv4 address stands for two 16-bit fields.
    words = text.slice(0, dotted + 1) + (v4 >> 16n).toString(16) + ":" + (v4 & 0xffffn).toString(16);
  }
  const halves = words.split("::");
  if (halves.length > 2) return '"::" may stand only once';
  const [left, right] = halves.map((half) => half === "" ? [] : half.split(":"));
  const fields = [...left!, ...(right ?? [])];
  const bad = fields.find((field) => !/^[0-9a-fA-F]{1,4}$/.test(field));
  if (bad !== undefined) {
    return bad === "" ? "a field is empty" : `"${bad}" is not a field of one to four hexadecimal digits`;
  }
  if (halves.length === 1 && fields.length !== 8) {
    return "an IPv6 address has eight fields, or fewer and one ::";
  }
  if (halves.length === 2 && fields.length > 7) return "there is nothing left for :: to stand for";
  const zeros = Array.from({ length: 8 - fields.length }, () => "0");
  const all = right === undefined ? fields : [...left!, ...zeros, ...right];
  const value = all.reduce((sum, field) => (sum << 16n) | BigInt(`0x${field}`), 0n);
  return { family: 6, value };
}

/** Canonical text, as Go and RFC 5952 write it. */
export function formatAddress(address: Address): string {
  return address.family === 4 ? formatV4(address.value) : formatV6(address.value);
}

function formatV4(value: bigint): string {
  const bits = Number(value);
  return [bits >>> 24, (bits >>> 16) & 255, (bits >>> 8) & 255, bits & 255].join(".");
}

function formatV6(value: bigint): string {
  // IPv4-mapped addresses keep their dotted tail (RFC 5952 section 5, netip String).
  if (value >> 32n === 0xffffn) return `::ffff:${formatV4(value & 0xffffffffn)}`;
  const fields = Array.from({ length: 8 }, (_, at) => Number((value >> BigInt(112 - 16 * at)) & 0xffffn));
  const gap = longestZeroRun(fields);
  const text = fields.map((field) => field.toString(16));
  if (gap === null) return text.join(":");
  return `${text.slice(0, gap.start).join(":")}::${text.slice(gap.start + gap.length).join(":")}`;
}

/** The first longest run of two or more zero fields. */
function longestZeroRun(fields: number[]): { start: number; length: number } | null {
  let best: { start: number; length: number } | null = null;
  for (let start = 0; start < fields.length; start++) {
    let length = 0;
    while (fields[start + length] === 0) length++;
    if (length > (best?.length ?? 1)) best = { start, length };
  }
  return best;
}
