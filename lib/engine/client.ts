import { messageOf } from "../base/errors.ts";
import { compareApi } from "./api_version.ts";
import type { CallOptions, Engine, Filters, LogLine, LogOptions, Raw } from "./engine.ts";
import { EngineError } from "./errors.ts";
import { type Call, type Http, nameOf, notJson } from "./http.ts";
import { LogSplitter, LogStreamError } from "./log_frames.ts";
import { jsonLines } from "./ndjson.ts";
import type { Ping } from "./negotiate.ts";
import { ArraySplitter } from "./stream.ts";

/** The Engine API over a connection whose version has been negotiated. Made by `connect`. */
export class EngineClient implements Engine {
  readonly host: string;
  readonly local: boolean;
  readonly apiVersion: string;
  /** The engine's place in a swarm as its ping told, such as "active/manager"; "" before API 1.42. */
  readonly swarmRole: string;
  readonly #http: Http;

  constructor(http: Http, ping: Ping, place: { host: string; local: boolean }) {
    this.#http = http;
    this.host = place.host;
    this.local = place.local;
    this.apiVersion = ping.apiVersion;
    this.swarmRole = ping.swarm;
  }

  atLeast(version: string): boolean {
    return compareApi(this.apiVersion, version) >= 0;
  }

  info(): Promise<Raw> {
    return this.#object("/info");
  }

  version(): Promise<Raw> {
    return this.#object("/version");
  }

  swarm(): Promise<Raw> {
    return this.#object("/swarm");
  }

  nodes(): Promise<Raw[]> {
    return this.#list("/nodes");
  }

  networks(filters?: Filters): Promise<Raw[]> {
    return this.#list("/networks", { filters: filterText(filters) });
  }

  network(idOrName: string, options: { scope?: string; verbose?: boolean } = {}): Promise<Raw> {
    return this.#object(`/networks/${encodeURIComponent(idOrName)}`, {
      scope: options.scope,
      verbose: options.verbose ? "true" : undefined,
    });
  }

  async createNetwork(body: Raw): Promise<{ id: string; warning: string }> {
    const answer = await this.#write("/networks/create", body);
    return { id: text(answer.Id), warning: text(answer.Warning) };
  }

  async removeNetwork(idOrName: string): Promise<void> {
    await this.#http.json({ method: "DELETE", path: `/networks/${encodeURIComponent(idOrName)}` });
  }

  services(options: { status?: boolean; filters?: Filters } = {}): Promise<Raw[]> {
    return this.#list("/services", {
      filters: filterText(options.filters),
      status: options.status ? "true" : undefined,
    });
  }

  service(idOrName: string): Promise<Raw> {
    return this.#object(`/services/${encodeURIComponent(idOrName)}`);
  }

  async createService(spec: Raw): Promise<{ id: string; warnings: string[] }> {
    const answer = await this.#write("/services/create", spec);
    return { id: text(answer.ID), warnings: texts(answer.Warnings) };
  }

  async updateService(
    id: string,
    version: number,
    spec: Raw,
    query: Record<string, string> = {},
  ): Promise<{ warnings: string[] }> {
    const path = `/services/${encodeURIComponent(id)}/update`;
    return {
      warnings: texts((await this.#write(path, spec, { ...query, version: String(version) })).Warnings),
    };
  }

  async removeService(idOrName: string): Promise<void> {
    await this.#http.json({ method: "DELETE", path: `/services/${encodeURIComponent(idOrName)}` });
  }

  tasks<T>(keep: (task: Raw) => T, filters?: Filters): Promise<T[]> {
    return this.#split("/tasks", keep, { filters: filterText(filters) });
  }

  configs(filters?: Filters): Promise<Raw[]> {
    return this.#list("/configs", { filters: filterText(filters) });
  }

  config(idOrName: string): Promise<Raw> {
    return this.#object(`/configs/${encodeURIComponent(idOrName)}`);
  }

  async createConfig(body: Raw): Promise<{ id: string }> {
    return { id: text((await this.#write("/configs/create", body)).ID) };
  }

  async updateConfig(id: string, version: number, spec: Raw): Promise<void> {
    await this.#write(`/configs/${encodeURIComponent(id)}/update`, spec, { version: String(version) });
  }

  async removeConfig(idOrName: string): Promise<void> {
    await this.#http.json({ method: "DELETE", path: `/configs/${encodeURIComponent(idOrName)}` });
  }

  async *events(filters: Filters, signal: AbortSignal): AsyncGenerator<Raw, void> {
    const call: Call = {
      method: "GET",
      path: "/events",
      query: { filters: filterText(filters) },
      signal,
      limit: Infinity,
      apart: true,
    };
    try {
      for await (const event of jsonLines(this.#http.body(call))) yield event as Raw;
    } catch (error) {
      throw error instanceof SyntaxError ? notJson(nameOf(call), error) : error;
    }
  }

  async *logs(kind: "services" | "tasks", id: string, options: LogOptions): AsyncGenerator<LogLine, void> {
    const call: Call = {
      method: "GET",
      path: `/${kind}/${encodeURIComponent(id)}/logs`,
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
    const chunks = this.#http.body(call, (response) => {
      multiplexed = /multiplexed-stream/.test(response.headers.get("content-type") ?? "");
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
      throw error instanceof LogStreamError
        ? new EngineError("other", `Error response from daemon: ${messageOf(error)}`, {
          cause: error,
          reply: messageOf(error),
        })
        : error;
    }
  }

  call(method: string, path: string, options: CallOptions = {}): Promise<unknown> {
    return this.#http.json({ method, path, ...options });
  }

  close(): void {
    this.#http.close();
  }

  async #object(path: string, query?: Call["query"]): Promise<Raw> {
    const call: Call = { method: "GET", path, query };
    return asObject(await this.#http.json(call), call);
  }

  async #write(path: string, body: Raw, query?: Call["query"]): Promise<Raw> {
    const call: Call = { method: "POST", path, query, body };
    return asObject(await this.#http.json(call) ?? {}, call);
  }

  #list(path: string, query?: Call["query"]): Promise<Raw[]> {
    return this.#split(path, (element) => element, query);
  }

  async #split<T>(path: string, keep: (element: Raw) => T, query?: Call["query"]): Promise<T[]> {
    const call: Call = { method: "GET", path, query };
    const splitter = new ArraySplitter((element) => keep(asObject(element, call)));
    try {
      for await (const chunk of this.#http.body(call)) splitter.push(chunk);
      return splitter.end();
    } catch (error) {
      throw error instanceof SyntaxError ? notJson(nameOf(call), error) : error;
    }
  }
}

function asObject(value: unknown, call: Call): Raw {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Raw;
  throw notJson(nameOf(call), new SyntaxError("It should be an object"));
}

/** The form that every engine understands: a set of values for each key. */
function filterText(filters: Filters | undefined): string | undefined {
  const entries = Object.entries(filters ?? {}).filter(([, values]) => values.length > 0);
  if (entries.length === 0) return undefined;
  return JSON.stringify(Object.fromEntries(
    entries.map(([key, values]) => [key, Object.fromEntries(values.map((value) => [value, true]))]),
  ));
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];
}
