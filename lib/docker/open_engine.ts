import { connect } from "../engine/connect.ts";
import type { Engine } from "../engine/engine.ts";
import { configDir, PLACE, realEnv } from "./config_dir.ts";
import { readDockerConfig } from "./config_file.ts";
import type { Files } from "../base/files.ts";
import { findDocker, isRunnable } from "./docker_cli.ts";
import { resolveTarget } from "./endpoint.ts";
import type { Globals } from "./globals.ts";

/** Path of the docker CLI, or undefined. */
export function dockerPath(): Promise<string | undefined> {
  return findDocker({ env: realEnv, windows: PLACE.windows, runnable: isRunnable });
}

/** docker's config.json of this call; what is wrong with it goes to `warn`. */
export async function dockerConfigOf(
  files: Files,
  globals: Globals,
  warn: (text: string) => void,
): Promise<Record<string, unknown>> {
  const { config, warning } = await readDockerConfig(files, configDir(globals, PLACE));
  if (warning !== undefined) warn(warning);
  return config;
}

/** Connects to the engine docker would talk to. Throws `Failure`s that say why there is none. */
export async function openEngine(
  parts: {
    files: Files;
    globals: Globals;
    config: Record<string, unknown>;
    signal: AbortSignal;
    /** Limit of one call in milliseconds, from `--timeout`. */
    callTimeout?: number | undefined;
  },
): Promise<Engine> {
  const { files, globals, config, signal, callTimeout } = parts;
  const folder = configDir(globals, PLACE);
  const target = await resolveTarget({
    ...PLACE,
    globals,
    files,
    config,
    configDir: folder,
    findDocker: dockerPath,
  });
  return await connect(target, {
    signal,
    callLimit: callTimeout,
    limitFlag: callTimeout === undefined ? undefined : "--timeout",
  });
}
