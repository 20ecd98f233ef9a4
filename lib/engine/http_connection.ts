import { type Head, HEAD_LIMIT, headLength, parseHead, ProtocolError } from "./http_head.ts";
import type { ByteStream } from "./byte_stream.ts";

/** Bytes read at first, which most answers of a small swarm fit into, and at a time once that was not enough. */
const FIRST_READ = 16 * 1024;
const READ_SIZE = 256 * 1024;
/** Most interim answers (1xx) before the final one, as in Go's client (net/http Transport). */
const INTERIM_LIMIT = 5;

/** A connection that could not be made, or that ended before the answer did. */
export class ConnectionError extends Error {
  /** `closed`: it ended before any byte of an answer, so the engine may not even have read the request. */
  readonly stage: "dial" | "closed" | "answer";
  /** What carried it, where it was made at all. */
  readonly stream: ByteStream | undefined;

  constructor(stage: "dial" | "closed" | "answer", cause: unknown, stream?: ByteStream) {
    super(cause instanceof Error ? cause.message : "the connection was closed", { cause });
    this.stage = stage;
    this.stream = stream;
  }
}

/** One HTTP/1.1 connection: a request, the head of its answer, the body piece by piece, and again. */
export class HttpConnection {
  /** It ended, or something arrived, while no request was waiting. */
  broken = false;
  readonly #stream: ByteStream;
  #buffer = new Uint8Array(FIRST_READ);
  /** What was read and not taken yet lies between these. */
  #from = 0;
  #to = 0;
  #head: Head | undefined;
  /** Bytes of the body that are still to come, for a body with a length. */
  #left = 0;
  #chunks: ChunkDecoder | undefined;
  #sending = false;
  /** The read that watches an idle connection. */
  #early: Promise<number | null> | undefined;

  constructor(stream: ByteStream) {
    this.#stream = stream;
  }

  /**
   * Sends a request and gives the head of its answer. The answer is read while the request is still being sent, because an engine
   * may refuse one that it has not read to its end. Throws `ConnectionError` and `ProtocolError`.
   */
  async exchange(request: Uint8Array, method: string): Promise<Head> {
    this.#head = undefined;
    this.#sending = true;
    const sent = () => void (this.#sending = false);
    // A request that cannot be sent shows in the answer, or in the end of the connection instead of one.
    this.#stream.write(request).then(sent, () => {});
    for (let interim = 0; interim <= INTERIM_LIMIT; interim++) {
      const head = await this.#readHead(method, interim === 0);
      if (head.status === 101) throw new ProtocolError("It switches to a protocol that was not asked for");
      if (head.status < 200) continue;
      this.#head = head;
      this.#left = head.framing.kind === "length" ? head.framing.length : 0;
      this.#chunks = head.framing.kind === "chunked" ? new ChunkDecoder() : undefined;
      return head;
    }
    throw new ProtocolError(`More than ${INTERIM_LIMIT} interim answers came before it`);
  }

  /** The next piece of the body, valid until the next call; null at its end. Throws as `exchange` does. */
  async next(): Promise<Uint8Array | null> {
    const framing = this.#head!.framing.kind;
    while (true) {
      if (this.#complete) return null;
      if (this.#from === this.#to && !await this.#fill()) {
        if (framing === "close") return null;
        throw new ConnectionError("answer", undefined, this.#stream);
      }
      const arrived = this.#buffer.subarray(this.#from, this.#to);
      let piece = arrived;
      if (this.#chunks !== undefined) {
        piece = this.#chunks.decode(arrived);
        this.#from = this.#to - this.#chunks.surplus;
      } else {
        if (framing === "length") {
          piece = arrived.subarray(0, this.#left);
          this.#left -= piece.length;
        }
        this.#from += piece.length;
      }
      if (piece.length > 0) return piece;
    }
  }

  /** Whether another request may be sent: the request was sent, the answer was read to its end, and nothing else arrived. */
  get reusable(): boolean {
    return this.#head?.keepAlive === true && this.#complete && !this.#sending && this.#from === this.#to &&
      !this.broken;
  }

  /** The whole body was read, as far as its end can be seen before the connection's. */
  get #complete(): boolean {
    const framing = this.#head!.framing.kind;
    return framing === "none" || (framing === "length" && this.#left === 0) || this.#chunks?.done === true;
  }

  /** Watches the idle connection, as Go's client does: an end, or bytes that nothing asked for, make it `broken`. */
  rest(): void {
    this.#from = this.#to = 0;
    const early = this.#stream.read(this.#buffer);
    this.#early = early;
    const ended = () => {
      if (this.#early === early) this.broken = true;
    };
    early.then(ended, ended);
  }

  close(): void {
    this.broken = true;
    this.#stream.close();
  }

  async #readHead(method: string, first: boolean): Promise<Head> {
    let scanned = 0;
    while (true) {
      const arrived = this.#buffer.subarray(this.#from, this.#to);
      const length = headLength(arrived, scanned);
      if ((length < 0 ? arrived.length : length) > HEAD_LIMIT) {
        throw new ProtocolError(`Its head is longer than ${HEAD_LIMIT} bytes`);
      }
      if (length >= 0) {
        this.#from += length;
        return parseHead(arrived.subarray(0, length), method);
      }
      // The empty line may have begun already.
      scanned = Math.max(0, arrived.length - 3);
      const stage = first && arrived.length === 0 ? "closed" : "answer";
      if (!await this.#fill(stage)) throw new ConnectionError(stage, undefined, this.#stream);
    }
  }

  /** Reads more behind what is there; false at the end of the connection. */
  async #fill(stage: "closed" | "answer" = "answer"): Promise<boolean> {
    const early = this.#early;
    this.#early = undefined;
    if (early === undefined) this.#makeRoom();
    let count;
    try {
      count = await (early ?? this.#stream.read(this.#buffer.subarray(this.#to)));
    } catch (error) {
      throw new ConnectionError(stage, error, this.#stream);
    }
    if (count !== null) this.#to += count;
    return count !== null;
  }

  #makeRoom(): void {
    const filled = this.#to === this.#buffer.length;
    if (this.#from === this.#to) this.#from = this.#to = 0;
    if (!filled) return;
    const kept = this.#buffer.subarray(this.#from, this.#to);
    if (this.#buffer.length < READ_SIZE) this.#buffer = new Uint8Array(READ_SIZE);
    this.#buffer.set(kept);
    this.#to = kept.length;
    this.#from = 0;
  }
}

/** Most bytes of chunk extensions, and of trailers, in one answer. Engines send neither. */
const EXTRA_LIMIT = 16 * 1024;

const CR = 13, LF = 10, SPACE = 32, TAB = 9, SEMICOLON = 59;

type State = "size" | "extension" | "size-end" | "data" | "data-cr" | "data-end" | "trailer" | "trailer-end";

/**
 * Takes the framing of a chunked body out of the bytes that arrive, in place. Lines must end with CR and LF: a bare LF is refused,
 * as Go does since 1.24 (net/http/internal/chunked.go, CVE-2025-22871). Extensions and trailers are skipped, within limits.
 */
class ChunkDecoder {
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
