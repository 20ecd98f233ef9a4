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
export function widthOf(family: Family): number {
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
export function readAddress(text: string): Address | string {
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
