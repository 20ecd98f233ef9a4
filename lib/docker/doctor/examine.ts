import { Failure } from "../../base/errors.ts";
import type { Env, Files } from "../../base/files.ts";
import { field, listContexts, readContext } from "../contexts.ts";
import { type Finding, note, ok, problem } from "./finding.ts";
import type { Engine } from "../../engine/engine.ts";
import { linkSignals } from "../../base/link_signals.ts";
import { childEnvironment } from "../../engine/child_environment.ts";
import { type Capture, checkDocker } from "./docker_view.ts";
import { hooksState } from "../hooks_state.ts";
import { PLACE } from "../config_dir.ts";
import { readDockerConfig } from "../config_file.ts";
import type { Runtime } from "../../engine/runtime.ts";
import type { Globals } from "../globals.ts";
import { dockerPath } from "../open_engine.ts";
import { systemOwners } from "../system_owners.ts";
import { checkCopies } from "./copies.ts";
import { checkConfigFolder } from "./path_check.ts";

/** Everything doctor looks at, in the order it is shown. */
export async function examine(ctx: Runtime & { globals: Globals }): Promise<Finding[]> {
  const place = { ...PLACE, env: ctx.env };
  const folder = ctx.configFolder;
  const { config, warning } = await readDockerConfig(ctx.files, folder);
  const docker = await dockerPath();
  const owners = systemOwners(ctx.env);
  const configuration = warning === undefined
    ? []
    : [problem("config", warning, "Repair the file; docker ignores all of it until then")];
  if (!place.windows) {
    configuration.push(...await checkConfigFolder(folder, { owners, cwd: ctx.files.cwd() }));
  }
  if (configuration.length === 0) configuration.push(ok("config", `Docker's configuration is in ${folder}`));
  return [
    ...await checkDocker(docker, captureDocker(docker, ctx.globals.words, ctx.signal)),
    ...await checkCopies({ ...place, config, configDir: folder, owners, files: ctx.files }),
    ...configuration,
    ...await checkContexts(ctx.files, folder),
    ...checkHooks(config, ctx.env),
    await checkEngine(ctx.engine),
  ];
}

/** Are hints on, and does what is configured do what it looks like. */
export function checkHooks(config: Record<string, unknown>, env: Env): Finding[] {
  const state = hooksState(config, env);
  const problems = state.problems.map((text) =>
    problem("hooks", text, "docker swarmnet hooks enable writes it as docker reads it")
  );
  if (problems.length > 0) return problems;
  if (state.on) return [ok("hooks", `Hints are on after: ${state.registered.join(", ")}`)];
  if (state.registered.length > 0 && state.by.startsWith("DOCKER_")) {
    return [note("hooks", `Hints are off: ${state.by} says so`, `unset ${state.by}`)];
  }
  return [note("hooks", "Hints after docker's own commands are off", "docker swarmnet hooks enable")];
}

/** docker starts every plugin for `info`; one of them may hang. */
const LIMIT_MS = 10_000;

/** Runs docker with the user's own global flags and catches what it prints. */
function captureDocker(
  path: string | undefined,
  words: readonly string[],
  stop: AbortSignal,
): Capture {
  return async (args) => {
    if (path === undefined) return undefined;
    try {
      using linked = linkSignals(stop, AbortSignal.timeout(LIMIT_MS));
      const command = new Deno.Command(path, {
        args: [...words, ...args],
        ...childEnvironment(),
        stdin: "null",
        stdout: "piped",
        stderr: "null",
        signal: linked.signal,
      });
      const { code, stdout } = await command.output();
      return { code, stdout: new TextDecoder().decode(stdout) };
    } catch (error) {
      stop.throwIfAborted();
      if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotCapable) return undefined;
      throw error;
    }
  };
}

/** Is the engine there, and what is it in its swarm. */
export async function checkEngine(connect: () => Promise<Engine>): Promise<Finding> {
  try {
    const engine = await connect();
    const info = await engine.info();
    const version = `Engine ${
      String(field(info, "ServerVersion") ?? "")
    } at ${engine.host}, API ${engine.apiVersion}`;
    const swarm = field(info, "Swarm");
    if (field(swarm, "ControlAvailable") === true) return ok("engine", `${version}, a manager of its swarm`);
    if (field(swarm, "LocalNodeState") === "active") {
      return note(
        "engine",
        `${version}, a worker: most commands need a manager`,
        "Choose one: docker --context NAME swarmnet",
      );
    }
    return note("engine", `${version}, not part of a swarm`, "docker swarm init makes it one");
  } catch (error) {
    if (!(error instanceof Failure) || error.message === "") throw error;
    const why = error.why === undefined ? "" : `: ${error.why}`;
    return problem(
      "engine",
      `${error.message}${why}`,
      error.next.map((one, at) => at === 0 ? one : one[0]!.toLowerCase() + one.slice(1)).join("; ") ||
        "Check the address, or choose another context",
    );
  }
}

const LOOPBACK = /^tcp:\/\/(localhost|127(\.\d+){3}|\[::1\])(:|\/|$)/;

/** Looks at every stored context: can it be read, and is its engine's identity checked. */
export async function checkContexts(files: Files, configDir: string): Promise<Finding[]> {
  const stored = await listContexts(files, configDir);
  const findings: Finding[] = [];
  for (const { name } of stored) {
    try {
      const context = await readContext(files, configDir, name);
      if (!context.host.startsWith("tcp://")) continue;
      if (context.skipTlsVerify) {
        findings.push(problem(
          "contexts",
          `Context "${name}" does not verify the certificate of ${context.host}: whoever is in between can be the engine`,
          `docker context update ${name} --docker host=${context.host},ca=FILE`,
        ));
      } else if (!context.tls && !LOOPBACK.test(context.host)) {
        findings.push(problem(
          "contexts",
          `Context "${name}" talks to ${context.host} without TLS: everyone on the way reads along and can give orders`,
          `docker context update ${name} --docker host=${context.host},ca=FILE,cert=FILE,key=FILE, or use ssh://`,
        ));
      }
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      findings.push(
        problem(
          "contexts",
          error.message.replace(/^Failed to initialize: /, ""),
          `docker context rm ${name}`,
        ),
      );
    }
  }
  if (findings.length > 0) return findings;
  return [
    ok(
      "contexts",
      stored.length === 0 ? "No contexts stored" : `${stored.length} stored, none skips TLS verification`,
    ),
  ];
}
