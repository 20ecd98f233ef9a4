import { collect } from "../../lib/engine/collect.ts";
import { connect } from "../../lib/engine/connect.ts";
import type { Engine } from "../../lib/engine/engine.ts";
import type { Context } from "../../lib/cli/context.ts";
import { holdable } from "../../lib/cli/make_context.ts";
import { MemoryIo, testContext } from "./context.ts";
import { type FakeEngine, type FakeEngineOptions, startFakeEngine } from "./fake_engine.ts";

/** A fake engine, a client of it, and a context on both with the fake's clock. */
export interface ChangeRig extends AsyncDisposable {
  fake: FakeEngine;
  engine: Engine;
  io: MemoryIo;
  ctx: Context;
  /** Asks the command to stop, as Ctrl-C does. */
  stop: AbortController;
  /** Makes an overlay network and gives its ID. */
  network(name: string, options?: Record<string, unknown>): Promise<string>;
  /** Makes a service whose tasks run when this resolves, and gives its ID. */
  service(name: string, networks: string[], parts?: Record<string, unknown>): Promise<string>;
}

export interface ChangeRigOptions extends FakeEngineOptions {
  /** As DOCKER_API_VERSION. */
  pinned?: string;
}

export async function changeRig(options: ChangeRigOptions = {}, answers?: boolean[]): Promise<ChangeRig> {
  const fake = await startFakeEngine(options);
  const stop = new AbortController();
  const calls = holdable(stop.signal);
  const target = {
    endpoint: { kind: "unix", path: fake.socket },
    host: fake.host,
    context: "default",
    headers: {},
    ...(options.pinned === undefined ? {} : { apiVersion: options.pinned }),
  } as const;
  const engine = await connect(target, { signal: calls.signal });
  const io = new MemoryIo(answers === undefined ? {} : { terminal: true, answers });
  const ctx: Context = {
    ...testContext({ io, engine, signal: stop.signal }),
    clock: fake.clock,
    hold: calls.hold,
    swarm: () => collect(engine, { clock: fake.clock }),
  };
  return {
    fake,
    engine,
    io,
    ctx,
    stop,
    async network(name, parts = {}) {
      const { id } = await engine.createNetwork({ Name: name, Driver: "overlay", ...parts });
      fake.clock.advance(1000);
      return id;
    },
    async service(name, networks, parts = {}) {
      const { TaskTemplate, ...rest } = parts as { TaskTemplate?: Record<string, unknown> };
      const { id } = await engine.createService({
        Name: name,
        TaskTemplate: {
          ContainerSpec: { Image: "app:1" },
          Networks: networks.map((network) => ({ Target: network })),
          ...TaskTemplate,
        },
        Mode: { Replicated: { Replicas: 2 } },
        ...rest,
      });
      fake.clock.advance(20_000);
      return id;
    },
    async [Symbol.asyncDispose]() {
      engine.close();
      await fake.close();
    },
  };
}

/** Runs a command's run with options as its flags' defaults would give them, and gives the exit code or what was thrown. */
export async function outcomeOf(work: Promise<number | void>): Promise<number | Error> {
  try {
    return (await work) ?? 0;
  } catch (error) {
    return error as Error;
  }
}
