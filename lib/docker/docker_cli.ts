import { childEnvironment } from "../engine/child_environment.ts";
import type { Env } from "../base/files.ts";

/** What finding docker depends on. */
export interface DockerSearch {
  env: Env;
  windows: boolean;
  /** Whether there is a file that can be run at this path. */
  runnable: (path: string) => Promise<boolean>;
}

/**
 * Path of the docker CLI: the very one that called us, else the first on the PATH; undefined where there is none. While
 * completing, docker names this plugin itself in the variable (docker/cli cli-plugins/manager/cobra.go), which is why a
 * name of our own is passed over. The current directory is never searched, neither by an empty PATH entry nor, on
 * Windows, by default.
 */
export async function findDocker({ env, windows, runnable }: DockerSearch): Promise<string | undefined> {
  const caller = env.get("DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND") ?? "";
  const isSelf = /(^|[/\\])docker-swarmnet(\.exe)?$/i.test(caller);
  if (caller !== "" && !isSelf && (windows ? /[/\\]/ : /\//).test(caller)) {
    for (const path of withSuffix(caller, windows)) if (await runnable(path)) return path;
  }
  const name = caller === "" || isSelf || /[/\\]/.test(caller) ? "docker" : caller;
  for (const folder of (env.get("PATH") ?? "").split(windows ? ";" : ":")) {
    const plain = windows ? folder.replace(/^"(.*)"$/, "$1") : folder;
    if (!isAbsolute(plain, windows)) continue;
    const file = `${plain.replace(/[/\\]+$/, "")}${windows ? "\\" : "/"}${name}`;
    for (const path of withSuffix(file, windows)) if (await runnable(path)) return path;
  }
  return undefined;
}

function withSuffix(path: string, windows: boolean): string[] {
  return windows && !/\.exe$/i.test(path) ? [`${path}.exe`] : [path];
}

function isAbsolute(path: string, windows: boolean): boolean {
  return windows ? /^([A-Za-z]:[/\\]|[/\\]{2})/.test(path) : path.startsWith("/");
}

/**
 * The compiled program may start the docker that is first on the PATH and those in the usual places; for another one that the
 * user called by its path, the first on the PATH stands in.
 */
function spawnDocker(path: string, args: string[]): Deno.ChildProcess {
  const options = {
    args,
    ...childEnvironment(),
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
  } as const;
  try {
    return new Deno.Command(path, options).spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    return new Deno.Command("docker", options).spawn();
  }
}

/** A file that this system would run, as far as its mode tells, and that this program may run. */
export async function isRunnable(path: string): Promise<boolean> {
  try {
    // The binary may run docker from the PATH and from the usual folders only, not whatever file a variable names.
    const { state } = await Deno.permissions.query({ name: "run", command: path });
    if (state !== "granted") return false;
    const info = await Deno.stat(path);
    return info.isFile && (Deno.build.os === "windows" || ((info.mode ?? 0) & 0o111) !== 0);
  } catch {
    return false;
  }
}

/**
 * Runs docker on the inherited streams and gives its exit code, 128 plus the signal's number where one ended it. A wish
 * to stop is passed on unless docker has had it from the terminal itself; docker then decides when to end.
 */
export async function runDocker(
  path: string,
  args: string[],
  cancellation: { signal: AbortSignal; source(): "signal" | "socket" | undefined },
): Promise<number> {
  const child = spawnDocker(path, args);
  const { signal } = cancellation;
  const pass = () => {
    const terminated = (signal.reason as { exit?: number } | undefined)?.exit === 143;
    if (cancellation.source() === "signal" && !terminated) return;
    try {
      child.kill(terminated ? "SIGTERM" : "SIGINT");
    } catch {
      // It has ended already.
    }
  };
  if (signal.aborted) pass();
  signal.addEventListener("abort", pass, { once: true });
  try {
    const status = await child.status;
    return status.code;
  } finally {
    signal.removeEventListener("abort", pass);
  }
}
