import type { Clock } from "../base/clock.ts";
import type { CallOptions, Engine, Filters, LogLine, LogOptions, Raw } from "../engine/engine.ts";
import { isEngineError, isPassing } from "../engine/errors.ts";
import type { ExecutorParts } from "./model.ts";
import { persistently } from "./retry.ts";

/** What the engine that tries again needs to know of the operation. */
export interface SteadyOptions {
  clock: Clock;
  /** Ends the trying again, not a call. */
  signal: AbortSignal;
  /** Called right before a call that changes a network or a service; what it throws keeps the call from being sent. */
  beforeSend: () => Promise<void>;
  /** Told when a call that changes a network or a service may have arrived: it succeeded, or its answer was lost. */
  onSent: () => void;
}

/** An engine whose reads are tried again for a while. What changes something is sent once: the caller looks before it repeats. */
export class SteadyEngine implements Engine {
  readonly host: string;
  readonly local: boolean;
  readonly apiVersion: string;
  readonly #engine: Engine;
  readonly #options: SteadyOptions;

  constructor(engine: Engine, options: SteadyOptions) {
    this.#engine = engine;
    this.#options = options;
    this.host = engine.host;
    this.local = engine.local;
    this.apiVersion = engine.apiVersion;
  }

  #read<T>(work: () => Promise<T>): Promise<T> {
    return persistently(this.#options.clock, this.#options.signal, work);
  }

  async #send<T>(work: () => Promise<T>): Promise<T> {
    await this.#options.beforeSend();
    try {
      const result = await work();
      this.#options.onSent();
      return result;
    } catch (error) {
      // Without a status nobody refused: the connection broke, or something else than the engine answered.
      if (!isEngineError(error) || isPassing(error) || error.status === null) this.#options.onSent();
      throw error;
    }
  }

  atLeast(version: string): boolean {
    return this.#engine.atLeast(version);
  }
  info(): Promise<Raw> {
    return this.#read(() => this.#engine.info());
  }
  version(): Promise<Raw> {
    return this.#read(() => this.#engine.version());
  }
  swarm(): Promise<Raw> {
    return this.#read(() => this.#engine.swarm());
  }
  nodes(): Promise<Raw[]> {
    return this.#read(() => this.#engine.nodes());
  }
  networks(filters?: Filters): Promise<Raw[]> {
    return this.#read(() => this.#engine.networks(filters));
  }
  network(idOrName: string, options?: { scope?: string; verbose?: boolean }): Promise<Raw> {
    return this.#read(() => this.#engine.network(idOrName, options));
  }
  services(options?: { status?: boolean; filters?: Filters }): Promise<Raw[]> {
    return this.#read(() => this.#engine.services(options));
  }
  service(idOrName: string): Promise<Raw> {
    return this.#read(() => this.#engine.service(idOrName));
  }
  tasks<T>(keep: (task: Raw) => T, filters?: Filters): Promise<T[]> {
    return this.#read(() => this.#engine.tasks(keep, filters));
  }
  configs(filters?: Filters): Promise<Raw[]> {
    return this.#read(() => this.#engine.configs(filters));
  }
  config(idOrName: string): Promise<Raw> {
    return this.#read(() => this.#engine.config(idOrName));
  }
  createNetwork(body: Raw): Promise<{ id: string; warning: string }> {
    return this.#send(() => this.#engine.createNetwork(body));
  }
  removeNetwork(idOrName: string): Promise<void> {
    return this.#send(() => this.#engine.removeNetwork(idOrName));
  }
  createService(spec: Raw): Promise<{ id: string; warnings: string[] }> {
    return this.#send(() => this.#engine.createService(spec));
  }
  updateService(
    id: string,
    version: number,
    spec: Raw,
    query?: Record<string, string>,
  ): Promise<{ warnings: string[] }> {
    return this.#send(() => this.#engine.updateService(id, version, spec, query));
  }
  removeService(idOrName: string): Promise<void> {
    return this.#send(() => this.#engine.removeService(idOrName));
  }
  createConfig(body: Raw): Promise<{ id: string }> {
    return this.#engine.createConfig(body);
  }
  updateConfig(id: string, version: number, spec: Raw): Promise<void> {
    return this.#engine.updateConfig(id, version, spec);
  }
  removeConfig(idOrName: string): Promise<void> {
    return this.#engine.removeConfig(idOrName);
  }
  events(filters: Filters, signal: AbortSignal): AsyncIterable<Raw> {
    return this.#engine.events(filters, signal);
  }
  logs(kind: "services" | "tasks", id: string, options: LogOptions): AsyncIterable<LogLine> {
    return this.#engine.logs(kind, id, options);
  }
  call(method: string, path: string, options?: CallOptions): Promise<unknown> {
    return this.#engine.call(method, path, options);
  }
  close(): void {
    this.#engine.close();
  }
}

/** The engine of these parts whose reads are retried, for what happens before an operation is under way. */
export function withRetries(
  { engine, clock, signal }: Pick<ExecutorParts, "engine" | "clock" | "signal">,
): Engine {
  return new SteadyEngine(engine, { clock, signal, beforeSend: () => Promise.resolve(), onSent: () => {} });
}
