import { EXIT, type ExitCode, Interrupted } from "../base/errors.ts";
import type { Env } from "../base/files.ts";

/** One wish to stop, whichever way it arrives. */
export interface Cancellation {
  /** Aborted once; the reason is an `Interrupted`. */
  signal: AbortSignal;
  /** Aborted by the second signal, with the same kind of reason: whoever finishes a call in flight gives that up, too. */
  urgent: AbortSignal;
  /** How it arrived: as a signal, or by docker closing its socket (then child processes have seen nothing yet). */
  source(): "signal" | "socket" | undefined;
}

/** The end of docker's plugin socket. Not read as a stream: the first ReadableStream of a program costs 5 ms of CPU time. */
export type PluginSocket = Pick<Deno.UnixConn, "read" | "unref">;

/** What stopping depends on, so that tests need neither signals nor docker. */
export interface CancelSources {
  env: Env;
  /** Registers a handler; throws for signals this system does not have. */
  onSignal(signal: Deno.Signal, handler: () => void): void;
  connect(path: string): Promise<PluginSocket>;
  /** Ends the process at once. */
  exit(code: ExitCode): void;
}

/** SIGHUP has no exit code of its own here. */
const SIGNALS = [["SIGINT", "SIGINT"], ["SIGTERM", "SIGTERM"], ["SIGHUP", "SIGTERM"]] as const;

/**
 * Listens for SIGINT, SIGTERM, SIGHUP and for the end of docker's plugin socket, which is how docker passes on a signal
 * that only it received. Ctrl-C with a piped output gives both at once, so the first counts and the rest change nothing,
 * except that the third signal ends the process: on a terminal docker does not (docker/cli cmd/docker/docker.go).
 */
export function listenForCancel(sources: CancelSources): Cancellation {
  const controller = new AbortController();
  const urgent = new AbortController();
  let source: "signal" | "socket" | undefined;
  const stop = (from: "signal" | "socket", reason: Interrupted) => {
    if (controller.signal.aborted) return;
    source = from;
    controller.abort(reason);
  };
  let strikes = 0;
  for (const [signal, meaning] of SIGNALS) {
    try {
      sources.onSignal(signal, () => {
        strikes++;
        stop("signal", new Interrupted(meaning));
        if (strikes >= 2) urgent.abort(new Interrupted(meaning));
        if (strikes >= 3) sources.exit(meaning === "SIGTERM" ? EXIT.terminated : EXIT.interrupted);
      });
    } catch {
      // Windows knows SIGINT only.
    }
  }
  void watchSocket(sources, () => stop("socket", new Interrupted("SIGINT")));
  return { signal: controller.signal, urgent: urgent.signal, source: () => source };
}

/** docker never writes to the socket; its end, for whatever reason, means stop. Without a socket there is nothing to do. */
async function watchSocket({ env, connect }: CancelSources, stop: () => void): Promise<void> {
  const address = env.get("DOCKER_CLI_PLUGIN_SOCKET");
  if (!address) return;
  let connection;
  try {
    // Abstract sockets are written with "@" and opened with a NUL byte.
    connection = await connect(address.startsWith("@") ? `\0${address.slice(1)}` : address);
  } catch {
    return;
  }
  // The pending read must not keep a finished command alive.
  connection.unref();
  try {
    const buffer = new Uint8Array(16);
    while (await connection.read(buffer) !== null);
  } catch {
    // A reset is an end, too.
  }
  stop();
}

/** The process's own signals and docker's socket. */
export function systemSources(env: Env, exit: (code: ExitCode) => void): CancelSources {
  return {
    env,
    exit,
    onSignal: (signal, handler) => Deno.addSignalListener(signal, handler),
    connect: (path) => Deno.connect({ transport: "unix", path }),
  };
}
