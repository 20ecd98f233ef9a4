/**
 * The smallest HTTP/1.1 server that a test needs: on a unix socket or loopback TCP, with full control over the connection (Deno.serve
 * cannot cut one). Keeps connections alive, reads bodies by length or in chunks, answers by length or in chunks.
 */
export interface HttpRequest {
  method: string;
  /** Path and query as sent. */
  target: string;
  headers: Map<string, string>;
  body: Uint8Array;
  /** Aborted when the client goes away. */
  gone: AbortSignal;
}

export interface HttpAnswer {
  status: number;
  headers?: Record<string, string>;
  /** Text or bytes are sent by length, a stream in chunks. */
  body?: string | Uint8Array | AsyncIterable<Uint8Array> | undefined;
  /** Cut the connection: before anything is sent, or after so many bytes of the body. */
  cut?: "before" | number;
}

export type HttpHandler = (request: HttpRequest) => Promise<HttpAnswer>;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const END_OF_HEAD = encoder.encode("\r\n\r\n");

/** Bytes of a connection, read as lines and lengths. */
class Reader {
  #conn: Deno.Conn;
  #held = new Uint8Array(0);
  constructor(conn: Deno.Conn) {
    this.#conn = conn;
  }

  async #more(): Promise<boolean> {
    const chunk = new Uint8Array(65536);
    const count = await this.#conn.read(chunk).catch(() => null);
    if (count === null) return false;
    const joined = new Uint8Array(this.#held.length + count);
    joined.set(this.#held);
    joined.set(chunk.subarray(0, count), this.#held.length);
    this.#held = joined;
    return true;
  }

  #take(count: number): Uint8Array {
    const out = this.#held.slice(0, count);
    this.#held = this.#held.slice(count);
    return out;
  }

  /** Everything up to and including `mark`, or undefined at the end of the connection. */
  async through(mark: Uint8Array): Promise<Uint8Array | undefined> {
    for (;;) {
      for (let at = 0; at + mark.length <= this.#held.length; at++) {
        if (mark.every((byte, index) => this.#held[at + index] === byte)) return this.#take(at + mark.length);
      }
      if (!await this.#more()) return undefined;
    }
  }

  async exactly(count: number): Promise<Uint8Array | undefined> {
    while (this.#held.length < count) if (!await this.#more()) return undefined;
    return this.#take(count);
  }

  /** Resolves when the client closes its side (or sends something, which no client here does while it waits). */
  closed(): Promise<boolean> {
    return this.#more().then((more) => !more);
  }
}

async function readBody(reader: Reader, headers: Map<string, string>): Promise<Uint8Array | undefined> {
  if (!/chunked/i.test(headers.get("transfer-encoding") ?? "")) {
    return await reader.exactly(Number(headers.get("content-length") ?? 0));
  }
  const parts: Uint8Array[] = [];
  const newline = encoder.encode("\r\n");
  for (;;) {
    const line = await reader.through(newline);
    if (line === undefined) return undefined;
    const size = parseInt(decoder.decode(line), 16);
    const chunk = await reader.exactly(size + 2);
    if (chunk === undefined) return undefined;
    if (size === 0) break;
    parts.push(chunk.subarray(0, size));
  }
  return new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
}

async function readRequest(reader: Reader, gone: AbortSignal): Promise<HttpRequest | undefined> {
  const head = await reader.through(END_OF_HEAD);
  if (head === undefined) return undefined;
  const [first, ...lines] = decoder.decode(head).trimEnd().split("\r\n");
  const [method, target] = first!.split(" ");
  const headers = new Map(lines.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  }));
  const body = await readBody(reader, headers);
  return body === undefined ? undefined : { method: method!, target: target!, headers, body, gone };
}

async function writeAll(conn: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
}

function head(answer: HttpAnswer, framing: string): Uint8Array {
  const lines = Object.entries(answer.headers ?? {}).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return encoder.encode(
    `HTTP/1.1 ${answer.status} ${answer.status < 400 ? "OK" : "Error"}\r\n${lines}${framing}\r\n`,
  );
}

/** Sends the answer; false when the connection is not to be used again. */
async function send(conn: Deno.Conn, request: HttpRequest, answer: HttpAnswer): Promise<boolean> {
  if (answer.cut === "before") return false;
  const limit = answer.cut ?? Infinity;
  const { body = "" } = answer;
  if (typeof body === "string" || body instanceof Uint8Array) {
    const bytes = typeof body === "string" ? encoder.encode(body) : body;
    const none = answer.status === 204 || answer.status === 304;
    await writeAll(conn, head(answer, none ? "" : `Content-Length: ${bytes.length}\r\n`));
    if (request.method !== "HEAD") await writeAll(conn, bytes.subarray(0, limit));
    return limit === Infinity;
  }
  await writeAll(conn, head(answer, "Transfer-Encoding: chunked\r\n"));
  let sent = 0;
  for await (const chunk of body) {
    if (chunk.length === 0) continue;
    await writeAll(conn, encoder.encode(chunk.length.toString(16) + "\r\n"));
    await writeAll(conn, chunk.subarray(0, limit - sent));
    sent += chunk.length;
    if (sent >= limit) return false;
    await writeAll(conn, encoder.encode("\r\n"));
  }
  await writeAll(conn, encoder.encode("0\r\n\r\n"));
  return true;
}

export class HttpServer implements AsyncDisposable {
  readonly #listener: Deno.Listener;
  readonly #handler: HttpHandler;
  readonly #open = new Set<Deno.Conn>();
  readonly #running: Promise<void>;
  #served = new Set<Promise<void>>();

  constructor(listener: Deno.Listener, handler: HttpHandler) {
    this.#listener = listener;
    this.#handler = handler;
    this.#running = this.#accept();
  }

  async #accept(): Promise<void> {
    try {
      for await (const conn of this.#listener) {
        const served = this.#serve(conn).catch(() => {}).finally(() => this.#served.delete(served));
        this.#served.add(served);
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
  }

  async #serve(conn: Deno.Conn): Promise<void> {
    this.#open.add(conn);
    const gone = new AbortController();
    try {
      const reader = new Reader(conn);
      for (;;) {
        const request = await readRequest(reader, gone.signal);
        if (request === undefined) return;
        const watching = reader.closed().then((closed) => {
          if (closed) gone.abort();
        });
        const answer = await this.#handler(request);
        const again = await send(conn, request, answer);
        if (!again || request.headers.get("connection")?.toLowerCase() === "close") return;
        await watching;
      }
    } finally {
      gone.abort();
      this.#open.delete(conn);
      try {
        conn.close();
      } catch { /* closed by the other side */ }
    }
  }

  /** Stops listening and cuts what is open. */
  async close(): Promise<void> {
    try {
      this.#listener.close();
    } catch { /* closed before */ }
    for (const conn of this.#open) {
      try {
        conn.close();
      } catch { /* closed by the other side */ }
    }
    await this.#running;
    await Promise.all(this.#served);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
