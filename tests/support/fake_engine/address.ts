/** IPv4 arithmetic of the fake engine, kept apart from the product's own so that one cannot hide the other's mistakes. */
export interface Block {
  base: number;
  bits: number;
}

/** "10.0.0.1" → number, or undefined. */
export function parseIp(text: string): number | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (match === null) return undefined;
  const parts = match.slice(1).map(Number);
  if (parts.some((part) => part > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

export function formatIp(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}

/** The address and prefix length of a CIDR text, host bits kept; undefined when it is not IPv4 CIDR. */
export function parseCidr(text: string): { ip: number; bits: number } | undefined {
  const [address, bits, ...rest] = text.split("/");
  const ip = parseIp(address ?? "");
  if (ip === undefined || rest.length > 0 || !/^\d{1,2}$/.test(bits ?? "") || Number(bits) > 32) {
    return undefined;
  }
  return { ip, bits: Number(bits) };
}

export function sizeOf(bits: number): number {
  return 2 ** (32 - bits);
}

/** The block a CIDR text lies in (host bits cleared). */
export function blockOf(text: string): Block | undefined {
  const parsed = parseCidr(text);
  if (parsed === undefined) return undefined;
  return { base: Math.floor(parsed.ip / sizeOf(parsed.bits)) * sizeOf(parsed.bits), bits: parsed.bits };
}

export function formatBlock(block: Block): string {
  return `${formatIp(block.base)}/${block.bits}`;
}

export function contains(block: Block, ip: number): boolean {
  return ip >= block.base && ip < block.base + sizeOf(block.bits);
}

export function overlap(a: Block, b: Block): boolean {
  return a.base < b.base + sizeOf(b.bits) && b.base < a.base + sizeOf(a.bits);
}
