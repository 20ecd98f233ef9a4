import type { ByteStream, Dialer } from "./byte_stream.ts";
import { ConnectionError, HttpConnection } from "./http_connection.ts";
import { Watch } from "./watch.ts";
import { Failure } from "../base/errors.ts";
import { EngineError } from "./errors.ts";
import { type Head, HEADER_NAME, ProtocolError } from "./http_head.ts";
import { queryText } from "./query.ts";

/** Longest error message that is read, in bytes. */
const ERROR_LIMIT = 64 * 1024;
/** Longest answer that is one JSON value, in bytes: far above the largest object an engine stores. */
const JSON_LIMIT = 64 * 1024 * 1024;
/** Longest pause within an answer, in milliseconds, where its whole may take longer. */
const IDLE_LIMIT = 60_000;

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
  /** Longest time for the whole call in milliseconds; default: the client's. Infinity: no end by nature (events, followed logs). */
  limit?: number | undefined;
  /** Longest body in bytes; default: none, because the reader bounds what is kept. */
  size?: number | undefined;
  /** On a separate connection, because the reader of the answer may make other calls meanwhile. */
  apart?: boolean | undefined;
}

/** How requests are sent, whatever they ask for. */
export interface HttpOptions {
  /** The address in the user's words, for messages. */
  host: string;
  headers: Record<string, string>;
  /** Longest time for a call, in milliseconds. */
  limit: number;
  /** The flag that raises the limit, where the command has one. */
  limitFlag?: string | undefined;
  /** Stops everything. */
  signal?: AbortSignal | undefined;
}

/** Requests to one engine: bounded, abortable, with failures that say what happened. */
export class Http {
  /** Such as "/v1.51"; empty until a version was negotiated. */
  prefix = "";
  readonly #dialer: Dialer;
  readonly #pool: ConnectionPool;
  readonly #options: HttpOptions;
  readonly #running = new Set<Watch>();
  #closed: EngineError | undefined;
  /** Resolves when the connection of a costly dialer is free. */
  #turn: Promise<void> = Promise.resolve();

  constructor(dialer: Dialer, options: HttpOptions) {
    this.#dialer = dialer;
    this.#pool = new ConnectionPool(dialer);
    this.#options = options;
  }

