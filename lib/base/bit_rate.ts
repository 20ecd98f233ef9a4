/** Bits per second as people write them: powers of 1000, as networks count. */
const UNITS: ReadonlyMap<string, number> = new Map([["", 1], ["k", 1e3], ["m", 1e6], ["g", 1e9], [
  "t",
  1e12,
]]);

/**
 * Bits per second of a text such as "500Mbit", "2Gbit/s", "1.5gbps" or "800k"; undefined where it is none. Bytes are not taken:
 * "MB/s" would be read as bits by half of its readers.
 */
export function parseBitRate(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(?:bits?(?:\/s|ps)?|b(?:\/s|ps))?$/i.exec(text.trim());
  if (match === null || /[\d.\s]?[kmgt]?B(?!it|IT)/.test(match[0])) return undefined;
  const rate = Number(match[1]) * UNITS.get(match[2]!.toLowerCase())!;
  return rate > 0 ? rate : undefined;
}

/** "2.5 Gbit/s", "340 Mbit/s", "950 bit/s": three digits. */
export function formatBitRate(bitsPerSecond: number): string {
  const size = [1e12, 1e9, 1e6, 1e3].find((one) => bitsPerSecond >= one * 0.9995) ?? 1;
  const prefix = { 1e12: "T", 1e9: "G", 1e6: "M", 1e3: "k", 1: "" }[size as 1];
  return `${threeDigits(bitsPerSecond / size)} ${prefix}bit/s`;
}

/** A number of three significant digits, without an exponent. */
export function threeDigits(value: number): string {
  if (value === 0) return "0";
  const magnitude = Math.floor(Math.log10(Math.abs(value)));
  if (magnitude >= 2) return Math.round(value).toString();
  return value.toFixed(Math.min(6, 2 - magnitude)).replace(/\.?0+$/, "");
}
