import type { FakeSwarm } from "./core.ts";
import { parseFilters, some } from "./filters.ts";
import { findService } from "./services.ts";
import type { Raw } from "./types.ts";

const encoder = new TextEncoder();

/** A queue that an async loop empties until the signal aborts. */
class Pipe<T> {
  #items: T[] = [];
  #wake: (() => void) | undefined;
  #ended = false;
  push(item: T): void {
    this.#items.push(item);
    this.#wake?.();
  }
  end(): void {
    this.#ended = true;
    this.#wake?.();
  }
  async *drain(): AsyncIterable<T> {
    for (;;) {
      while (this.#items.length > 0) yield this.#items.shift()!;
      if (this.#ended) return;
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }
}

function bytes<T>(items: AsyncIterable<T>, encode: (item: T) => Uint8Array): AsyncIterable<Uint8Array> {
  return (async function* () {
    for await (const item of items) yield encode(item);
  })();
}

/** GET /events: one JSON object a line; past ones first where `since` asks for them. Ends at `until` or with the client. */
export function eventStream(
  swarm: FakeSwarm,
  query: URLSearchParams,
  gone: AbortSignal,
): AsyncIterable<Uint8Array> {
  const filters = parseFilters(query.get("filters"), [
    "event",
    "id",
    "label",
    "name",
    "network",
    "node",
    "scope",
    "service",
    "type",
  ]);
  const keep = (event: Raw) =>
    some(filters, "type", (type) => event["Type"] === type) &&
    some(filters, "event", (action) => event["Action"] === action) &&
    some(filters, "scope", (scope) => event["scope"] === scope) &&
    some(filters, "service", (service) => isAbout(event, "service", service)) &&
    some(filters, "network", (network) => isAbout(event, "network", network));
  const pipe = new Pipe<Raw>();
  const { state } = swarm;
  const since = query.get("since");
  if (since !== null) {
    for (const event of state.events) {
      if (keep(event) && Number(event["time"]) >= Number(since)) pipe.push(event);
    }
  }
  if (query.get("until") !== null) pipe.end();
  else {
    const listener = (event: Raw) => {
      if (keep(event)) pipe.push(event);
    };
    state.listeners.add(listener);
    gone.addEventListener("abort", () => {
      state.listeners.delete(listener);
      pipe.end();
    });
    // Headers reach the client with the first bytes; white space between documents says that the stream is open.
    return (async function* () {
      yield encoder.encode("\n");
      yield* bytes(pipe.drain(), (event) => encoder.encode(JSON.stringify(event) + "\n"));
    })();
  }
  return bytes(pipe.drain(), (event) => encoder.encode(JSON.stringify(event) + "\n"));
}

/** Whether it tells of this object, by ID or name. */
function isAbout(event: Raw, type: string, wanted: string): boolean {
  const { ID, Attributes } = event["Actor"] as { ID: string; Attributes: Record<string, string> };
  return event["Type"] === type && (ID === wanted || Attributes["name"] === wanted);
}

/** One frame of a multiplexed stream: stream number, three zeros, length, text. */
export function frame(stream: 1 | 2, text: string): Uint8Array {
  const body = encoder.encode(text);
  const out = new Uint8Array(8 + body.length);
  out[0] = stream;
  new DataView(out.buffer).setUint32(4, body.length);
  out.set(body, 8);
  return out;
}

/** GET /services/{id}/logs and /tasks/{id}/logs: what `state.logs` holds, then, with `follow`, what `log` adds. */
export function logStream(
  swarm: FakeSwarm,
  kind: string,
  id: string,
  query: URLSearchParams,
  gone: AbortSignal,
): AsyncIterable<Uint8Array> {
  const { state } = swarm;
  const service = kind === "services" ? findService(state, id).id : state.tasks.get(id)?.service ?? "";
  const details = ["1", "true"].includes(query.get("details") ?? "");
  const wanted = (line: LogEntry) => kind === "services" || line.task === id;
  const encode = (line: LogEntry) => {
    const node = state.tasks.get(line.task)?.node ?? "";
    const prefix = details
      ? `com.docker.swarm.node.id=${node},com.docker.swarm.service.id=${service},com.docker.swarm.task.id=${line.task} `
      : "";
    return frame(line.stream, prefix + line.text + "\n");
  };
  const pipe = new Pipe<LogEntry>();
  for (const line of state.logs.get(service) ?? []) if (wanted(line)) pipe.push(line);
  if (!["1", "true"].includes(query.get("follow") ?? "")) pipe.end();
  else {
    const listener = (event: Raw) => {
      if (event["Type"] === LOGGED && event["service"] === service) pipe.push(event["line"] as LogEntry);
    };
    state.listeners.add(listener);
    gone.addEventListener("abort", () => {
      state.listeners.delete(listener);
      pipe.end();
    });
  }
  return bytes(pipe.drain(), encode);
}

export interface LogEntry {
  stream: 1 | 2;
  text: string;
  task: string;
}
const LOGGED = "fake log line";

/** A task of the service writes a line. */
export function log(swarm: FakeSwarm, service: string, line: LogEntry): void {
  const { state } = swarm;
  const id = findService(state, service).id;
  state.logs.set(id, [...(state.logs.get(id) ?? []), line]);
  for (const listener of state.listeners) listener({ Type: LOGGED, service: id, line });
}
