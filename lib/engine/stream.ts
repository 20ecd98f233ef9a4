/** Largest single element that is taken, in bytes: far above the largest object an engine stores. */
const ELEMENT_LIMIT = 64 * 1024 * 1024;
/** Most elements that are taken: twenty times the tasks of the largest swarm this was measured with. */
const COUNT_LIMIT = 1_000_000;

const QUOTE = 0x22, BACKSLASH = 0x5c, COMMA = 0x2c, OPEN = 1, CLOSE = 2, STRING = 3, SEPARATOR = 4;

/** What a byte means outside strings; 0: nothing to the structure. */
const MEANING = new Uint8Array(256);
for (const char of "[{") MEANING[char.charCodeAt(0)] = OPEN;
for (const char of "]}") MEANING[char.charCodeAt(0)] = CLOSE;
MEANING[QUOTE] = STRING;
MEANING[COMMA] = SEPARATOR;

/**
 * Splits a JSON array into its elements while it arrives, so that a long list never stands in memory as a whole: not its text
 * (V8 cannot hold 512 MB in one string either), and not its objects, where `keep` makes something smaller of each.
 * Structure is found on bytes, so chunks may end anywhere, within a character too; each element is checked by JSON.parse.
 * `null` counts as an empty array, because Go writes an empty list so. Throws `SyntaxError` for anything else, and when the
 * text ends early.
 */
export class ArraySplitter<T> {
  readonly elements: T[] = [];
  readonly #keep: (element: unknown) => T;
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  /** Parts of elements that began in earlier chunks. */
  #pending: Uint8Array[] = [];
  #pendingLength = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #opened = false;
  #closed = false;

  constructor(keep: (element: unknown) => T) {
    this.#keep = keep;
  }

  /** Takes the next bytes. The chunk may be used again by the caller afterwards. */
  push(chunk: Uint8Array): void {
    let from = 0;
    if (!this.#opened) {
      from = this.#open(chunk);
      if (!this.#opened) return;
    }
    if (this.#closed) return this.#after(chunk);
    const border = this.#scan(chunk, from);
    if (border >= from) {
      this.#take(chunk.subarray(from, border));
      from = border + 1;
    }
    if (this.#closed) this.#after(chunk.subarray(from));
    else this.#hold(chunk.subarray(from));
  }

  /** The elements. Throws `SyntaxError` when the array has not been closed. */
  end(): T[] {
    if (!this.#opened) {
      const text = this.#text();
      if (text.trim() === "null") return this.elements;
      throw new SyntaxError(
        text.trim() === "" ? "The answer is empty" : `Not an array: ${text.slice(0, 100)}`,
      );
    }
    if (!this.#closed) throw new SyntaxError("The answer ends within the list");
    return this.elements;
  }

  /** Looks for the opening bracket; gives the position after it. */
  #open(chunk: Uint8Array): number {
    const at = chunk.indexOf(0x5b);
    const before = at < 0 ? chunk : chunk.subarray(0, at);
    this.#hold(before);
    if (at < 0) {
      if (this.#pendingLength > 1024) throw new SyntaxError(`Not an array: ${this.#text().slice(0, 100)}`);
      return chunk.length;
    }
    const text = this.#text();
    if (text.trim() !== "") throw new SyntaxError(`Not an array: ${text.slice(0, 100)}`);
    this.#opened = true;
    this.#depth = 1;
    return at + 1;
  }

  /** Follows the structure; gives the position of the last separator (or the end) of the array itself, or -1. */
  #scan(chunk: Uint8Array, from: number): number {
    const end = chunk.length, meaning = MEANING;
    let depth = this.#depth, inString = this.#inString, border = -1;
    let at = from;
    if (this.#escaped && at < end) {
      at++;
      this.#escaped = false;
    }
    while (at < end) {
      if (inString) {
        let byte = 0;
        while (at < end && (byte = chunk[at]!) !== QUOTE && byte !== BACKSLASH) at++;
        if (at >= end) break;
        if (byte === QUOTE) {
          inString = false;
          at++;
        } else {
          at += 2;
          this.#escaped = at > end;
        }
        continue;
      }
      let kind = 0;
      while (at < end && (kind = meaning[chunk[at]!]!) === 0) at++;
      if (at >= end) break;
      if (kind === STRING) inString = true;
      else if (kind === OPEN) depth++;
      else if (kind === SEPARATOR) {
        if (depth === 1) border = at;
      } else if (--depth === 0) {
        if (chunk[at] !== 0x5d) throw new SyntaxError("The list is closed by the wrong bracket");
        border = at;
        this.#closed = true;
        break;
      }
      at++;
    }
    this.#depth = depth;
    this.#inString = inString;
    return border;
  }

  /** Parses complete elements, separated by commas: one call for as many as the chunk holds. */
  #take(bytes: Uint8Array): void {
    const text = this.#pendingLength === 0 ? this.#decoder.decode(bytes) : (this.#hold(bytes), this.#text());
    if (this.#closed && this.elements.length === 0 && text.trim() === "") return;
    const batch = JSON.parse(`[${text}]`) as unknown[];
    if (batch.length === 0) throw new SyntaxError("An element is missing");
    const { elements } = this, keep = this.#keep;
    if (elements.length + batch.length > COUNT_LIMIT) {
      throw new SyntaxError(`The list has more than ${COUNT_LIMIT} elements`);
    }
    for (const element of batch) elements.push(keep(element));
  }

  #hold(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#pending.push(bytes.slice());
    this.#pendingLength += bytes.length;
    if (this.#pendingLength > ELEMENT_LIMIT) {
      throw new SyntaxError(`An element is longer than ${ELEMENT_LIMIT} bytes`);
    }
  }

  /** What was held back, as text; nothing is held back any more. */
  #text(): string {
    const whole = new Uint8Array(this.#pendingLength);
    let at = 0;
    for (const part of this.#pending) {
      whole.set(part, at);
      at += part.length;
    }
    this.#pending = [];
    this.#pendingLength = 0;
    return this.#decoder.decode(whole);
  }

  #after(bytes: Uint8Array): void {
    if (this.#decoder.decode(bytes).trim() !== "") throw new SyntaxError("Something follows the list");
  }
}
