import { Failure, messageOf } from "../base/errors.ts";
import { readBounded } from "../base/read_bounded.ts";
import type { Distrust, Files } from "../base/files.ts";
import { realEnv } from "../docker/config_dir.ts";
import { distrustBy, distrustOf, isThere } from "../docker/found_file.ts";
import { pathInfo, systemOwners } from "../docker/system_owners.ts";
import { weaknessesOf } from "../docker/trust.ts";

/** The file system. Reads are bounded; files are written through a temporary one in the same folder and a rename. */
export function realFiles(): Files {
  return {
    async read(path, limit) {
      const found = await readIfExists(path, limit);
      if (found === undefined) {
        throw new Failure(`Cannot read ${path}`, { why: "There is no such file", next: "Check the path" });
      }
      return found;
    },
    readIfExists,
    readFound,
    kind,
    write,
    list,
    cwd: () => Deno.cwd(),
  };
}

async function readIfExists(path: string, limit: number): Promise<Uint8Array | undefined> {
  try {
    using file = await opened(path);
    return await contentOf(file, path, limit);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return undefined;
    throw fileFailure("read", path, error);
  }
}

/** The file is checked before it is opened, since a pipe would wait, and after: it may be another one by then. */
async function readFound(path: string, limit: number): Promise<Uint8Array | Distrust | undefined> {
  const owners = systemOwners(realEnv);
  if (!await isThere(path, owners)) return undefined;
  const distrust = await distrustOf(path, owners);
  if (distrust !== undefined) return distrust;
  try {
    // A FIFO or device would block: the user did not name this file.
    if (!(await Deno.stat(path)).isFile) {
      throw new Failure(`Cannot read ${path}`, {
        why: "It is not a regular file",
        next: "Remove or rename it",
      });
    }
    using file = await Deno.open(path, { read: true });
    const changed = distrustBy(await weaknessesOf(path, pathInfo(await file.stat()), owners), path, owners);
    return changed ?? await contentOf(file, path, limit);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw fileFailure("read", path, error);
  }
}

async function contentOf(
  file: Parameters<typeof readBounded>[0],
  path: string,
  limit: number,
): Promise<Uint8Array> {
  const bytes = await readBounded(file, limit);
  if (bytes !== undefined) return bytes;
  throw new Failure(`Cannot read ${path}`, { why: `It is larger than ${limit} bytes` });
}

/** A regular file is read on this thread: another one for each step takes longer than the bytes. A pipe may have to be waited for. */
async function opened(path: string): Promise<Parameters<typeof readBounded>[0] & Disposable> {
  if (!Deno.statSync(path).isFile) return await Deno.open(path, { read: true });
  const file = Deno.openSync(path, { read: true });
  return {
    read: (into) => Promise.resolve(file.readSync(into)),
    [Symbol.dispose]: () => file.close(),
  };
}

async function write(
  path: string,
  content: string | Uint8Array,
  options: { mode: number; follow?: boolean; keepMode?: boolean },
): Promise<void> {
  let target = path;
  let temporary: string | undefined;
  try {
    const existing = await unlessMissing(() => Deno.lstat(path));
    if (existing?.isSymlink) {
      if (!options.follow) {
        throw new Failure(`Cannot write ${path}`, {
          why: "It is a symbolic link, and writing through it could change a file elsewhere",
          next: "Name the file it points to",
        });
      }
      target = await Deno.realPath(path);
    }
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    if (await writeInPlace(target, bytes)) return;
    temporary = await Deno.makeTempFile({ dir: folderOf(target), prefix: ".swarmnet-" });
    {
      using file = await Deno.open(temporary, { write: true, truncate: true });
      await writeAll(file, bytes);
      await file.sync();
    }
    if (Deno.build.os !== "windows") await dress(temporary, target, options);
    await Deno.rename(temporary, target);
    temporary = undefined;
  } catch (error) {
    throw fileFailure("write", path, error);
  } finally {
    if (temporary !== undefined) await Deno.remove(temporary).catch(() => {});
  }
}

