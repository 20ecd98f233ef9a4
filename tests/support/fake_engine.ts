/**
 * A fake Docker engine: HTTP on a unix socket in a temporary folder, with swarm's semantics on a clock of its own.
 * See `fake_engine/core.ts` for the same without HTTP.
 */
import { type ClockMode, FakeClock } from "./fake_engine/clock.ts";
import { type CoreOptions, FakeSwarm } from "./fake_engine/core.ts";
import { Faults } from "./fake_engine/faults.ts";
import { HttpServer } from "./fake_engine/http_server.ts";
import { type Seed, seed } from "./fake_engine/seed.ts";
import { face, type Recorded } from "./fake_engine/server.ts";
import { log, type LogEntry } from "./fake_engine/streams.ts";
import type { State } from "./fake_engine/state.ts";

export type { Recorded } from "./fake_engine/server.ts";
export type { Fault } from "./fake_engine/faults.ts";
export { FakeClock } from "./fake_engine/clock.ts";
export { FakeSwarm } from "./fake_engine/core.ts";

export interface FakeEngineOptions extends Omit<CoreOptions, "clock">, Seed {
  /**
   * How time passes: "auto" (code under test sleeps on `.clock`, which then jumps), "manual" (only `.clock.advance`),
   * "wall" (real time, for other processes). "auto" unless set.
   */
  time?: ClockMode;
  /** With "wall": how many times faster than real time. */
  speed?: number;
  /** Milliseconds of the fake clock that each request takes (not with "wall"); 1 unless set. */
  perRequest?: number;
  /** Answers to GET of a path ("/tasks") sent piece by piece instead of the state's own, for tests of scale. */
  lists?: Record<string, () => Iterable<unknown>>;
}

export interface FakeEngine extends AsyncDisposable {
  /** Path of the unix socket. */
  socket: string;
  /** unix:// address of it, for DOCKER_HOST. */
  host: string;
  clock: FakeClock;
  /** Every request so far, in order. */
  requests: Recorded[];
  /** What came in that may change something: neither GET nor HEAD. */
  writes(): Recorded[];
  faults: Faults;
  swarm: FakeSwarm;
  state: State;
  /** A task writes a log line. */
  log(service: string, line: LogEntry): void;
  close(): Promise<void>;
}

/** Starts a fake engine. Use with `await using`, or call `close()`. */
export async function startFakeEngine(options: FakeEngineOptions = {}): Promise<FakeEngine> {
  const clock = new FakeClock({
    mode: options.time ?? "auto",
    ...(options.speed ? { speed: options.speed } : {}),
  });
  const swarm = new FakeSwarm({
    ...options,
    ...(seedsNodes(options) ? { nodes: [], bare: true } : {}),
    clock,
  });
  seed(swarm, options);
  const folder = await Deno.makeTempDir({ prefix: "fake-engine-" });
  const socket = `${folder}/docker.sock`;
  const requests: Recorded[] = [];
  const faults = new Faults();
  const handler = face({
    swarm,
    faults,
    requests,
    lists: options.lists ?? {},
    perRequest: options.perRequest ?? 1,
  });
  const server = new HttpServer(Deno.listen({ transport: "unix", path: socket }), handler);
  let closed: Promise<void> | undefined;
  const close = () =>
    closed ??= (async () => {
      clock.stop();
      await server.close();
      await Deno.remove(folder, { recursive: true });
    })();
  return {
    socket,
    host: `unix://${socket}`,
    clock,
    requests,
    writes: () => requests.filter(({ method }) => method !== "GET" && method !== "HEAD"),
    faults,
    swarm,
    state: swarm.state,
    log: (service, line) => log(swarm, service, line),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function seedsNodes(options: Seed): boolean {
  return options.from !== undefined || options.raw !== undefined;
}
