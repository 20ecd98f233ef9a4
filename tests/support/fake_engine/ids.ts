/** Identifiers that look like swarm's (25 characters of base 36) and the engine's (64 of hexadecimal), the same in every run. */
function mix(seed: number, round: number): number {
  let value = Math.imul(seed ^ (round * 0x9e3779b9), 0x85ebca6b) >>> 0;
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35) >>> 0;
  return (value ^ (value >>> 16)) >>> 0;
}

function text(seed: number, length: number, base: number): string {
  let out = "";
  for (let i = 0; i < length; i++) out += (mix(seed, i + 1) % base).toString(base);
  return out;
}

export class Ids {
  #next: number;
  constructor(seed = 1) {
    this.#next = seed * 1_000_003;
  }
  swarm(): string {
    return text(this.#next++, 25, 36);
  }
  hex(length = 64): string {
    return text(this.#next++, length, 16);
  }
}