/** Whether the path is a pipe or a device, which took the bytes; other things that are no file are refused. */
async function writeInPlace(path: string, bytes: Uint8Array): Promise<boolean> {
  const found = await unlessMissing(() => Deno.stat(path));
  if (found === undefined || found.isFile) return false;
  if (found.isDirectory) throw new Failure(`Cannot write ${path}`, { why: "It is a folder" });
  if (!found.isFifo && !found.isCharDevice) {
    throw new Failure(`Cannot write ${path}`, {
      why: found.isBlockDevice ? "It is a disk" : "It is a socket",
      next: "Name a file",
    });
  }
  using file = await Deno.open(path, { write: true });
  await writeAll(file, bytes);
  return true;
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}

function folderOf(path: string): string {
  const slash = Math.max(path.lastIndexOf("/"), Deno.build.os === "windows" ? path.lastIndexOf("\\") : -1);
  return slash < 0 ? "." : slash === 0 ? "/" : path.slice(0, slash);
}

async function kind(path: string): Promise<"file" | "folder" | "other" | undefined> {
  try {
    const found = await unlessMissing(() => Deno.stat(path));
    if (found === undefined) return undefined;
    return found.isFile ? "file" : found.isDirectory ? "folder" : "other";
  } catch (error) {
    throw fileFailure("read", path, error);
  }
}

/** Gives a file the mode it should have; with `keepMode` the mode and owner of the one whose place it takes. */
async function dress(
  path: string,
  target: string,
  options: { mode: number; keepMode?: boolean },
): Promise<void> {
  const old = options.keepMode ? await Deno.stat(target).catch(() => undefined) : undefined;
  if (old !== undefined) {
    const own = await Deno.stat(path);
    // With sudo it would become root's. Who is not root may not give files away, and keeps it.
    if (own.uid !== old.uid || own.gid !== old.gid) await Deno.chown(path, old.uid, old.gid).catch(() => {});
  }
  // After the owner: changing that clears the bits for set-user-ID (chown(2)).
  await Deno.chmod(path, old?.mode == null ? options.mode : old.mode & 0o7777);
}

async function unlessMissing(look: () => Promise<Deno.FileInfo>): Promise<Deno.FileInfo | undefined> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return undefined;
    throw error;
  }
}

async function list(path: string): Promise<{ name: string; directory: boolean }[] | undefined> {
  try {
    const found = [];
    for await (const entry of Deno.readDir(path)) {
      // A link counts as what it points to; a dangling one as a file.
      const directory = entry.isSymlink
        ? await Deno.stat(`${path}/${entry.name}`).then((info) => info.isDirectory, () => false)
        : entry.isDirectory;
      found.push({ name: entry.name, directory });
    }
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return undefined;
    throw fileFailure("read", path, error);
  }
}

function fileFailure(verb: "read" | "write", path: string, error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof Deno.errors.PermissionDenied) {
    return new Failure(`Cannot ${verb} ${path}`, { why: "Permission denied", cause: error });
  }
  if (error instanceof Deno.errors.NotFound) {
    return new Failure(`Cannot ${verb} ${path}`, { why: "The folder does not exist", cause: error });
  }
  if (error instanceof Deno.errors.IsADirectory) {
    return new Failure(`Cannot ${verb} ${path}`, { why: "It is a folder", cause: error });
  }
  if (error instanceof Deno.errors.NotADirectory) {
    return new Failure(`Cannot ${verb} ${path}`, { why: "A part of the path is not a folder", cause: error });
  }
  if (error instanceof Deno.errors.NotCapable) {
    // The runtime takes what stands below /dev, /proc and /sys for the machine itself, and wants every permission for it.
    return new Failure(`Cannot ${verb} ${path}`, {
      why: "It is no ordinary file, and this program has not the permission to open others of its kind",
      next: verb === "read"
        ? "Name the file itself, or pipe it in and write - for standard input"
        : "Name a file, or leave it out and redirect standard output",
      cause: error,
    });
  }
  return new Failure(`Cannot ${verb} ${path}`, { why: messageOf(error), cause: error });
}
