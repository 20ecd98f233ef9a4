import { linkSignals } from "../../base/link_signals.ts";
import { childEnvironment } from "../../engine/child_environment.ts";
import type { Capture } from "./docker_view.ts";

/** docker starts every plugin for `info`; one of them may hang. */
const LIMIT_MS = 10_000;

/** Runs docker with the user's own global flags and catches what it prints. */
export function captureDocker(
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
