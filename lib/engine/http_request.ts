import { Failure } from "../base/errors.ts";

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
export function requestBytes({ method, target, host, headers, body }: HttpRequest): Uint8Array {
  if (!/^(?:http:\/\/[^/]+)?\/[\x21-\x7e]*$/.test(target)) {
    throw new Failure(`Cannot send a request for ${JSON.stringify(target)}`, {
      why: "A request path has no spaces, control characters or letters beyond ASCII",
    });
  }
  let head = `${method} ${target} HTTP/1.1\r\nHost: ${host}\r\n`;
  for (const [name, value] of Object.entries(headers)) {
    if (OWN_HEADERS.has(name.toLowerCase())) continue;
    // deno-lint-ignore no-control-regex
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) || /[\0-\x08\x0a-\x1f\x7f]/.test(value)) {
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
