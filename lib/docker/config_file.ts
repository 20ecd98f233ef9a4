import { Failure, messageOf, UsageError } from "../base/errors.ts";
import { joinPath } from "../base/files.ts";
import { editConfig, type Setting } from "./config_edit.ts";
import type { Files } from "../base/files.ts";

const LIMIT = 8 << 20;

/** docker's config.json. */
export interface DockerConfig {
  /** As parsed; empty when the file is absent or broken. */
  config: Record<string, unknown>;
  /** Why it could not be used, in docker's words; docker warns and goes on. */
  warning?: string;
}

/** Path of config.json. */
export function configPath(configDir: string): string {
  return joinPath(configDir, "config.json");
}

/** Reads docker's config.json. Never throws: what is broken becomes a warning, as in docker. */
export async function readDockerConfig(files: Files, configDir: string): Promise<DockerConfig> {
  const path = configPath(configDir);
  const broken = (why: string) => ({ config: {}, warning: `Error parsing config file (${path}): ${why}` });
  try {
    const bytes = await files.readIfExists(path, LIMIT);
    const text = bytes === undefined ? "" : new TextDecoder().decode(bytes);
    if (text.trim() === "") return { config: {} };
    const config: unknown = JSON.parse(text);
    if (config === null) return { config: {} };
    if (typeof config !== "object" || Array.isArray(config)) return broken("it is not a JSON object");
    return { config: config as Record<string, unknown> };
  } catch (error) {
    return broken(error instanceof Failure ? error.why ?? error.message : messageOf(error));
  }
}

/**
 * Changes settings in config.json the way docker saves it: through links, by a temporary file in the same folder and a
 * rename, keeping owner and mode (0600 for a new file, 0700 for a new folder). Gives whether anything changed. Throws
 * `UsageError` and leaves the file alone when it cannot be parsed, `Failure` when it cannot be read or written.
 */
export async function changeDockerConfig(configDir: string, settings: readonly Setting[]): Promise<boolean> {
  const path = configPath(configDir);
  try {
    const target = await resolveLinks(path);
    const text = await textIfExists(target);
    const edited = edit(path, text, settings);
    if (edited === (text ?? "")) return false;
    await Deno.mkdir(configDir, { recursive: true, mode: 0o700 });
    await replace(target, edited);
    return true;
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`Cannot change ${path}`, { why: messageOf(error), cause: error });
  }
}

function edit(path: string, text: string | undefined, settings: readonly Setting[]): string {
  try {
    return editConfig(text, settings);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UsageError(`Cannot parse ${path}, so it was left as it is`, {
      why: error.message,
      next: "Repair the file; docker itself warns about it with every command",
    });
  }
}

async function textIfExists(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Where a chain of links ends, even when nothing is there yet. */
async function resolveLinks(path: string): Promise<string> {
  let at = path;
  for (let hops = 0; hops < 40; hops++) {
    const info = await Deno.lstat(at).catch(() => undefined);
    if (!info?.isSymlink) return at;
    const link = await Deno.readLink(at);
    const absolute = /^([/\\]|[A-Za-z]:)/.test(link);
    at = absolute ? link : joinPath(folderOf(at), link);
  }
  throw new Failure(`Cannot change ${path}`, { why: "Its symbolic links go round in a circle" });
}

function folderOf(path: string): string {
  const end = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
  if (end < 0) return ".";
  return end === 0 ? "/" : path.slice(0, end);
}

async function replace(target: string, text: string): Promise<void> {
  // Deno makes temporary files with mode 0600, so the content is never readable by others, not even for a moment.
  const temporary = await Deno.makeTempFile({ dir: folderOf(target), prefix: "config.json" });
  try {
    {
      using file = await Deno.open(temporary, { write: true });
      const bytes = new TextEncoder().encode(text);
      for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
      await file.sync();
    }
    await keepOwnerAndMode(target, temporary);
    await Deno.rename(temporary, target);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
}

/** As docker does, a foreign owner that may not be set again is no reason to fail. */
async function keepOwnerAndMode(from: string, to: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  const info = await Deno.stat(from).catch(() => undefined);
  if (info === undefined) return;
  if (info.uid !== null && info.gid !== null) await Deno.chown(to, info.uid, info.gid).catch(() => {});
  if (info.mode !== null) await Deno.chmod(to, info.mode & 0o7777);
}
