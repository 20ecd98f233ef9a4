const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";

/** `length` characters that look random and depend on `seed` only. */
function scramble(seed: string, length: number, digits: string): string {
  let state = 0x811c9dc5;
  for (const char of seed) state = Math.imul(state ^ char.codePointAt(0)!, 0x01000193) >>> 0;
  let out = "";
  while (out.length < length) {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    out += digits[(state >>> 7) % digits.length];
  }
  return out;
}

/** An ID that looks like a swarm object's: 25 characters of base 36. */
export function swarmId(seed: string): string {
  return scramble(seed, 25, DIGITS);
}

/** An ID that looks like a container's or a local network's: 64 hexadecimal characters. */
export function containerId(seed: string): string {
  return scramble(seed, 64, DIGITS.slice(0, 16));
}
