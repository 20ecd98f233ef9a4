const ENCODER = new TextEncoder();

/** FNV-1a, 64 bits, of the UTF-8 text, as 16 hexadecimal digits: stable identifiers, not security. */
export function fnv1a(text: string): string {
  // Names are ASCII, which needs no encoder: its bytes are the text's code units.
  // deno-lint-ignore no-control-regex
  const bytes = /^[\x00-\x7f]*$/.test(text) ? undefined : ENCODER.encode(text);
  const length = bytes?.length ?? text.length;
  // Two halves as numbers: thousands of findings are hashed, and big integers are twenty times as slow.
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  for (let at = 0; at < length; at++) {
    low = (low ^ (bytes?.[at] ?? text.charCodeAt(at))) >>> 0;
    // The prime is 2^40 + 0x1b3; each product stays below 2^53.
    const product = low * 0x1b3;
    high = (high * 0x1b3 + Math.floor(product / 2 ** 32) + low * 0x100) >>> 0;
    low = product >>> 0;
  }
  return high.toString(16).padStart(8, "0") + low.toString(16).padStart(8, "0");
}
