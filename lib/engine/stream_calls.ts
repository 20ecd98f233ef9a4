import { messageOf } from "../base/errors.ts";
import type { Filters, LogLine, LogOptions, Raw } from "./engine.ts";
import { EngineError } from "./errors.ts";
import { type Call, type Http, nameOf, notJson } from "./http.ts";
import { LogSplitter, LogStreamError } from "./log_frames.ts";
import { filterText } from "./query.ts";

/** GET /events: each as it happens, until the signal aborts or the engine ends the stream. */
export async function* readEvents(
  http: Http,
  filters: Filters,
  signal: AbortSignal,
): AsyncGenerator<Raw, void> {
  const call: Call = {
    method: "GET",
    path: "/events",
    query: { filters: filterText(filters) },
    signal,
    limit: Infinity,
    apart: true,
  };
  try {
    for await (const event of jsonLines(http.body(call))) yield event as Raw;
  } catch (error) {
    throw error instanceof SyntaxError ? notJson(nameOf(call), error) : error;
  }
}

/** GET of a `path` that ends in /logs: line by line. */
export async function* readLogs(
  http: Http,
  path: string,
  options: LogOptions,
): AsyncGenerator<LogLine, void> {
  const call: Call = {
    method: "GET",
    path,
    query: {
      stdout: "true",
      stderr: "true",
      follow: options.follow ? "true" : undefined,
      since: options.since === undefined ? undefined : String(options.since),
      tail: options.tail === undefined ? undefined : String(options.tail),
      details: options.details ? "true" : undefined,
    },
    signal: options.signal,
    limit: options.follow ? Infinity : undefined,
    apart: true,
  };
  let multiplexed = false;
  const chunks = http.body(call, (head) => {
    multiplexed = /multiplexed-stream/.test(head.headers.get("content-type") ?? "");
  });
  let splitter: LogSplitter | undefined;
  try {
    for await (const chunk of chunks) {
      splitter ??= new LogSplitter({
        ...(multiplexed ? { multiplexed } : {}),
        details: options.details ?? false,
      });
      yield* splitter.push(chunk);
    }
    if (splitter !== undefined) yield* splitter.end();
  } catch (error) {
    throw error instanceof LogStreamError ? streamError(messageOf(error), error) : error;
  }
}

function streamError(reply: string, cause: unknown): EngineError {
  return new EngineError("other", `Error response from daemon: ${reply}`, { cause, reply });
}

/** Longest line that is taken, in characters. */
const LINE_LIMIT = 16 * 1024 * 1024;
const RECORD_SEPARATOR = "\u001e";

/**
 * JSON values of a stream with one on each line (events). A record separator before a value is left out (RFC 7464, which
 * engines from API 1.52 may use). Throws `SyntaxError` for a line that is not JSON, and for one cut off by the stream's end.
 */
export async function* jsonLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<unknown, void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop()!;
    if (rest.length > LINE_LIMIT) throw new SyntaxError(`A line is longer than ${LINE_LIMIT} characters`);
    for (const line of lines) {
      const text = valueOn(line);
      if (text !== "") yield JSON.parse(text);
    }
  }
  const last = valueOn(rest + decoder.decode());
  if (last !== "") yield JSON.parse(last);
}

function valueOn(line: string): string {
  return (line.startsWith(RECORD_SEPARATOR) ? line.slice(1) : line).trim();
}
