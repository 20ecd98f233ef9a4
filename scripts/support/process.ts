/** Running other programs from the scripts: bounded in time, with what they said. */

/** How a program is run. */
export interface RunOptions {
  cwd?: string;
  /** Added to the environment. */
  env?: Record<string, string>;
  /** Only what is in `env`. */
  clearEnv?: boolean;
  /** Milliseconds until the program is ended with SIGTERM; 10 minutes unless told. */
  timeoutMs?: number;
  /** Bytes for its standard input; nothing unless told. */
  stdin?: Uint8Array;
}

/** What a program left behind. */
export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

const TEN_MINUTES = 600_000;

function commandOptions(options: RunOptions): Deno.CommandOptions {
  return {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: options.env }),
    clearEnv: options.clearEnv ?? false,
    signal: AbortSignal.timeout(options.timeoutMs ?? TEN_MINUTES),
  };
}

/** Runs a program and gives back what it printed. A program that is not there gives code 127, as in a shell. */
export async function capture(words: string[], options: RunOptions = {}): Promise<Ran> {
  const [program, ...args] = words;
  const stdin = options.stdin === undefined ? "null" : "piped";
  const settings = { ...commandOptions(options), args, stdin, stdout: "piped", stderr: "piped" } as const;
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(program!, settings).spawn();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      return { code: 127, stdout: "", stderr: `${program}: not found` };
    }
    throw error;
  }
  const fed = options.stdin === undefined ? Promise.resolve() : feed(child.stdin, options.stdin);
  const [{ code, stdout, stderr }] = await Promise.all([child.output(), fed]);
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** A program may end without reading its input; its exit code tells. */
async function feed(stdin: WritableStream<Uint8Array>, bytes: Uint8Array): Promise<void> {
  const writer = stdin.getWriter();
  await writer.write(bytes).then(() => writer.close()).catch(() => undefined);
}

/** Runs a program on this terminal and gives its exit code. */
export async function show(words: string[], options: Omit<RunOptions, "stdin"> = {}): Promise<number> {
  const [program, ...args] = words;
  const settings = {
    ...commandOptions(options),
    args,
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
  } as const;
  return (await new Deno.Command(program!, settings).spawn().status).code;
}

/** What the program printed, trimmed; throws with its own message when it fails. */
export async function textOf(words: string[], options: RunOptions = {}): Promise<string> {
  const ran = await capture(words, options);
  if (ran.code !== 0) {
    throw new Error(`${words.join(" ")} ended with ${ran.code}: ${ran.stderr.trim() || ran.stdout.trim()}`);
  }
  return ran.stdout.trim();
}

/** Whether a program of this name is on the PATH. */
export function which(name: string): string | undefined {
  const suffix = Deno.build.os === "windows" ? ".exe" : "";
  for (const folder of (Deno.env.get("PATH") ?? "").split(Deno.build.os === "windows" ? ";" : ":")) {
    if (folder === "") continue;
    const path = `${folder}/${name}${suffix}`;
    try {
      if (Deno.statSync(path).isFile) return path;
    } catch {
      continue;
    }
  }
  return undefined;
}
