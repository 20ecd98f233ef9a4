import { Failure } from "../base/errors.ts";
import type { Clock, Random } from "../base/clock.ts";
import type { Engine } from "../engine/engine.ts";
import type { Io } from "../terminal/io.ts";
import { listenForCancel, systemSources } from "./cancel.ts";
import type { Context } from "./context.ts";
import { runDocker } from "../docker/docker_cli.ts";
import { realFiles } from "./files.ts";
import type { Globals } from "../docker/globals.ts";
import { loadSwarm } from "./swarm_source.ts";
import { configDir, PLACE, realEnv } from "../docker/config_dir.ts";
import { dockerConfigOf, dockerPath, openEngine } from "../docker/open_engine.ts";

/** A context with its end. */
export interface MadeContext {
  context: Context;
  /** Ends what was opened for it: connections, helper processes, listeners. */
  close(): void;
}

/** What a context is made from. */
export interface ContextParts {
  globals: Globals;
  io: Io;
  /** Ends the process at the third interrupt. */
  exit(code: number): never;
  /** Limit of one engine call in milliseconds, from `--timeout`. */
  callTimeout: number | undefined;
}

/** The context of a real call: the process's own environment, files, clock and the engine docker would talk to. */
export function makeContext({ globals, io, exit, callTimeout }: ContextParts): MadeContext {
  const files = realFiles();
  const once = <T>(make: () => Promise<T>) => {
    let made: Promise<T> | undefined;
    return () => made ??= make();
  };
  const dockerConfig = once(() => dockerConfigOf(files, globals, (text) => io.warn(text)));
  const docker = once(dockerPath);
  const cancel = listenForCancel(systemSources(realEnv, exit));
  const calls = holdable(cancel.signal);
  let opened: Engine | undefined;
  const engine = once(async () => {
    opened = await openEngine({
      files,
      globals,
      config: await dockerConfig(),
      signal: calls.signal,
      callTimeout,
    });
    return opened;
  });
  const context: Context = {
    io,
    clock: realClock,
    random: realRandom,
    signal: cancel.signal,
    urgent: cancel.urgent,
    env: realEnv,
    files,
    globals,
    configFolder: configDir(globals, PLACE),
    dockerConfig,
    engine,
    hold: calls.hold,
    async swarm(options) {
      return await loadSwarm({ files, engine, io, clock: realClock, signal: cancel.signal }, options);
    },
    async runDocker(args) {
      const path = await docker();
      if (path === undefined) {
        throw new Failure("Cannot run docker", {
          why: "There is no docker command on the PATH",
          next: "Install the docker CLI, or add its folder to the PATH",
        });
      }
      return await runDocker(path, [...globals.words, ...args], cancel);
    },
  };
  return {
    context,
    close() {
      opened?.close();
    },
  };
}

const realClock: Clock = {
  now: () => Date.now(),
  ticks: () => performance.now(),
  sleep(ms, signal) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const abort = () => {
        clearTimeout(timer);
        reject(signal!.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", abort);
        resolve();
      }, ms);
      signal?.addEventListener("abort", abort, { once: true });
    });
  },
};

const realRandom: Random = {
  next: () => crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32,
  hex: (bytes) =>
    [...crypto.getRandomValues(new Uint8Array(bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join(
      "",
    ),
};

/** A request to stop that can be held back while a call is in flight. */
interface Holdable {
  /** Aborts with the source's reason, but not while anything is held. */
  signal: AbortSignal;
  /** Runs `work`; the signal does not abort before it has ended. */
  hold<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * A signal that follows `source`. Engine calls hang on it, so that Ctrl-C ends reads at once; a call that changes something
 * is held, because cutting it would leave open whether it was done.
 */
export function holdable(source: AbortSignal): Holdable {
  const controller = new AbortController();
  let held = 0;
  const follow = () => {
    if (source.aborted && held === 0) controller.abort(source.reason);
  };
  source.addEventListener("abort", follow, { once: true });
  follow();
  return {
    signal: controller.signal,
    async hold(work) {
      held++;
      try {
        return await work();
      } finally {
        held--;
        follow();
      }
    },
  };
}
