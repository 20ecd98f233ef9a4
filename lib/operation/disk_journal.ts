import { Failure, messageOf } from "../base/errors.ts";
import { inline } from "../terminal/boundary.ts";
import { isObject } from "../engine/raw.ts";
import { realEnv } from "../docker/config_dir.ts";
import { distrustOf } from "../docker/found_file.ts";
import { systemOwners } from "../docker/system_owners.ts";
import {
  headerOf,
  type JournalEntry,
  type JournalStore,
  type Operation,
  type OperationHeader,
} from "./model.ts";

/** Finished operations that are kept for undo. */
const KEPT = 50;
/** What a journal of ours never reaches. */
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * The journals in a folder: `<id>.ndjson`, the header in its first line and an entry in each further one, flushed to disk before a
 * call returns. The folder is made with mode 0700, files with 0600; symbolic links are refused. A last line that is torn,
 * because the process was killed while it wrote, is passed over and cut off by the next one.
 */
export function diskJournal(folder: string): JournalStore {
  const claims = new Claims(folder);
  const pathOf = (id: string) => `${folder}/${checkedId(id)}.ndjson`;
  return {
    list: () => list(folder),
    read: (id) => failing("read", pathOf(id), () => read(pathOf(id))),
    async create(header) {
      const path = pathOf(header.id);
      await failing("write", folder, () => makeFolder(folder));
      await failing("write", path, () => create(folder, path, header));
      await prune(folder);
    },
    append: (id, entry) => failing("write", pathOf(id), () => append(pathOf(id), entry)),
    async remove(id) {
      await claims.remove(id);
      await failing("write", pathOf(id), async () => {
        await removeIfExists(pathOf(id));
        await syncFolder(folder);
      });
    },
    async claim(id, holder) {
      await failing("write", folder, () => makeFolder(folder));
      await failing("write", pathOf(id), () => claims.take(id, holder));
    },
    release: (id) => claims.release(id),
    fateOf: (id, holder) => claims.fateOf(id, holder),
  };
}

/** Names become paths only when they are what we make. */
function checkedId(id: string): string {
  if (/^[0-9a-f]{4,64}$/.test(id)) return id;
  throw new Failure(`There is no operation ${inline(id)}`, { next: "docker swarmnet operations" });
}

async function list(folder: string): Promise<Operation[]> {
  const found: Operation[] = [];
  for (const name of await namesIn(folder)) {
    const path = `${folder}/${name}`;
    const operation = await failing("read", path, () => read(path));
    if (operation !== undefined) found.push(operation);
  }
  return found;
}

async function namesIn(folder: string): Promise<string[]> {
  return await failing("read", folder, async () => {
    const names: string[] = [];
    try {
      for await (const { name, isFile } of Deno.readDir(folder)) {
        if (isFile && /^[0-9a-f]{4,64}\.ndjson$/.test(name)) names.push(name);
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory)) throw error;
    }
    return names.sort();
  });
}

/** Undefined where there is no such file, or none that begins as ours do. */
async function read(path: string): Promise<Operation | undefined> {
  const info = await lstatIfExists(path);
  if (info === undefined) return undefined;
  refuseLink(info, path);
  await refuseForeign(path);
  if (info.size > MOST_BYTES) {
    throw new Failure(`Cannot read ${inline(path)}`, { why: "it is too large to be a journal" });
  }
  const lines = (await Deno.readTextFile(path)).split("\n");
  // What stands behind the last line feed was not written to its end.
  const values = lines.slice(0, -1).map(parsed);
  const header = headerOf(values[0]);
  if (header === undefined) return undefined;
  const entries = values.slice(1).filter((value) => isObject(value) && typeof value.event === "string");
  return { header, entries: entries as JournalEntry[] };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

async function makeFolder(folder: string): Promise<void> {
  const parent = folder.replace(/[/\\][^/\\]+$/, "");
  for (const path of [parent, folder]) {
    await Deno.mkdir(path, { recursive: true, mode: 0o700 });
    const info = await Deno.lstat(path);
    refuseLink(info, path);
    if (info.mode !== null && (info.mode & 0o077) !== 0 && Deno.build.os !== "windows") {
      await Deno.chmod(path, 0o700);
    }
  }
}

/** Whole or not at all: written beside, flushed, renamed. What cannot be read any more makes room, and is kept beside. */
async function create(folder: string, path: string, header: OperationHeader): Promise<void> {
  const info = await lstatIfExists(path);
  if (info !== undefined) {
    if (info.isSymlink || await read(path) !== undefined) {
      throw new Failure(`${inline(path)} is there already`, { next: "docker swarmnet operations" });
    }
    await Deno.rename(path, `${path}.damaged`);
  }
  const temporary = await Deno.makeTempFile({ dir: folder, prefix: ".new-" });
  try {
    {
      using file = await Deno.open(temporary, { write: true });
      await writeAll(file, `${JSON.stringify(header)}\n`);
    }
    if (Deno.build.os !== "windows") await Deno.chmod(temporary, 0o600);
    await Deno.rename(temporary, path);
    await syncFolder(folder);
  } catch (error) {
    await removeIfExists(temporary);
    throw error;
  }
}

async function append(path: string, entry: JournalEntry): Promise<void> {
  refuseLink(await Deno.lstat(path), path);
  using file = await Deno.open(path, { read: true, write: true });
  const end = await endOfLastLine(file);
  await file.truncate(end);
  await file.seek(end, Deno.SeekMode.Start);
  try {
    await writeAll(file, `${JSON.stringify(entry)}\n`);
  } catch (error) {
    // Half an entry must not stand where the next one goes.
    await file.truncate(end);
    throw error;
  }
}

/** Position behind the last line feed. */
async function endOfLastLine(file: Deno.FsFile): Promise<number> {
  const { size } = await file.stat();
  const window = new Uint8Array(4096);
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - window.length);
    await file.seek(start, Deno.SeekMode.Start);
    let filled = 0;
    while (filled < end - start) {
      const count = await file.read(window.subarray(filled, end - start));
      if (count === null) break;
      filled += count;
    }
    const found = window.subarray(0, filled).lastIndexOf(10);
    if (found >= 0) return start + found + 1;
    end = start;
  }
  return 0;
}

