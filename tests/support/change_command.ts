import { EXIT, type ExitCode, Failure, Interrupted } from "../../lib/base/errors.ts";
import type { Command } from "../../lib/cli/command.ts";
import type { Context } from "../../lib/cli/context.ts";
import { parseCommand } from "../../lib/cli/parse.ts";
import { reportError } from "../../lib/cli/start.ts";
import { collect } from "../../lib/engine/collect.ts";
import { type ChangeRig, changeRig, type ChangeRigOptions } from "./change_context.ts";
import { MemoryIo, testRandom } from "./context.ts";

// Commands of every type of flags and options are run here, each with its own.
// deno-lint-ignore no-explicit-any
type AnyCommand = Command<any, any>;

export interface Ran {
  exit: ExitCode | number;
  out: string;
  err: string;
  questions: string[];
}

export interface RunOptions {
  /** Answers on a terminal; without them there is none. */
  answers?: boolean[];
  /** Called with every text on standard error as it comes. */
  heard?: (text: string, signals: Signals) => void;
  prepare?: (ctx: Context) => void;
  width?: number;
  /** The words that chose the engine, as --context. */
  call?: string[];
}

/** What a user's signals do. */
export interface Signals {
  /** The first Ctrl-C. */
  stop(): void;
  /** The second one. */
  urge(): void;
}

/** A fake swarm, a home folder for journals, and commands run on both as a user does: errors are printed, exit codes come back. */
export interface CommandRig extends AsyncDisposable {
  rig: ChangeRig;
  home: string;
  run(command: AnyCommand, words: readonly string[], options?: RunOptions): Promise<Ran>;
}

export async function commandRig(options: ChangeRigOptions = {}): Promise<CommandRig> {
  const rig = await changeRig(options);
  const home = await Deno.makeTempDir({ prefix: "swarmnet-home-" });
  // One for all runs: each operation has an ID of its own.
  const random = testRandom(7);
  return {
    rig,
    home,
    async run(command, words, { answers, heard, prepare, width, call } = {}) {
      const io = new MemoryIo({
        ...(answers === undefined ? {} : { terminal: true, answers }),
        ...(width === undefined ? {} : { width }),
        ...(call === undefined ? {} : { call }),
      });
      const [stop, urgent] = [new AbortController(), new AbortController()];
      const signals = {
        stop: () => stop.abort(new Interrupted("SIGINT")),
        urge: () => urgent.abort(new Interrupted("SIGINT")),
      };
      const err = io.err.bind(io);
      io.err = (text) => {
        err(text);
        heard?.(text, signals);
      };
      const variables: Record<string, string> = { DOCKER_CONFIG: home, USER: "ann", HOSTNAME: "desk" };
      const ctx: Context = {
        ...rig.ctx,
        io,
        signal: stop.signal,
        urgent: urgent.signal,
        random,
        env: { get: (name) => variables[name] },
        configFolder: home,
        swarm: (asked) => collect(rig.engine, { clock: rig.fake.clock, ...asked }),
      };
      prepare?.(ctx);
      const exit = await exitOf(command, words, ctx);
      return { exit, out: io.stdoutText, err: io.stderrText, questions: io.questions };
    },
    async [Symbol.asyncDispose]() {
      await rig[Symbol.asyncDispose]();
      await Deno.remove(home, { recursive: true });
    },
  };
}

async function exitOf(command: AnyCommand, words: readonly string[], ctx: Context): Promise<number> {
  try {
    const parsed = parseCommand(command, words);
    if (parsed.kind !== "run") throw new Failure("Asked for help");
    return await command.run(ctx, parsed.options) ?? EXIT.done;
  } catch (error) {
    return reportError(error, ctx.io, true);
  }
}
