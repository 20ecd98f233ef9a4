import type { ByteStream, Dialer } from "../../lib/engine/byte_stream.ts";
import { Http, type HttpOptions } from "../../lib/engine/http.ts";

/** What a scripted stream does next: bytes arrive, nothing arrives, the stream ends, a read fails, or the next request is waited for. */
export type Part = string | Uint8Array | "hang" | "end" | "request" | Error;

const encoder = new TextEncoder();

/** A byte stream that follows a script. Bytes are delivered at most `step` at a time. */
export class ScriptedStream implements ByteStream {
  /** What was written, as text. */
  sent = "";
  closed = false;
  #parts: Part[];
  #step: number;
  #requests = 0;
  #wake: () => void = () => {};

  constructor(parts: readonly Part[], step = Infinity) {
    this.#parts = [...parts];
    this.#step = step;
  }

  async read(buffer: Uint8Array): Promise<number | null> {
    while (true) {
      if (this.closed) throw new Deno.errors.Interrupted("closed");
      const part = this.#parts[0];
      if (part === "request" && this.#requests > 0) {
        this.#requests--;
        this.#parts.shift();
      } else if (part === undefined || part === "hang" || part === "request") {
        await new Promise<void>((resolve) => this.#wake = resolve);
      } else return this.#deliver(part, buffer);
    }
  }

  #deliver(part: Exclude<Part, "hang" | "request">, buffer: Uint8Array): number | null {
    if (part === "end") return null;
    if (part instanceof Error) throw part;
    const bytes = typeof part === "string" ? encoder.encode(part) : part;
    const taken = bytes.subarray(0, Math.min(buffer.length, this.#step));
    buffer.set(taken);
    if (taken.length === bytes.length) this.#parts.shift();
    else this.#parts[0] = bytes.subarray(taken.length);
    return taken.length;
  }

  write(bytes: Uint8Array): Promise<void> {
    if (this.closed) return Promise.reject(new Deno.errors.BrokenPipe("closed"));
    this.sent += new TextDecoder().decode(bytes);
    this.#requests++;
    this.#wake();
    return Promise.resolve();
  }

  close(): void {
    this.closed = true;
    this.#wake();
  }
}

/** A client whose connections follow these scripts, one after the other; more than these cannot be made. */
export function scriptedHttp(
  scripts: readonly (readonly Part[])[],
  options: Partial<HttpOptions> & { step?: number; costly?: boolean } = {},
): { http: Http; streams: ScriptedStream[] } {
  const streams: ScriptedStream[] = [];
  const dialer: Dialer = {
    host: "api.moby.localhost",
    targetPrefix: "",
    local: true,
    costly: options.costly ?? false,
    dial() {
      const script = scripts[streams.length];
      if (script === undefined) {
        return Promise.reject(new Deno.errors.ConnectionRefused("no more connections"));
      }
      const stream = new ScriptedStream(script, options.step);
      streams.push(stream);
      return Promise.resolve(stream);
    },
  };
  const http = new Http(dialer, { host: "unix:///scripted.sock", headers: {}, limit: 5000, ...options });
  return { http, streams };
}

/** A whole answer with a body by length. */
export function answer(body: string, headers = "", status = 200): string {
  const length = encoder.encode(body).length;
  return `HTTP/1.1 ${status} X\r\n${headers}Content-Length: ${length}\r\n\r\n${body}`;
}
