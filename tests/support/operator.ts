/** A person at a machine of their own: a home folder, and the plugin as a process that can be ended at any moment. */
import type { Ran } from "../../scripts/support/process.ts";
import { ROOT } from "../../scripts/support/project.ts";

export interface Running {
  /** Ends it as a power cut would; false when it had ended by itself. */
  kill(): Promise<boolean>;
  /** Asks it to stop, as Ctrl-C does. */
  interrupt(): void;
  /** What it said, once it has ended. */
  ended: Promise<Ran>;
}

export interface Operator {
  home: string;
  start(...words: string[]): Running;
  /** Runs a command to its end, at most ten minutes. */
  run(...words: string[]): Promise<Ran>;
  /** The same, and its failure is an error with all it said. */
  do(...words: string[]): Promise<Ran>;
  remove(): void;
}

/** What is run: the binary named by SWARMNET_BINARY, else the checkout. */
function programWords(): string[] {
  const binary = Deno.env.get("SWARMNET_BINARY");
  return binary
    ? [binary]
    : [Deno.execPath(), "run", "-A", "--no-check", "--config", `${ROOT}/deno.json`, `${ROOT}/main.ts`];
}

/** An operator whose home folder is new, at the manager with this DOCKER_HOST. */
export function operator(host: string): Operator {
  const home = Deno.makeTempDirSync({ prefix: "swarmnet-home-" });
  const start = (...words: string[]): Running => {
    const [program, ...args] = [...programWords(), ...words];
    const child = new Deno.Command(program!, {
      args,
      clearEnv: true,
      env: environment(home, host),
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      signal: AbortSignal.timeout(600_000),
    }).spawn();
    let over = false;
    const ended = child.output().then(({ code, stdout, stderr }) => {
      over = true;
      return { code, stdout: decode(stdout), stderr: decode(stderr) };
    });
    return {
      ended,
      interrupt: () => child.kill("SIGINT"),
      kill: async () => {
        if (over) return false;
        child.kill("SIGKILL");
        return (await ended).code === 137;
      },
    };
  };
  const run = (...words: string[]) => start(...words).ended;
  return {
    home,
    start,
    run,
    do: async (...words) => {
      const ran = await run(...words);
      if (ran.code === 0) return ran;
      throw new Error(`${words.join(" ")} ended with ${ran.code}:\n${ran.stderr}\n${ran.stdout}`);
    },
    remove: () => Deno.removeSync(home, { recursive: true }),
  };
}

function environment(home: string, host: string): Record<string, string> {
  // The checkout's own runtime keeps compiled modules here; another folder would mean compiling again with every start.
  const cache = Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`;
  return {
    PATH: Deno.env.get("PATH") ?? "",
    HOME: home,
    DOCKER_HOST: host,
    DENO_DIR: cache,
    NO_COLOR: "1",
    USER: "tester",
  };
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
