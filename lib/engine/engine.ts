import type { Raw } from "./raw.ts";

export type { Raw } from "./raw.ts";

/**
 * A Docker engine: the calls this program makes, and raw ones for what the model does not hold. Raw JSON goes in and out
 * (`Raw`), because a spec that is read and written back must keep every field, known here or not. `collect.ts` reads it
 * into the model.
 */
export interface Engine {
  /** The address in the user's words, such as unix:///var/run/docker.sock. */
  readonly host: string;
  /** A socket or pipe of this machine. */
  readonly local: boolean;
  /** Negotiated version, such as "1.51": the lower of the engine's and ours, or DOCKER_API_VERSION. */
  readonly apiVersion: string;
  /** True when both sides speak `version` or later. */
  atLeast(version: string): boolean;

  info(): Promise<Raw>;
  version(): Promise<Raw>;
  swarm(): Promise<Raw>;
  nodes(): Promise<Raw[]>;
  networks(filters?: Filters): Promise<Raw[]>;
  network(idOrName: string, options?: { scope?: string; verbose?: boolean }): Promise<Raw>;
  createNetwork(body: Raw): Promise<{ id: string; warning: string }>;
  removeNetwork(idOrName: string): Promise<void>;
  services(options?: { status?: boolean; filters?: Filters }): Promise<Raw[]>;
  service(idOrName: string): Promise<Raw>;
  createService(spec: Raw): Promise<{ id: string; warnings: string[] }>;
  /** `version` is the index the spec was read at; a stale one is refused with `EngineError` kind "out-of-sequence". */
  updateService(
    id: string,
    version: number,
    spec: Raw,
    query?: Record<string, string>,
  ): Promise<{ warnings: string[] }>;
  removeService(idOrName: string): Promise<void>;
  /** Split while it arrives; `keep` turns each element into what is kept of it, so memory stays bounded. */
  tasks<T>(keep: (task: Raw) => T, filters?: Filters): Promise<T[]>;
  configs(filters?: Filters): Promise<Raw[]>;
  config(idOrName: string): Promise<Raw>;
  createConfig(body: Raw): Promise<{ id: string }>;
  updateConfig(id: string, version: number, spec: Raw): Promise<void>;
  removeConfig(idOrName: string): Promise<void>;
  /** Events as they happen, until the signal aborts or the engine ends the stream. */
  events(filters: Filters, signal: AbortSignal): AsyncIterable<Raw>;
  /** Lines of a service's or task's logs (stdout and stderr demultiplexed). */
  logs(kind: "services" | "tasks", id: string, options: LogOptions): AsyncIterable<LogLine>;
  /** Escape hatch for calls not listed: path without version prefix. Throws `EngineError` for 4xx and 5xx. */
  call(method: string, path: string, options?: CallOptions): Promise<unknown>;
  /** Ends helper processes and connections. */
  close(): void;
}

/** Filters of a list call: key to values. */
export type Filters = Record<string, string[]>;
/** Parts of a request besides method and path. */
export interface CallOptions {
  query?: Record<string, string>;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}
/** What is read of logs; `since` in seconds since the epoch. */
export interface LogOptions {
  follow: boolean;
  since?: number;
  tail?: number;
  details?: boolean;
  signal: AbortSignal;
}
/** One line of a service's or task's logs. */
export interface LogLine {
  stream: "stdout" | "stderr";
  text: string;
  /** Attributes sent with `details` (com.docker.swarm.node.id and the like). */
  details: Record<string, string>;
}
