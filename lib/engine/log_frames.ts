import type { LogLine } from "./engine.ts";

/** Longest line that is kept together, in bytes; a longer one comes in pieces. */
const LINE_LIMIT = 1024 * 1024;
/** Longest frame that is believed, in bytes; engines cut messages at 16 KiB. */
const FRAME_LIMIT = 1024 * 1024;
/** Most attributes whose lines are kept together at a time; beyond that the oldest line comes in pieces. */
const OPEN_LIMIT = 256;
const HEADER = 8;

/** Stream numbers of the multiplexed format (moby api/pkg/stdcopy): 3 carries an error of the engine. */
const STREAMS = ["stdout", "stdout", "stderr", "error"] as const;

/** An error that the engine reported within a stream of logs. */
export class LogStreamError extends Error {}

/**
 * Turns the bytes of a log answer into lines. Logs of a service without a terminal are frames (stream number, length, text); with
 * a terminal they are raw text. Which of both it is says the content type from API 1.42 on, and only "multiplexed" can be believed:
 * engines that are asked in an older version say "raw" to everything or nothing at all. So the first bytes decide otherwise:
 * a frame starts with 0 to 3 and three zero bytes, which no terminal output does.
 */
export class LogSplitter {
  readonly #details: boolean;
  #multiplexed: boolean | undefined;
  #rest: Uint8Array = new Uint8Array();
  /** Unfinished lines by stream and attributes: lines of different tasks must not run into each other. */
  readonly #open = new Map<
    string,
    { stream: "stdout" | "stderr"; details: Record<string, string>; parts: Uint8Array[]; length: number }
  >();

  /** `multiplexed`: what the content type says, where it can be believed. `details`: each message starts with attributes. */
  constructor(options: { multiplexed?: boolean; details: boolean }) {
    this.#multiplexed = options.multiplexed;
    this.#details = options.details;
  }

  /** Takes the next bytes, gives the lines that are complete. Throws `LogStreamError` for an error frame or a broken one. */
  *push(chunk: Uint8Array): Generator<LogLine, void> {
    if (chunk.length === 0) return;
    let data = this.#rest.length === 0 ? chunk : concat(this.#rest, chunk);
    if (this.#multiplexed === undefined) {
      if (data.length < HEADER && looksLikeFrame(data)) {
        this.#rest = data.slice();
        return;
      }
      this.#multiplexed = looksLikeFrame(data);
    }
    if (!this.#multiplexed) {
      yield* this.#raw(data);
      return;
    }
    for (
      let length = frameLength(data);
      length !== undefined && data.length >= HEADER + length;
      length = frameLength(data)
    ) {
      const stream = STREAMS[data[0]!];
      const body = data.subarray(HEADER, HEADER + length);
      if (stream === undefined) throw new LogStreamError("The log stream is broken: no such stream number");
      if (stream === "error") throw new LogStreamError(new TextDecoder().decode(body).trim());
      yield* this.#message(stream, body);
      data = data.subarray(HEADER + length);
    }
    this.#rest = data.slice();
  }

  /** What was left without a line end. Throws `LogStreamError` when a frame was cut off. */
  *end(): Generator<LogLine, void> {
    if (this.#multiplexed === true && this.#rest.length > 0) {
      throw new LogStreamError("The log stream ends within a message");
    }
    if (this.#multiplexed !== true && this.#rest.length > 0) yield* this.#message("stdout", this.#rest);
    for (const line of this.#open.values()) if (line.length > 0) yield finished(line);
    this.#open.clear();
  }

  /** Terminal output: messages are lines. */
  *#raw(data: Uint8Array): Generator<LogLine, void> {
    let from = 0;
    for (let at = data.indexOf(10); at >= 0; at = data.indexOf(10, from)) {
      yield* this.#message("stdout", data.subarray(from, at + 1));
      from = at + 1;
    }
    this.#rest = data.slice(from);
    if (this.#rest.length > LINE_LIMIT) {
      yield* this.#message("stdout", this.#rest);
      this.#rest = new Uint8Array();
    }
  }

  *#message(stream: "stdout" | "stderr", body: Uint8Array): Generator<LogLine, void> {
    const space = this.#details ? body.indexOf(0x20) : -1;
    const attributes = space < 0 ? "" : new TextDecoder().decode(body.subarray(0, space));
    let text = body.subarray(space + 1);
    const key = `${stream} ${attributes}`;
    let line = this.#open.get(key);
    if (line === undefined) {
      if (this.#open.size >= OPEN_LIMIT) {
        const [oldest, held] = this.#open.entries().next().value!;
        this.#open.delete(oldest);
        if (held.length > 0) yield finished(held);
      }
      this.#open.set(key, line = { stream, details: detailsIn(attributes), parts: [], length: 0 });
    }
    for (let at = text.indexOf(10); at >= 0; at = text.indexOf(10)) {
      line.parts.push(text.subarray(0, at));
      yield finished(line);
      text = text.subarray(at + 1);
    }
    if (text.length > 0) {
      line.parts.push(text.slice());
      line.length += text.length;
    }
    if (line.length > LINE_LIMIT) yield finished(line);
  }
}

function finished(
  line: { stream: "stdout" | "stderr"; details: Record<string, string>; parts: Uint8Array[]; length: number },
): LogLine {
  const text = new TextDecoder().decode(line.parts.length === 1 ? line.parts[0]! : concat(...line.parts));
  line.parts = [];
  line.length = 0;
  return { stream: line.stream, text: text.endsWith("\r") ? text.slice(0, -1) : text, details: line.details };
}

/** Attributes as engines write them: `key=value` joined by commas, both escaped as in a URL's query. */
function detailsIn(attributes: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const pair of attributes.split(",")) {
    const equals = pair.indexOf("=");
    if (equals > 0) found[unescape(pair.slice(0, equals))] = unescape(pair.slice(equals + 1));
  }
  return found;
}

function unescape(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

function looksLikeFrame(data: Uint8Array): boolean {
  return data.length > 0 && data[0]! < STREAMS.length &&
    [1, 2, 3].every((at) => at >= data.length || data[at] === 0);
}

function frameLength(data: Uint8Array): number | undefined {
  if (data.length < HEADER) return undefined;
  const length = new DataView(data.buffer, data.byteOffset).getUint32(4);
  if (length > FRAME_LIMIT) {
    throw new LogStreamError("The log stream is broken: a message is impossibly long");
  }
  return length;
}

function concat(...parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
