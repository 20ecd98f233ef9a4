import { Failure } from "../base/errors.ts";
import { EngineError } from "./errors.ts";
import type { Transport } from "./transport_model.ts";
import { Watch } from "./watch.ts";

/** Longest error message that is read, in bytes. */
const ERROR_LIMIT = 65536;
/** Bytes asked for at first, which most answers of a small swarm fit into, and at a time once that was not enough. */
const FIRST_READ = 16 * 1024;
const READ_SIZE = 256 * 1024;

/** One request. */
export interface Call {
  method: string;
  /** Without version prefix, such as "/networks/create". */
  path: string;
  query?: Record<string, string | undefined> | undefined;
  /** Sent as JSON. */
  body?: unknown;
  headers?: Record<string, string> | undefined;
  signal?: AbortSignal | undefined;
  /** Longest silence in milliseconds; default: the client's. Infinity: may be silent for ever (events, followed logs). */
  limit?: number | undefined;
  /** On a connection of its own, because whoever reads the answer may make other calls meanwhile. */
  apart?: boolean | undefined;
}

/** How requests are sent, whatever they ask for. */
export interface HttpOptions {
  /** The address in the user's words, for messages. */
  host: string;
  headers: Record<string, string>;
  /** Longest silence, in milliseconds. */
  limit: number;
  /** Stops everything. */
  signal?: AbortSignal | undefined;
}

/** Requests over one transport: bounded, abortable, with failures that say what happened. */
export class Http {
  /** Such as "/v1.51"; empty until a version was negotiated. */
  prefix = "";
  readonly #transport: Transport;
  readonly #options: HttpOptions;
  readonly #closing = new AbortController();
  /** Resolves when the connection of a costly transport is free. */
  #turn: Promise<void> = Promise.resolve();

  constructor(transport: Transport, options: HttpOptions) {
    this.#transport = transport;
    this.#options = options;
  }

  /**
   * The answer's body as it arrives; a chunk is valid until the next one is asked for. `head` sees status and headers first. Throws `EngineError` for every status from 300 on and
   * for every way a connection can fail; the reason of the signal when that stopped it.
   */
  async *body(call: Call, head?: (response: Response) => void): AsyncGenerator<Uint8Array, void> {
    const limit = call.limit ?? this.#options.limit;
    const leave = call.apart ? () => {} : await this.#enter();
    const watch = new Watch(limit, [call.signal, this.#options.signal, this.#closing.signal]);
    try {
      const response = await this.#send(call, watch);
      head?.(response);
      if (!response.ok) {
        const said = await textOf(response, watch);
        throw (await import("./answer_errors.ts")).answerError(response.status, said, nameOf(call));
      }
      if (response.body !== null) yield* chunksOf(response.body, watch);
    } catch (error) {
      throw await this.#explain(error, call, watch, limit);
    } finally {
      watch.end();
      leave();
    }
  }

  /** The answer as JSON; undefined for an empty one. */
  async json(call: Call): Promise<unknown> {
    const decoder = new TextDecoder();
    let text = "";
    for await (const chunk of this.body(call)) text += decoder.decode(chunk, { stream: true });
    text += decoder.decode();
    if (text.trim() === "") return undefined;
    try {
      return JSON.parse(text);
    } catch (error) {
      throw notJson(nameOf(call), error);
    }
  }

  /** Stops what runs and lets go of connections and helpers. */
  close(): void {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort(new EngineError("other", `The connection to ${this.#options.host} was closed`));
    this.#transport.close();
  }

  #send(call: Call, watch: Watch): Promise<Response> {
    const headers = new Headers({ ...this.#options.headers, ...this.#transport.headers, ...call.headers });
    if (call.body !== undefined) headers.set("content-type", "application/json");
    return fetch(`${this.#transport.base}${this.prefix}${call.path}${queryOf(call.query)}`, {
      client: this.#transport.client,
      method: call.method,
      headers,
      body: isRead(call.method) ? null : once(call.body === undefined ? "" : JSON.stringify(call.body)),
      signal: watch.signal,
      // An engine never redirects; following one could take a request that changes something elsewhere.
      redirect: "manual",
    });
  }

  /** Waits for the turn on a costly transport; gives what must be called afterwards. */
  async #enter(): Promise<() => void> {
    if (!this.#transport.costly) return () => {};
    const before = this.#turn;
    let leave = () => {};
    this.#turn = new Promise((resolve) => leave = resolve);
    await before;
    return leave;
  }

  async #explain(error: unknown, call: Call, watch: Watch, limit: number): Promise<unknown> {
    if (error instanceof Failure) return error;
    const stopped = watch.stopped();
    if (stopped !== undefined) return stopped;
    const { connectError, timeoutError } = await import("./connect_errors.ts");
    if (watch.timedOut) return timeoutError(this.#options.host, nameOf(call), limit);
    return connectError(error, await this.#transport.attempt(nameOf(call)));
  }
}

function isRead(method: string): boolean {
  return method === "GET" || method === "HEAD";
}

/**
 * A body that can be sent once only. With any other one (or none) fetch sends a request again by itself when a kept
 * connection ends before the answer, and the engine may have done the work already (seen with Deno 2.7.11).
 */
function once(text: string): ReadableStream<Uint8Array> {
  return new Blob([text]).stream();
}

/** The error of an answer that should have been JSON. */
export function notJson(call: string, cause: unknown): EngineError {
  return new EngineError("other", `The answer to ${call} is not the JSON that an engine sends`, {
    why: cause instanceof Error ? cause.message.slice(0, 200) : String(cause),
    next: "Check that the address is a Docker engine's, and not a proxy's or a web server's",
    cause,
  });
}

/** How a call is named in messages. */
export function nameOf(call: Pick<Call, "method" | "path">): string {
  return `${call.method} ${call.path}`;
}

function queryOf(query: Call["query"]): string {
  const pairs = Object.entries(query ?? {}).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return pairs.length === 0 ? "" : `?${new URLSearchParams(pairs)}`;
}

async function textOf(response: Response, watch: Watch): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  if (response.body === null) return text;
  for await (const chunk of chunksOf(response.body, watch)) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > ERROR_LIMIT) break;
  }
  return text;
}

/**
 * Reads into one buffer again and again: half the time and a quarter of the memory of a chunk for each read (measured, 79 MB). An abort
 * also ends the reading by hand: with fetch's signal alone, two followed logs that were aborted at the same time went on being read
 * for ever (seen with Deno 2.7.11; tests/unit/helper/run.test.ts, two runs at once).
 */
async function* chunksOf(body: ReadableStream<Uint8Array>, watch: Watch): AsyncGenerator<Uint8Array, void> {
  const reader = body.getReader({ mode: "byob" });
  const { signal } = watch;
  const stop = () => void reader.cancel(signal.reason).catch(() => undefined);
  signal.addEventListener("abort", stop);
  try {
    let buffer = new ArrayBuffer(FIRST_READ);
    while (true) {
      const { done, value } = await reader.read(new Uint8Array(buffer));
      signal.throwIfAborted();
      if (done) return;
      watch.heard();
      yield value;
      buffer = value.buffer as ArrayBuffer;
      const filled = value.byteLength === buffer.byteLength;
      if (filled && buffer.byteLength < READ_SIZE) buffer = new ArrayBuffer(READ_SIZE);
    }
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
