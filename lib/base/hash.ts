const ENCODER = new TextEncoder();

/** FNV-1a, 64 bits, of the UTF-8 text, as 16 hexadecimal digits: stable identifiers, not security. */
export function fnv1a(text: string): string {
  // Two halves as numbers: thousands of findings are hashed, and big integers are twenty times as slow.
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  for (const byte of ENCODER.encode(text)) {
    low = (low ^ byte) >>> 0;
    // The prime is 2^40 + 0x1b3; each product stays below 2^53.
    const product = low * 0x1b3;
    high = (high * 0x1b3 + Math.floor(product / 2 ** 32) + low * 0x100) >>> 0;
    low = product >>> 0;
  }
  return high.toString(16).padStart(8, "0") + low.toString(16).padStart(8, "0");
}
