import { ProtocolError } from "./http_head.ts";

/** Most bytes of chunk extensions, and of trailers, in one answer. Engines send neither. */
const EXTRA_LIMIT = 16 * 1024;

const CR = 13, LF = 10, SPACE = 32, TAB = 9, SEMICOLON = 59;

type State = "size" | "extension" | "size-end" | "data" | "data-cr" | "data-end" | "trailer" | "trailer-end";

/**
 * Takes the framing of a chunked body out of the bytes that arrive, in place. Lines must end with CR and LF: a bare LF is refused,
 * as Go does since 1.24 (net/http/internal/chunked.go, CVE-2025-22871). Extensions and trailers are skipped, within limits.
 */
export class ChunkDecoder {
  /** The last chunk and the trailers have been read. */
  done = false;
  /** Bytes that followed the end of the body. */
  surplus = 0;
  #state: State = "size";
  #size = 0;
  #digits = 0;
  #left = 0;
  #extra = 0;
  #lineLength = 0;

  /** The body's part of these bytes, moved to their beginning. Throws `ProtocolError`. */
  decode(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    let at = 0, filled = 0;
    while (at < bytes.length && !this.done) {
      if (this.#state === "data") {
        const taken = Math.min(this.#left, bytes.length - at);
        if (filled !== at) bytes.copyWithin(filled, at, at + taken);
        at += taken;
        filled += taken;
        this.#left -= taken;
        if (this.#left === 0) this.#state = "data-cr";
      } else this.#step(bytes[at++]!);
    }
    this.surplus = bytes.length - at;
    return bytes.subarray(0, filled);
  }

  #step(byte: number): void {
    switch (this.#state) {
      case "size":
        return this.#sizeByte(byte);
      case "extension":
        if (byte === CR) this.#state = "size-end";
        else this.#skip(byte);
        return;
      case "size-end":
        expect(byte, LF);
        this.#left = this.#size;
        this.#state = this.#size === 0 ? "trailer" : "data";
        this.#size = this.#digits = this.#lineLength = 0;
        return;
      case "data-cr":
        expect(byte, CR);
        this.#state = "data-end";
        return;
      case "data-end":
        expect(byte, LF);
        this.#state = "size";
        return;
      case "trailer":
        if (byte === CR) this.#state = "trailer-end";
        else {
          this.#lineLength++;
          this.#skip(byte);
        }
        return;
      case "trailer-end":
        expect(byte, LF);
        this.done = this.#lineLength === 0;
        this.#lineLength = 0;
        this.#state = "trailer";
    }
  }

  #sizeByte(byte: number): void {
    const digit = hexDigit(byte);
    if (digit >= 0) {
      this.#size = this.#size * 16 + digit;
      if (++this.#digits > 16 || this.#size > Number.MAX_SAFE_INTEGER) {
        throw new ProtocolError("The size of a chunk is impossibly large");
      }
      return;
    }
    if (this.#digits === 0) throw new ProtocolError("A chunk has no size");
    if (byte === CR) this.#state = "size-end";
    else if (byte === SEMICOLON || byte === SPACE || byte === TAB) this.#state = "extension";
    else throw new ProtocolError("The size of a chunk is not a number");
  }

  #skip(byte: number): void {
    if (byte === LF) throw new ProtocolError("A line of the chunked body ends without a carriage return");
    if (++this.#extra > EXTRA_LIMIT) {
      throw new ProtocolError(
        `The chunked body has more than ${EXTRA_LIMIT} bytes of extensions and trailers`,
      );
    }
  }
}

function expect(byte: number, wanted: number): void {
  if (byte !== wanted) throw new ProtocolError("A chunk does not end where its size says");
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