async function writeAll(file: Deno.FsFile, content: string): Promise<void> {
  const bytes = new TextEncoder().encode(content);
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
  await file.sync();
}

/** The newest finished ones stay; unfinished ones always do. */
async function prune(folder: string): Promise<void> {
  const names = await namesIn(folder);
  if (names.length <= KEPT) return;
  const finished = (await list(folder))
    .filter(({ entries }) => entries.at(-1)?.event === "finished")
    .sort((a, b) => (a.header.started < b.header.started ? 1 : -1));
  for (const { header } of finished.slice(KEPT)) {
    for (const kind of ["ndjson", "lock"]) await removeIfExists(`${folder}/${header.id}.${kind}`);
  }
}

/** Makes the entry of a new or renamed file durable; Windows cannot open folders and does it by itself. */
async function syncFolder(folder: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  using handle = await Deno.open(folder);
  await handle.sync();
}

function refuseLink(info: Deno.FileInfo, path: string): void {
  if (!info.isSymlink) return;
  throw new Failure(`Cannot use ${inline(path)}`, {
    why: "It is a symbolic link, and writing through it could change a file elsewhere",
    next: "Remove the link, or choose another folder with DOCKER_CONFIG",
  });
}

/** What a journal says is done by resume and undo: no other user may write it. */
async function refuseForeign(path: string): Promise<void> {
  const distrust = await distrustOf(path, systemOwners(realEnv));
  if (distrust === undefined) return;
  throw new Failure(`Cannot use the journal ${inline(path)}`, {
    why: inline(distrust.why),
    next: inline(distrust.fix),
  });
}

async function lstatIfExists(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.lstat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return undefined;
    throw error;
  }
}

async function removeIfExists(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Whatever the file system says is an expected failure that names the path. */
async function failing<T>(verb: "read" | "write", path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`Cannot ${verb} the journal ${inline(path)}`, {
      why: messageOf(error),
      next:
        "The journal must be safe before anything is sent: make room, or choose another folder with DOCKER_CONFIG",
      cause: error,
    });
  }
}

/**
 * Which processes of this machine work on which operation: each holds an advisory lock on `<id>.lock`, which holds its token. The
 * system lets go of the lock when the process ends, however it ends; so a dead process is known without waiting.
 */
class Claims {
  readonly #folder: string;
  readonly #held = new Map<string, Deno.FsFile>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Throws `Failure` where another process works on it. */
  async take(id: string, holder: string): Promise<void> {
    await this.release(id);
    const path = this.#pathOf(id);
    const info = await lstatIfExists(path);
    if (info !== undefined) refuseLink(info, path);
    const file = await Deno.open(path, { read: true, write: true, create: true, mode: 0o600 });
    try {
      if (!await file.tryLock(true)) {
        throw new Failure(`Another process on this machine works on operation ${inline(id)}`, {
          next: "docker swarmnet operations",
        });
      }
      await file.truncate();
      await file.write(new TextEncoder().encode(holder));
      await file.sync();
      this.#held.set(id, file);
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** Lets go; the token stays and says who worked here last. */
  release(id: string): Promise<void> {
    this.#held.get(id)?.close();
    this.#held.delete(id);
    return Promise.resolve();
  }

  async remove(id: string): Promise<void> {
    await this.release(id);
    try {
      await Deno.remove(this.#pathOf(id));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory)) throw error;
    }
  }

  /** What became of the process with this token, where it works or worked on this machine; else, and where that cannot be read, "unknown". */
  async fateOf(id: string, holder: string): Promise<"alive" | "gone" | "unknown"> {
    try {
      using file = await Deno.open(this.#pathOf(id), { read: true, write: true });
      const buffer = new Uint8Array(256);
      const count = await file.read(buffer) ?? 0;
      if (new TextDecoder().decode(buffer.subarray(0, count)) !== holder) return "unknown";
      return await file.tryLock(true) ? "gone" : "alive";
    } catch {
      return "unknown";
    }
  }

  #pathOf(id: string): string {
    return `${this.#folder}/${id}.lock`;
  }
}
