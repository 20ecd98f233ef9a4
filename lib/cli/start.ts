import type { Advise } from "../base/advice.ts";
import { EXIT, type ExitCode, Failure, messageOf } from "../base/errors.ts";
import type { Io } from "../terminal/io.ts";
import { BrokenPipe } from "../terminal/write_all.ts";
import { redactCredentials } from "../swarm/redact_text.ts";
import { bold, red } from "../terminal/style.ts";
import { CommandLineError } from "./parse.ts";
import { realIo, stdinWidth } from "../terminal/real_io.ts";
import { METADATA } from "./metadata.ts";
import { type Call, parseCall } from "./parse_globals.ts";
import { realEnv } from "../docker/config_dir.ts";
import type { Table } from "./table.ts";
import { callWords, type Globals } from "../docker/globals.ts";

type Exit = (code: number) => never;

/**
 * Runs the program from its arguments to its exit code. Whatever is thrown ends here and is turned into a message and a
 * code; `exit` is only for a third interrupt, which waits for nothing.
 */
export async function start(args: readonly string[], table: Table, exit: Exit): Promise<number> {
  let io = realIo(realEnv);
  let debug = false;
  const onStray = (event: Event & { error?: unknown; reason?: unknown }) => {
    // A stream that breaks outside any await would end the process with a stack trace.
    event.preventDefault();
    exit(reportError(event.error ?? event.reason, io, debug));
  };
  globalThis.addEventListener("error", onStray);
  globalThis.addEventListener("unhandledrejection", onStray);
  try {
    const call = parseCall(args);
    if ("globals" in call) {
      debug = call.globals.debug;
      io = realIo(realEnv, { call: callWords(call.globals) });
    }
    return await answer(call, table, exit);
  } catch (error) {
    return reportError(error, io, debug);
  }
}

async function answer(call: Call, table: Table, exit: Exit): Promise<ExitCode | typeof BROKEN_PIPE_EXIT> {
  const io = realIo(realEnv);
  switch (call.form) {
    case "metadata":
      io.out(JSON.stringify(METADATA) + "\n");
      return EXIT.done;
    case "help":
      io.out(await (await import("./help.ts")).helpFor(table, call.words, stdinWidth()));
      return EXIT.done;
    case "version":
      return await runInContext(call.globals, exit, table, ["version"]);
    case "hooks":
      return await hint(call.request, io.out);
    case "complete":
      return await completion(call, table, io.out);
    case "command":
      return await runInContext(call.globals, exit, table, call.words);
  }
}

/** Runs a command with a context whose engine is closed afterwards, whatever happens. */
async function runInContext(
  globals: Globals,
  exit: Exit,
  table: Table,
  words: readonly string[],
): Promise<ExitCode> {
  const [{ makeContext }, { runWords }] = await Promise.all([
    import("./make_context.ts"),
    import("./run.ts"),
  ]);
  const opened: { close(): void }[] = [];
  try {
    return await runWords(table, words, stdinWidth(), ({ color, callTimeout }) => {
      const made = makeContext({
        globals,
        io: realIo(realEnv, { color, call: callWords(globals) }),
        exit,
        callTimeout,
      });
      opened.push(made);
      return made.context;
    });
  } finally {
    for (const made of opened) made.close();
  }
}

async function hint(request: string, out: (text: string) => void): Promise<ExitCode> {
  const { answerHook } = await import("../docker/hooks.ts");
  const text = answerHook(request);
  if (text !== undefined) out(text);
  return EXIT.done;
}

async function completion(
  call: Call & { form: "complete" },
  table: Table,
  out: (text: string) => void,
): Promise<ExitCode> {
  const { complete } = await import("./complete.ts");
  const [{ liveNames }, { askDocker }, { dockerPath }] = await Promise.all([
    import("./live_names.ts"),
    import("./complete_through_docker.ts"),
    import("../docker/open_engine.ts"),
  ]);
  out(
    await complete(table, call.words, {
      descriptions: call.descriptions,
      names: liveNames(call.globals),
      docker: askDocker(dockerPath),
    }),
  );
  return EXIT.done;
}

/** 128 + SIGPIPE: what a shell expects of a program whose reader has gone. */
const BROKEN_PIPE_EXIT = 141;

/**
 * Says what failed, why, and what next on standard error, and gives the exit code: the one table from error to code.
 * Stack traces only with `debug`. Credentials in what failed and why are taken out: errors are copied into tickets and logs.
 */
export function reportError(error: unknown, io: Io, debug: boolean): ExitCode | typeof BROKEN_PIPE_EXIT {
  if (error instanceof BrokenPipe) return BROKEN_PIPE_EXIT;
  try {
    if (error instanceof Failure) {
      if (error.message !== "") io.err(failureText(error, io.advise));
      if (debug && error.cause !== undefined) io.err(`${stackOf(error.cause)}\n`);
      return error.exit;
    }
    io.err(`${red("Internal error")}: ${redactCredentials(messageOf(error))}\n`);
    io.err(
      "  This is a defect of swarmnet. Run again with 'docker -D swarmnet ...' and report what it prints.\n",
    );
    if (debug) io.err(`${stackOf(error)}\n`);
  } catch (second) {
    if (second instanceof BrokenPipe) return BROKEN_PIPE_EXIT;
    throw second;
  }
  return EXIT.failed;
}

function failureText(failure: Failure, advise: Advise): string {
  let text = `${redactCredentials(failure.message)}\n`;
  if (failure instanceof CommandLineError) {
    for (const line of failure.next) text += `${advise(line)}\n`;
    return `${text}\nUsage:  ${failure.usage}\n\nRun '${failure.command} --help' for more information\n`;
  }
  if (failure.why !== undefined) text += `  ${bold("Why:")}  ${indented(redactCredentials(failure.why))}\n`;
  for (const next of failure.next) text += `  ${bold("Next:")} ${indented(advise(next))}\n`;
  return text;
}

/** Further lines stand under the first one. */
function indented(text: string): string {
  return text.replaceAll("\n", "\n        ");
}

function stackOf(error: unknown): string {
  return redactCredentials(error instanceof Error ? error.stack ?? error.message : String(error));
}
