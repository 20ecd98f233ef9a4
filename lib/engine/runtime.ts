import type { Clock, Random } from "../base/clock.ts";
import type { Env, Files } from "../base/files.ts";
import type { Swarm } from "../swarm/model.ts";
import type { Io } from "../terminal/io.ts";
import type { Engine } from "./engine.ts";

/** Every effect that an operation, a probe or a benchmark may use. Costly things are functions called late; tests hand in their own. */
export interface Runtime {
  io: Io;
  clock: Clock;
  random: Random;
  /** Aborted by SIGINT, SIGTERM, SIGHUP or by docker closing the plugin socket; the reason is an `Interrupted`. */
  signal: AbortSignal;
  /** Aborted by the second signal: commands that still finish something after the first stop at once. */
  urgent: AbortSignal;
  env: Env;
  files: Files;
  /** Folder of docker's config.json, which holds this plugin's own files too. */
  configFolder: string;
  /** Connects at the first call. Throws `Failure` that says why there is no engine. */
  engine(): Promise<Engine>;
  /**
   * Around a call that changes something: Ctrl-C and the like abort `signal` at once, but the engine's calls only when `work`
   * has ended. Without it a call in flight is cut, and whether it was done stays open.
   */
  hold<T>(work: () => Promise<T>): Promise<T>;
  /** The swarm to read: `--from FILE`, `--from demo`, or the engine's answer. */
  swarm(options: SwarmOptions): Promise<Swarm>;
}

/** Which swarm is read, and how closely. */
export interface SwarmOptions {
  /** Value of `--from`; undefined means the engine. */
  from?: string | undefined;
  /** Also inspect each swarm network on the node asked (containers, peers, allocator counters). */
  inspect?: boolean;
  /** Verbose inspects as well (the gossip table). */
  deep?: boolean;
  /** Leave the tasks out where nothing of them is needed. */
  tasks?: boolean;
  /** false where nothing of the node asked is needed (`Swarm.source`): that is the slowest call. */
  node?: boolean;
  /** false where nothing of the swarm's own settings is needed (`Swarm.cluster`: address pool, data path port). */
  cluster?: boolean;
}
