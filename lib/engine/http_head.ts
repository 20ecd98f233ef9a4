/** An answer, or a part of it, that is not what HTTP/1.1 allows or that exceeds a limit. */
export class ProtocolError extends Error {}

/** Longest head of an answer, in bytes. Engines send less than one KiB; Go's own client stops at 10 MiB. */
export const HEAD_LIMIT = 64 * 1024;
/** Most header lines of an answer. */
const HEADER_COUNT = 256;

/** The name of a header: a token of RFC 9110. */
export const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** How the end of an answer's body is found. */
export type Framing =
  | { kind: "none" }
  | { kind: "length"; length: number }
  | { kind: "chunked" }
  /** Until the connection ends. */
  | { kind: "close" };

/** Status line and headers of an answer. */
export interface Head {
  status: number;
  /** By lower-case name; values of a repeated header joined by ", ". */
  headers: Map<string, string>;
  framing: Framing;
  /** The connection may carry another request after the body. */
  keepAlive: boolean;
}

/**
 * Length of a head with the empty line that ends it, or -1 when that has not arrived; the search starts at `from`. A line may end
 * without a carriage return, as in Go's client (net/textproto Reader.ReadLine).
 */
export function headLength(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(10, from); at >= 0; at = bytes.indexOf(10, at + 1)) {
    const next = bytes[at + 1] === 13 ? at + 2 : at + 1;
    if (bytes[next] === 10) return next + 1;
  }
  return -1;
}

/** Reads a head, from the status line to its last header. Throws `ProtocolError`. */
export function parseHead(bytes: Uint8Array, method: string): Head {
  const lines = latin1(bytes).split("\n").map((line) => line.endsWith("\r") ? line.slice(0, -1) : line);
  const status = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: [^\0\r]*)?$/.exec(lines[0]!);
  if (status === null) {
    throw new ProtocolError(
      `It starts with ${JSON.stringify(lines[0]!.slice(0, 60))}, not with a status line`,
    );
  }
  const headers = headersIn(lines.slice(1).filter((line) => line !== ""));
  const code = Number(status[2]);
  const framing = framingOf(method, code, status[1] === "1", headers);
  const keepAlive = status[1] === "1" && framing.kind !== "close" &&
    !words(headers.get("connection")).includes("close");
  return { status: code, headers, framing, keepAlive };
}

function headersIn(lines: readonly string[]): Map<string, string> {
  if (lines.length > HEADER_COUNT) throw new ProtocolError(`It has more than ${HEADER_COUNT} headers`);
  const headers = new Map<string, string>();
  for (const line of lines) {
    // A name is a token, right before the colon; continued lines are obsolete (RFC 9112, 5.2). Values hold no control characters.
    // deno-lint-ignore no-control-regex
    const header = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\0-\x08\x0a-\x1f\x7f]*)$/.exec(line);
    if (header === null) {
      throw new ProtocolError(`It has a malformed header: ${JSON.stringify(line.slice(0, 60))}`);
    }
    const name = header[1]!.toLowerCase(), value = header[2]!.trimEnd(), before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return headers;
}

/** RFC 9112, 6.3; what it leaves to the client is refused, because no engine sends it. */
function framingOf(method: string, status: number, http11: boolean, headers: Map<string, string>): Framing {
  const encoding = headers.get("transfer-encoding"), length = headers.get("content-length");
  const content = headers.get("content-encoding");
  if (content !== undefined && content.toLowerCase() !== "identity") {
    throw new ProtocolError(`Its content encoding ${JSON.stringify(content.slice(0, 60))} was not asked for`);
  }
  if (encoding !== undefined) {
    if (encoding.toLowerCase() !== "chunked" || !http11) {
      throw new ProtocolError(`Its transfer encoding ${JSON.stringify(encoding.slice(0, 60))} is unknown`);
    }
    if (length !== undefined) throw new ProtocolError("It has both a length and a transfer encoding");
  }
  const bytes = length === undefined ? undefined : lengthIn(length);
  if (method === "HEAD" || status < 200 || status === 204 || status === 304) return { kind: "none" };
  if (encoding !== undefined) return { kind: "chunked" };
  return bytes === undefined ? { kind: "close" } : { kind: "length", length: bytes };
}

/** The length; a repeated header must repeat the same one. */
function lengthIn(text: string): number {
  const values = new Set(text.split(",").map((each) => each.trim()));
  const [value = ""] = values;
  if (values.size > 1 || !/^\d{1,15}$/.test(value)) {
    throw new ProtocolError(`Its content length is not one number: ${JSON.stringify(text.slice(0, 60))}`);
  }
  return Number(value);
}

function words(list: string | undefined): string[] {
  return list === undefined ? [] : list.toLowerCase().split(",").map((each) => each.trim());
}

function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return text;
}
