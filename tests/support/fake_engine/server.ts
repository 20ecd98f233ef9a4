import type { FakeSwarm } from "./core.ts";
import type { Fault, Faults } from "./faults.ts";
import { apiNumber } from "./info_views.ts";
import type { HttpAnswer, HttpRequest } from "./http_server.ts";
import { eventStream, logStream } from "./streams.ts";
import type { ApiAnswer } from "./router.ts";

/** A request as it came in, for tests that ask what was sent. */
export interface Recorded {
  method: string;
  /** Without version prefix and query. */
  path: string;
  query: Record<string, string>;
  body: unknown;
  /** Version prefix of the path, or "". */
  api: string;
  headers: Map<string, string>;
}

export interface FaceOptions {
  swarm: FakeSwarm;
  faults: Faults;
  requests: Recorded[];
  /** Answers to GET of a path that are sent piece by piece instead of the state's own (for tests of scale). */
  lists: Record<string, () => Iterable<unknown>>;
  /** Milliseconds of the fake clock that each request takes. */
  perRequest: number;
}

const encoder = new TextEncoder();

/** Sends a list without building one huge text. */
async function* pieces(list: Iterable<unknown>): AsyncIterable<Uint8Array> {
  let text = "[";
  let first = true;
  for (const item of list) {
    text += (first ? "" : ",") + JSON.stringify(item);
    first = false;
    if (text.length < 65536) continue;
    yield encoder.encode(text);
    text = "";
  }
  yield encoder.encode(text + "]\n");
}

function recordOf(request: HttpRequest): Recorded {
  const url = new URL(request.target, "http://engine");
  const versioned = /^\/v(\d+\.\d+)(\/.*)$/.exec(url.pathname);
  let body: unknown;
  try {
    body = request.body.length === 0 ? undefined : JSON.parse(new TextDecoder().decode(request.body));
  } catch {
    body = Symbol.for("not JSON");
  }
  return {
    method: request.method,
    path: versioned?.[2] ?? url.pathname,
    query: Object.fromEntries(url.searchParams),
    body,
    api: versioned?.[1] ?? "",
    headers: request.headers,
  };
}

/** The HTTP side of a fake swarm: log, faults, ping, streams, and everything else by the core. */
export function face(options: FaceOptions): (request: HttpRequest) => Promise<HttpAnswer> {
  return async (request) => {
    const record = recordOf(request);
    options.requests.push(record);
    const fault = options.faults.take(record);
    return fault === undefined
      ? work(options, request, record)
      : await faulty(options, request, record, fault);
  };
}

function work(options: FaceOptions, request: HttpRequest, record: Recorded): HttpAnswer {
  const { clock } = options.swarm;
  clock.busy(1);
  try {
    const answer = respond(options, request, record);
    if (clock.mode !== "wall") clock.advance(options.perRequest);
    return answer;
  } finally {
    clock.busy(-1);
  }
}

async function faulty(
  options: FaceOptions,
  request: HttpRequest,
  record: Recorded,
  fault: Fault,
): Promise<HttpAnswer> {
  if (fault === "hang") {
    await new Promise<void>((resolve) => request.gone.addEventListener("abort", () => resolve()));
    return { status: 500, cut: "before" };
  }
  if (fault === "reset") return { status: 500, cut: "before" };
  if (fault === "drop") return { ...work(options, request, record), cut: "before" };
  if (fault === "truncate") return { ...work(options, request, record), cut: 20 };
  if ("status" in fault) return json(options, fault.status, { message: fault.message ?? "injected fault" });
  await fault.before?.();
  const answer = fault.then === undefined
    ? work(options, request, record)
    : await faulty(options, request, record, fault.then);
  await fault.after?.();
  return answer;
}

function headersOf({ swarm }: FaceOptions, type: string): Record<string, string> {
  return {
    "Api-Version": swarm.facts.api,
    "Content-Type": type,
    "Docker-Experimental": "false",
    Ostype: "linux",
    Server: `Docker/${swarm.facts.version} (linux)`,
  };
}

function json(options: FaceOptions, status: number, value: unknown): HttpAnswer {
  return { status, headers: headersOf(options, "application/json"), body: JSON.stringify(value) + "\n" };
}

function ping(options: FaceOptions, method: string): HttpAnswer {
  const { facts } = options.swarm;
  const role = { manager: "active/manager", worker: "active/worker" }[facts.role as string] ?? facts.role;
  const headers = {
    ...headersOf(options, "text/plain; charset=utf-8"),
    ...(apiNumber(facts.api) >= 142 ? { Swarm: role } : {}),
  };
  return { status: 200, headers, body: method === "HEAD" ? "" : "OK" };
}

function respond(options: FaceOptions, request: HttpRequest, record: Recorded): HttpAnswer {
  const { swarm } = options;
  if (record.path === "/_ping") return ping(options, record.method);
  const refusal = record.api === "" ? undefined : swarm.checkVersion(record.api);
  if (refusal !== undefined) return json(options, 400, { message: refusal });
  if (typeof record.body === "symbol") {
    return json(options, 400, { message: "invalid JSON: invalid character" });
  }
  const query = new URLSearchParams(record.query);
  const headers = headersOf(options, "application/json");
  const list = record.method === "GET" ? options.lists[record.path] : undefined;
  if (list !== undefined) return { status: 200, headers, body: pieces(list()) };
  if (record.path === "/events") {
    return { status: 200, headers, body: eventStream(swarm, query, request.gone) };
  }
  const logs = /^\/(services|tasks)\/([^/]+)\/logs$/.exec(record.path);
  if (logs !== null) {
    const type = apiNumber(record.api || swarm.facts.api) >= 142
      ? "application/vnd.docker.multiplexed-stream"
      : "application/vnd.docker.raw-stream";
    return {
      status: 200,
      headers: headersOf(options, type),
      body: logStream(swarm, logs[1]!, logs[2]!, query, request.gone),
    };
  }
  const api = record.api || swarm.facts.api;
  return asHttp(
    options,
    swarm.answer({ method: record.method, path: record.path, query, body: record.body, api }),
  );
}

function asHttp(options: FaceOptions, answer: ApiAnswer): HttpAnswer {
  const headers = headersOf(options, "application/json");
  if (answer.list !== undefined) return { status: answer.status, headers, body: pieces(answer.list) };
  if (answer.json !== undefined) return json(options, answer.status, answer.json);
  return { status: answer.status, headers };
}
