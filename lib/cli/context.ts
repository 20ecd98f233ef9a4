import type { Clock, Random } from "../base/clock.ts";
import type { Engine } from "../engine/engine.ts";
import type { Swarm } from "../swarm/model.ts";
import type { Io } from "../terminal/io.ts";
import type { Distrust } from "./found_file.ts";
import type { Globals } from "./globals.ts";

/** What a command may use. Costly things are functions called late; tests hand in their own. */
export interface Context {
  io: Io;
  clock: Clock;
  random: Random;
  /** Aborted by SIGINT, SIGTERM, SIGHUP or by docker closing the plugin socket; the reason is an `Interrupted`. */
  signal: AbortSignal;
  /** Aborted by the second signal: commands that still finish something after the first stop at once. */
  urgent: AbortSignal;
  env: Env;
  files: Files;
  /** docker's own flags, written before the word `swarmnet`. */
  globals: Globals;
  /** docker's config.json as parsed (an empty object when absent or broken). */
  dockerConfig(): Promise<Record<string, unknown>>;
  /** Connects at the first call. Throws `Failure` that says why there is no engine. */
  engine(): Promise<Engine>;
  /**
   * Around a call that changes something: Ctrl-C and the like abort `signal` at once, but the engine's calls only when `work`
   * has ended. Without it a call in flight is cut, and whether it was done stays open.
   */
  hold<T>(work: () => Promise<T>): Promise<T>;
  /** The swarm to read: `--from FILE`, `--from demo`, or what the engine says. */
  swarm(options: SwarmOptions): Promise<Swarm>;
  /** Runs the docker CLI itself with the user's own global flags, on the inherited streams; gives its exit code. */
  runDocker(args: string[]): Promise<number>;
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

/** Reads environment variables. */
export interface Env {
  get(name: string): string | undefined;
}

/** Files as the user named them. Errors are `Failure`s that name the path and the cause. */
export interface Files {
  /** Content of a file of at most `limit` bytes. */
  read(path: string, limit: number): Promise<Uint8Array>;
  /** Undefined when there is no such file. */
  readIfExists(path: string, limit: number): Promise<Uint8Array | undefined>;
  /**
   * Content of a file that was found rather than named: not read where others can decide what is in it. Undefined when
   * there is no such file.
   */
  readFound(path: string, limit: number): Promise<Uint8Array | Distrust | undefined>;
  /** What is at that path; undefined when there is nothing. Opens nothing: a pipe would wait, or lose what is in it. */
  kind(path: string): Promise<"file" | "folder" | "other" | undefined>;
  /**
   * Writes a new file with this mode through a temporary one in the same folder; refuses a symbolic link unless `follow`.
   * With `keepMode` a file that is there already keeps its own, and its owner where that is allowed. A pipe or a device such as /dev/null is written to as it
   * is: renaming onto it would put a file in its place.
   */
  write(
    path: string,
    content: string | Uint8Array,
    options: { mode: number; follow?: boolean; keepMode?: boolean },
  ): Promise<void>;
  /** Names inside a folder with their kind, sorted; undefined when it is not there. */
  list(path: string): Promise<{ name: string; directory: boolean }[] | undefined>;
  cwd(): string;
}