  /**
   * The answer's body as it arrives; a piece is valid until the next one is asked for. `onHead` sees status and headers first. Throws
   * `EngineError` for every status from 300 on and for every way a connection can fail; the reason of the signal when that stopped it.
   */
  async *body(call: Call, onHead?: (head: Head) => void): AsyncGenerator<Uint8Array, void> {
    const limit = call.limit ?? this.#options.limit;
    const watch = new Watch({ total: limit, idle: IDLE_LIMIT }, [call.signal, this.#options.signal]);
    const open: { connection?: HttpConnection } = {};
    this.#running.add(watch);
    if (this.#closed !== undefined) watch.stop(this.#closed);
    const forget = watch.onStop(() => open.connection?.close());
    let leave = () => {};
    try {
      leave = call.apart ? leave : await this.#enter(watch);
      const head = await this.#send(call, watch, open);
      onHead?.(head);
      if (head.status >= 300) {
        const said = await textOf(piecesOf(open.connection!, watch, Infinity), ERROR_LIMIT);
        throw (await import("./answer_errors.ts")).answerError(head.status, said, nameOf(call));
      }
      yield* piecesOf(open.connection!, watch, call.size ?? Infinity);
    } catch (error) {
      throw await this.#explain(error, call, watch, limit);
    } finally {
      forget();
      watch.end();
      this.#running.delete(watch);
      if (open.connection !== undefined) this.#pool.giveBack(open.connection);
      leave();
    }
  }

  /** The answer as JSON; undefined for an empty one. */
  async json(call: Call): Promise<unknown> {
    const text = await textOf(this.body({ size: JSON_LIMIT, ...call }));
    if (text.trim() === "") return undefined;
    try {
      return JSON.parse(text);
    } catch (error) {
      throw notJson(nameOf(call), error);
    }
  }

  /** Stops what runs and ends the connections. */
  close(): void {
    if (this.#closed !== undefined) return;
    this.#closed = new EngineError("other", `The connection to ${this.#options.host} was closed`);
    for (const watch of this.#running) watch.stop(this.#closed);
    this.#pool.close();
  }

  /**
   * Sends the request once. Only a read is sent a second time, on a new connection, and only when a kept connection ended before
   * any byte of the answer, as Go's client does (net/http Transport, shouldRetryRequest).
   */
  async #send(call: Call, watch: Watch, open: { connection?: HttpConnection }): Promise<Head> {
    const request = requestBytes({
      method: call.method,
      target: `${this.#dialer.targetPrefix}${this.prefix}${call.path}${queryText(call.query)}`,
      host: this.#dialer.host,
      headers: { ...this.#options.headers, ...this.#dialer.headers, ...call.headers },
      body: call.body === undefined ? undefined : JSON.stringify(call.body),
    });
    const kept = this.#pool.kept();
    if (kept !== undefined) {
      open.connection = kept;
      try {
        return await this.#exchange(kept, request, call, watch);
      } catch (error) {
        const unread = error instanceof ConnectionError && error.stage === "closed";
        if (!unread || !isRead(call.method) || watch.stopped !== undefined) throw error;
        kept.close();
      }
    }
    open.connection = await this.#pool.dial(watch);
    return await this.#exchange(open.connection, request, call, watch);
  }

  #exchange(connection: HttpConnection, request: Uint8Array, call: Call, watch: Watch): Promise<Head> {
    watch.throwIfStopped();
    return connection.exchange(request, call.method);
  }

  /** Waits for the turn on a costly dialer; gives what must be called afterwards. */
  async #enter(watch: Watch): Promise<() => void> {
    if (!this.#dialer.costly) return () => {};
    const before = this.#turn;
    let leave = () => {};
    this.#turn = new Promise((resolve) => leave = resolve);
    try {
      await watch.unlessStopped(before, () => {});
    } catch (error) {
      void before.then(leave);
      throw error;
    }
    return leave;
  }

  async #explain(error: unknown, call: Call, watch: Watch, limit: number): Promise<unknown> {
    const { host, limitFlag } = this.#options;
    if (watch.reached !== undefined) {
      const { timeoutError } = await import("./connect_errors.ts");
      const reached = watch.reached === "idle" ? IDLE_LIMIT : limit;
      return timeoutError(host, nameOf(call), {
        reached: watch.reached,
        limit: reached,
        arrived: watch.arrived,
        limitFlag,
      });
    }
    if (watch.stopped !== undefined) return watch.stopped.reason;
    if (error instanceof Failure) return error;
    const { connectError, protocolError } = await import("./connect_errors.ts");
    if (error instanceof ProtocolError) return protocolError(host, nameOf(call), error);
    if (!(error instanceof ConnectionError)) return error;
    const proxied = this.#dialer.proxy !== undefined;
    return connectError(error, { host, call: nameOf(call), proxied, said: await said(error.stream) });
  }
}

async function said(stream: ByteStream | undefined): Promise<string | undefined> {
  return await stream?.said?.();
}

function isRead(method: string): boolean {
  return method === "GET" || method === "HEAD";
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

async function* piecesOf(
  connection: HttpConnection,
  watch: Watch,
  limit: number,
): AsyncGenerator<Uint8Array, void> {
  let left = limit;
  for (let piece = await connection.next(); piece !== null; piece = await connection.next()) {
    watch.throwIfStopped();
    watch.heard(piece.length);
    left -= piece.length;
    if (left < 0) throw new ProtocolError(`It is longer than ${limit} bytes`);
    yield piece;
  }
}

/** The text of a body; what follows the first `limit` bytes is not waited for. */
async function textOf(pieces: AsyncIterable<Uint8Array>, limit = Infinity): Promise<string> {
  const decoder = new TextDecoder();
  let text = "", length = 0;
  for await (const piece of pieces) {
    text += decoder.decode(piece, { stream: true });
    length += piece.length;
    if (length > limit) break;
  }
  return text + decoder.decode();
}

/** What is sent to an engine. */
export interface HttpRequest {
  method: string;
  /** Path and query: origin form. Only a proxy that passes the request on is sent the whole URL. */
  target: string;
  /** The Host header. */
  host: string;
  headers: Record<string, string>;
  /** JSON text. */
  body?: string | undefined;
}

const encoder = new TextEncoder();

/** Headers that this client alone decides; Go's client ignores them in a request's headers, too (net/http reqWriteExcludeHeader). */
const OWN_HEADERS = new Set(["host", "content-length", "transfer-encoding", "trailer"]);

/** A request as bytes, with the headers that docker's own client sends. Throws `Failure` for a header that would not be one. */
function requestBytes({ method, target, host, headers, body }: HttpRequest): Uint8Array {
  if (!/^(?:http:\/\/[^/]+)?\/[\x21-\x7e]*$/.test(target)) {
    throw new Failure(`Cannot send a request for ${JSON.stringify(target)}`, {
      why: "A request path has no spaces, control characters or letters beyond ASCII",
    });
  }
  let head = `${method} ${target} HTTP/1.1\r\nHost: ${host}\r\n`;
  for (const [name, value] of Object.entries(headers)) {
    if (OWN_HEADERS.has(name.toLowerCase())) continue;
    // deno-lint-ignore no-control-regex
    if (!HEADER_NAME.test(name) || /[\0-\x08\x0a-\x1f\x7f]/.test(value)) {
      throw new Failure(`Cannot send the header ${JSON.stringify(name)}`, {
        why: "Its name or its value has characters that no header can have",
        next: "Correct HttpHeaders in docker's config.json, or DOCKER_CUSTOM_HEADERS",
      });
    }
    head += `${name}: ${value}\r\n`;
  }
  const content = body === undefined ? undefined : encoder.encode(body);
  if (content !== undefined) head += "Content-Type: application/json\r\n";
  if (content !== undefined || method === "POST" || method === "PUT") {
    head += `Content-Length: ${content?.length ?? 0}\r\n`;
  }
  const start = encoder.encode(head + "\r\n");
  if (content === undefined) return start;
  const whole = new Uint8Array(start.length + content.length);
  whole.set(start);
  whole.set(content, start.length);
  return whole;
}

/** Most idle connections that are kept: as many as calls are made at a time (inspect_networks.ts). */
const MOST_IDLE = 8;

/** The connections to one engine: idle ones are used again, the most recent first. */
class ConnectionPool {
  readonly #dialer: Dialer;
  readonly #idle: HttpConnection[] = [];
  #closed = false;

  constructor(dialer: Dialer) {
    this.#dialer = dialer;
  }

  /** An idle connection; undefined when there is none. */
  kept(): HttpConnection | undefined {
    for (let one = this.#idle.pop(); one !== undefined; one = this.#idle.pop()) {
      if (!one.broken) return one;
      one.close();
    }
    return undefined;
  }

  /** A new connection. Throws `ConnectionError`, and the watch's reason when that stopped the waiting. */
  async dial(watch: Watch): Promise<HttpConnection> {
    watch.throwIfStopped();
    const dialing = this.#dialer.dial().catch((error) => {
      throw new ConnectionError("dial", error);
    });
    return new HttpConnection(await watch.unlessStopped(dialing, (stream) => stream.close()));
  }

  /** Takes a connection back after an answer was read to its end. */
  giveBack(connection: HttpConnection): void {
    const limit = this.#dialer.costly ? 1 : MOST_IDLE;
    if (this.#closed || !connection.reusable || this.#idle.length >= limit) return connection.close();
    this.#idle.push(connection);
    connection.rest();
  }

  /** Ends the idle connections; those in use end when they are given back. */
  close(): void {
    this.#closed = true;
    for (const connection of this.#idle.splice(0)) connection.close();
  }
}
