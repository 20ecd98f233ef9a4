import { redactCredentials } from "../swarm/redact_text.ts";
import { compareApi } from "./api_version.ts";
import type { CallOptions, Engine, Filters, LogLine, LogOptions, Raw } from "./engine.ts";
import { type Call, type Http, nameOf, notJson } from "./http.ts";
import type { Ping } from "./negotiate.ts";
import { filterText, segment } from "./query.ts";
import { isObject, text, texts } from "./raw.ts";
import { ArraySplitter } from "./stream.ts";

/** The Engine API over a connection whose version has been negotiated. Made by `connect`. */
export class EngineClient implements Engine {
  readonly host: string;
  readonly local: boolean;
  readonly apiVersion: string;
  readonly #http: Http;

  constructor(http: Http, ping: Ping, place: { host: string; local: boolean }) {
    this.#http = http;
    this.host = place.host;
    this.local = place.local;
    this.apiVersion = ping.apiVersion;
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
    return this.#object(`/networks/${segment(idOrName)}`, {
      scope: options.scope,
      verbose: options.verbose ? "true" : undefined,
    });
  }

  async createNetwork(body: Raw): Promise<{ id: string; warning: string }> {
    const answer = await this.#write("/networks/create", body);
    return { id: text(answer.Id), warning: redactCredentials(text(answer.Warning)) };
  }

  async removeNetwork(idOrName: string): Promise<void> {
    await this.#http.json({ method: "DELETE", path: `/networks/${segment(idOrName)}` });
  }

  services(options: { status?: boolean; filters?: Filters } = {}): Promise<Raw[]> {
    return this.#list("/services", {
      filters: filterText(options.filters),
      status: options.status ? "true" : undefined,
    });
  }

  service(idOrName: string): Promise<Raw> {
    return this.#object(`/services/${segment(idOrName)}`);
  }

  async createService(spec: Raw): Promise<{ id: string; warnings: string[] }> {
    const answer = await this.#write("/services/create", spec);
    return { id: text(answer.ID), warnings: warningsIn(answer) };
  }

  async updateService(
    id: string,
    version: number,
    spec: Raw,
    query: Record<string, string> = {},
  ): Promise<{ warnings: string[] }> {
    const path = `/services/${segment(id)}/update`;
    return { warnings: warningsIn(await this.#write(path, spec, { ...query, version: String(version) })) };
  }

  async removeService(idOrName: string): Promise<void> {
    await this.#http.json({ method: "DELETE", path: `/services/${segment(idOrName)}` });
  }

  tasks<T>(keep: (task: Raw) => T, filters?: Filters): Promise<T[]> {
    return this.#split("/tasks", keep, { filters: filterText(filters) });
  }

  configs(filters?: Filters): Promise<Raw[]> {
    return this.#list("/configs", { filters: filterText(filters) });
  }

  config(idOrName: string): Promise<Raw> {
    return this.#object(`/configs/${segment(idOrName)}`);
  }

  async createConfig(body: Raw): Promise<{ id: string }> {
    return { id: text((await this.#write("/configs/create", body)).ID) };
  }

  async updateConfig(id: string, version: number, spec: Raw): Promise<void> {
    await this.#write(`/configs/${segment(id)}/update`, spec, { version: String(version) });
  }

  async removeConfig(idOrName: string): Promise<void> {
    await this.#http.json({ method: "DELETE", path: `/configs/${segment(idOrName)}` });
  }

  async *events(filters: Filters, signal: AbortSignal): AsyncGenerator<Raw, void> {
    const { readEvents } = await import("./stream_calls.ts");
    yield* readEvents(this.#http, filters, signal);
  }

  async *logs(kind: "services" | "tasks", id: string, options: LogOptions): AsyncGenerator<LogLine, void> {
    const { readLogs } = await import("./stream_calls.ts");
    yield* readLogs(this.#http, `/${kind}/${segment(id)}/logs`, options);
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

/** Warnings are shown and journalled: an engine may repeat what it was sent in them. */
function warningsIn(answer: Raw): string[] {
  return texts(answer.Warnings).map(redactCredentials);
}

function asObject(value: unknown, call: Call): Raw {
  if (isObject(value)) return value;
  throw notJson(nameOf(call), new SyntaxError("It should be an object"));
}
