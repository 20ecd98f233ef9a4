import { type Advise, adviser } from "../../lib/base/advice.ts";
import { Failure, UsageError } from "../../lib/base/errors.ts";
import type { Clock, Random } from "../../lib/base/clock.ts";
import type { Engine } from "../../lib/engine/engine.ts";
import type { Distrust, Files } from "../../lib/base/files.ts";
import type { Context } from "../../lib/cli/context.ts";
import { configDir } from "../../lib/docker/config_dir.ts";
import type { Swarm } from "../../lib/swarm/model.ts";
import { atBoundary, singleLine } from "../../lib/terminal/boundary.ts";
import type { Io, ProgressArea } from "../../lib/terminal/io.ts";

/** Streams in memory. `answers` are given to confirm() one by one; with none left (or not a terminal) it refuses as in a script. */
export class MemoryIo implements Io {
  stdin: { terminal: boolean };
  stdout: { terminal: boolean; color: boolean };
  stderr: { terminal: boolean; color: boolean };
  width: number;
  stdoutText = "";
  stderrText = "";
  questions: string[] = [];
  advise: Advise;
  answers: boolean[];
  input: Uint8Array;

  constructor(
    options: {
      terminal?: boolean;
      color?: boolean;
      width?: number;
      answers?: boolean[];
      input?: string;
      call?: string[];
    } = {},
  ) {
    this.advise = adviser({ all: options.call ?? [], config: [] });
    const terminal = options.terminal ?? false;
    const color = options.color ?? false;
    this.stdin = { terminal };
    this.stdout = { terminal, color };
    this.stderr = { terminal, color };
    this.width = options.width ?? 80;
    this.answers = options.answers ?? [];
    this.input = new TextEncoder().encode(options.input ?? "");
  }
  out(text: string): void {
    this.stdoutText += atBoundary(text, this.stdout.color);
  }
  err(text: string): void {
    this.stderrText += atBoundary(text, this.stderr.color);
  }
  warn(text: string): void {
    this.err(`WARNING: ${text}\n`);
  }
  progress(): ProgressArea {
    let last = new Set<string>();
    return {
      show: (lines) => {
        for (const line of lines) if (!last.has(line)) this.err(line + "\n");
        last = new Set(lines);
      },
      done: () => {},
    };
  }
  confirm(question: string | readonly string[], _signal: AbortSignal, skip = "--yes"): Promise<boolean> {
    this.questions.push([question].flat().map(singleLine).join("\n"));
    const answer = this.answers.shift();
    if (answer === undefined || !this.stdin.terminal) {
      return Promise.reject(new UsageError("Cannot ask without a terminal", { next: `Add ${skip}` }));
    }
    return Promise.resolve(answer);
  }
  readStdin(limit: number): Promise<Uint8Array> {
    return Promise.resolve(this.input.subarray(0, limit));
  }
}

/** Files in memory, by path. */
export class MemoryFiles implements Files {
  content: Map<string, Uint8Array>;
  modes = new Map<string, number>();
  /** Files that others can change. */
  distrusted = new Map<string, Distrust>();
  constructor(files: Record<string, string> = {}) {
    const encoder = new TextEncoder();
    this.content = new Map(Object.entries(files).map(([path, text]) => [path, encoder.encode(text)]));
  }
  async read(path: string, limit: number): Promise<Uint8Array> {
    const found = await this.readIfExists(path, limit);
    if (found === undefined) throw new Failure(`Cannot read ${path}`, { why: "no such file" });
    return found;
  }
  readIfExists(path: string, limit: number): Promise<Uint8Array | undefined> {
    const found = this.content.get(path);
    if (found !== undefined && found.length > limit) {
      throw new Failure(`Cannot read ${path}`, { why: "too large" });
    }
    return Promise.resolve(found);
  }
  async readFound(path: string, limit: number): Promise<Uint8Array | Distrust | undefined> {
    return this.distrusted.get(path) ?? await this.readIfExists(path, limit);
  }
  async kind(path: string): Promise<"file" | "folder" | "other" | undefined> {
    if (this.content.has(path)) return "file";
    return await this.list(path) === undefined ? undefined : "folder";
  }
  write(path: string, content: string | Uint8Array, options: { mode: number }): Promise<void> {
    this.content.set(path, typeof content === "string" ? new TextEncoder().encode(content) : content);
    this.modes.set(path, options.mode);
    return Promise.resolve();
  }
  list(path: string): Promise<{ name: string; directory: boolean }[] | undefined> {
    const prefix = path.endsWith("/") ? path : path + "/";
    const names = new Map<string, boolean>();
    for (const key of this.content.keys()) {
      if (!key.startsWith(prefix)) continue;
      const [name, ...rest] = key.slice(prefix.length).split("/");
      names.set(name!, (names.get(name!) ?? false) || rest.length > 0);
    }
    if (names.size === 0) return Promise.resolve(undefined);
    const sorted = [...names].sort(([a], [b]) => (a < b ? -1 : 1));
    return Promise.resolve(sorted.map(([name, directory]) => ({ name, directory })));
  }
  cwd(): string {
    return "/project";
  }
  text(path: string): string | undefined {
    const found = this.content.get(path);
    return found === undefined ? undefined : new TextDecoder().decode(found);
  }
}

/** A clock that only moves when somebody sleeps on it. */
export class TestClock implements Clock {
  ms: number;
  constructor(start = Date.parse("2026-11-22T12:00:00Z")) {
    this.ms = start;
  }
  now(): number {
    return this.ms;
  }
  ticks(): number {
    return this.ms;
  }
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    this.ms += ms;
    return Promise.resolve();
  }
}

/** A fixed sequence: the same in every run. */
export function testRandom(seed = 1): Random {
  let state = seed;
  const next = () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
  return {
    next,
    hex: (bytes) =>
      Array.from({ length: bytes }, () => Math.floor(next() * 256).toString(16).padStart(2, "0")).join(""),
  };
}

export interface TestContext extends Context {
  io: MemoryIo;
  clock: TestClock;
  files: MemoryFiles;
  dockerRuns: string[][];
}

export interface TestContextOptions {
  io?: MemoryIo;
  files?: Record<string, string>;
  env?: Record<string, string>;
  engine?: Engine;
  swarm?: Swarm;
  dockerConfig?: Record<string, unknown>;
  dockerExit?: number;
  signal?: AbortSignal;
  urgent?: AbortSignal;
}

/** A context whose every part is in memory. Without `engine` there is none to connect to, and asking for it fails. */
export function testContext(options: TestContextOptions = {}): TestContext {
  const dockerRuns: string[][] = [];
  const env = { get: (name: string) => options.env?.[name] };
  return {
    io: options.io ?? new MemoryIo(),
    clock: new TestClock(),
    random: testRandom(),
    signal: options.signal ?? new AbortController().signal,
    urgent: options.urgent ?? new AbortController().signal,
    env,
    files: new MemoryFiles(options.files),
    globals: { debug: false, logLevel: "info", words: [] },
    configFolder: configDir({}, { env, windows: false }),
    dockerConfig: () => Promise.resolve(options.dockerConfig ?? {}),
    engine: () =>
      options.engine === undefined
        ? Promise.reject(new Failure("Cannot connect to the Docker daemon"))
        : Promise.resolve(options.engine),
    hold: (work) => work(),
    swarm: () =>
      options.swarm === undefined
        ? Promise.reject(new Failure("Cannot connect to the Docker daemon"))
        : Promise.resolve(options.swarm),
    runDocker: (args) => {
      dockerRuns.push(args);
      return Promise.resolve(options.dockerExit ?? 0);
    },
    dockerRuns,
  };
}
