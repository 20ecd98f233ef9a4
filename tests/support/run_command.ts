import assert from "node:assert/strict";
import type { Clock } from "../../lib/base/clock.ts";
import { EXIT, type ExitCode, Failure } from "../../lib/base/errors.ts";
import { collect } from "../../lib/engine/collect.ts";
import { connect } from "../../lib/engine/connect.ts";
import type { Command, Flags } from "../../lib/cli/command.ts";
import { parseCommand } from "../../lib/cli/parse.ts";
import { demoSwarm } from "../../lib/demo/demo.ts";
import type { Swarm } from "../../lib/swarm/model.ts";
import { MemoryIo, testContext, type TestContextOptions } from "./context.ts";
import { unixTarget } from "./engine_socket.ts";

/** What a command left behind. */
export interface Ran {
  out: string;
  err: string;
  exit: ExitCode;
  failure: Failure | undefined;
}

// Commands of every type of flags and options are run here, each with its own.
// deno-lint-ignore no-explicit-any
type AnyCommand = Command<any, any>;

/** Runs a command on a swarm as data (the demo unless given), without an engine. */
export function runOnSwarm(
  command: AnyCommand,
  words: readonly string[],
  options: TestContextOptions & { swarm?: Swarm } = {},
): Promise<Ran> {
  return run(command, words, { swarm: demoSwarm(), ...options });
}

/** Runs a command against an engine, fake or real, with the real client. */
export async function runOnEngine(
  command: AnyCommand,
  words: readonly string[],
  { socket, clock }: { socket: string; clock: Clock },
  options: TestContextOptions = {},
): Promise<Ran> {
  const engine = await connect(unixTarget(socket));
  try {
    return await run(command, words, { ...options, engine }, (ctx) => {
      ctx.swarm = (asked) => collect(engine, { clock, ...asked });
      Object.assign(ctx, { clock });
    });
  } finally {
    engine.close();
  }
}

async function run(
  command: Command<Flags, unknown>,
  words: readonly string[],
  options: TestContextOptions,
  prepare: (ctx: ReturnType<typeof testContext>) => void = () => {},
): Promise<Ran> {
  const io = options.io ?? new MemoryIo();
  const ctx = testContext({ ...options, io });
  prepare(ctx);
  try {
    const parsed = parseCommand(command, words);
    assert.equal(parsed.kind, "run");
    const exit = parsed.kind === "run" ? await command.run(ctx, parsed.options) : undefined;
    return { out: io.stdoutText, err: io.stderrText, exit: exit ?? EXIT.done, failure: undefined };
  } catch (error) {
    assert.ok(error instanceof Failure, error instanceof Error ? error.stack : String(error));
    return { out: io.stdoutText, err: io.stderrText, exit: error.exit, failure: error };
  }
}
