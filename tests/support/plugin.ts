/** The plugin in a docker configuration of its own, called by the real docker CLI, for tests of the protocol between them. */
import { missingPrograms } from "./programs.ts";
import { capture, type Ran } from "../../scripts/support/process.ts";
import { dockerCli } from "./docker_cli.ts";
import { installPlugin } from "./installed_plugin.ts";

export interface Call {
  env?: Record<string, string>;
  cwd?: string;
  timeoutMs?: number;
}

export interface PluginUnderTest {
  /** Path of the docker CLI. */
  docker: string;
  /** DOCKER_CONFIG. */
  config: string;
  /** Path of the plugin's file. */
  path: string;
  /** What a call sees, and nothing else of the caller's environment. */
  env(more?: Record<string, string>): Record<string, string>;
  /** Runs `docker WORDS...`. */
  run(words: string[], call?: Call): Promise<Ran>;
  /** Runs the plugin's own file. */
  standalone(words: string[], call?: Call): Promise<Ran>;
  /** Runs `docker WORDS...` on a terminal of its own; output and errors arrive as one text. */
  onTerminal(words: string[], call?: Call): Promise<Ran>;
}

const docker = dockerCli();

/** Major and minor of the docker CLI as one number: 28.2 is 2802. */
const release = await releaseOf(docker);

async function releaseOf(path: string | undefined): Promise<number> {
  if (path === undefined) return 0;
  const { stdout } = await capture([path, "--version"], { timeoutMs: 20_000 });
  const [, major, minor] = /^Docker version (\d+)\.(\d+)/.exec(stdout) ?? [];
  return Number(major ?? 0) * 100 + Number(minor ?? 0);
}

/** Says why a protocol test does not run; undefined where it does. */
function whyNot(since: string, programs: readonly string[]): string | undefined {
  if (docker === undefined) return "there is no docker CLI on the PATH";
  const missing = missingPrograms(...programs);
  if (missing !== undefined) return missing;
  const [major, minor] = since.split(".").map(Number);
  return release < major! * 100 + minor! ? `${docker} is older than ${since}` : undefined;
}

/** A test that needs the docker CLI, of version `since` or later, and these programs; where one is missing the reason is printed. */
export function protocolTest(
  name: string,
  work: (plugin: PluginUnderTest, t: Deno.TestContext) => Promise<void>,
  { since = "20.10", programs = [] }: { since?: string; programs?: readonly string[] } = {},
): void {
  const reason = whyNot(since, programs);
  if (reason !== undefined) console.log(`ignored: ${name} (${reason})`);
  Deno.test({
    name,
    ignore: reason !== undefined,
    fn: async (t) => {
      const installed = installPlugin();
      try {
        await work(underTest(installed.config), t);
      } finally {
        installed.remove();
      }
    },
  });
}

function underTest(config: string): PluginUnderTest {
  const env = (more: Record<string, string> = {}): Record<string, string> => ({
    PATH: Deno.env.get("PATH") ?? "",
    HOME: config,
    // The launcher's runtime keeps what it compiled here; another folder would mean compiling again with every test.
    DENO_DIR: Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`,
    DOCKER_CONFIG: config,
    DOCKER_HOST: "unix:///nonexistent.sock",
    LANG: "C",
    TERM: "xterm",
    ...more,
  });
  const path = `${config}/cli-plugins/docker-swarmnet`;
  const run = (words: string[], call: Call = {}) =>
    capture(words, {
      clearEnv: true,
      env: env(call.env),
      ...(call.cwd === undefined ? {} : { cwd: call.cwd }),
      timeoutMs: call.timeoutMs ?? 60_000,
    });
  return {
    docker: docker!,
    config,
    path,
    env,
    run: (words, call) => run([docker!, ...words], call),
    standalone: (words, call) => run([path, ...words], call),
    onTerminal: (words, call) =>
      run([
        "script",
        "-qec",
        words.length === 0 ? docker! : [docker!, ...words].map(quoted).join(" "),
        "/dev/null",
      ], call),
  };
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** Puts another plugin, a shell script, into the configuration folder. */
export async function addShellPlugin(config: string, name: string, script: string): Promise<string> {
  const path = `${config}/cli-plugins/docker-${name}`;
  await Deno.mkdir(`${config}/cli-plugins`, { recursive: true });
  await Deno.writeTextFile(path, `#!/bin/sh\n${script}`);
  await Deno.chmod(path, 0o755);
  return path;
}
