import { EXIT, type ExitCode } from "../base/errors.ts";
import { realIo, stdinWidth } from "../terminal/real_io.ts";
import { METADATA } from "./metadata.ts";
import { type Call, parseCall } from "./parse_globals.ts";
import { BROKEN_PIPE_EXIT, reportError } from "./report_error.ts";
import { realEnv } from "../docker/config_dir.ts";
import type { Table } from "./table.ts";
import { callWords, type Globals } from "../docker/globals.ts";

type Exit = (code: number) => never;

/**
 * Runs the program from its arguments to its exit code. Whatever is thrown ends here and is turned into a message and a
 * code; `exit` is only for a third interrupt, which waits for nobody.
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
      io.out(await (await import("./show_help.ts")).helpFor(table, call.words, stdinWidth()));
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
