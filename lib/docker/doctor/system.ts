import { linkSignals } from "../../base/link_signals.ts";
import { childEnvironment } from "../../engine/child_environment.ts";
import type { Capture } from "./docker_view.ts";
import type { Stat } from "./copies.ts";

/** The file system's word on a path, links followed. What may not be looked at is not there. */
export async function statOf(path: string): Promise<Stat | undefined> {
  try {
    return toStat(await Deno.stat(path));
  } catch {
    const link = await Deno.lstat(path).catch(() => undefined);
    return link?.isSymlink ? { kind: "broken link", mode: null, uid: null, gid: null } : undefined;
  }
}

function toStat(info: Deno.FileInfo): Stat {
  const kind = info.isFile ? "file" : info.isDirectory ? "folder" : "other";
  if (Deno.build.os === "windows") return { kind, mode: null, uid: null, gid: null };
  return { kind, mode: info.mode, uid: info.uid, gid: info.gid };
}

/** The user's number, null where there are none. */
export function currentUid(): number | null {
  return Deno.uid();
}

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
