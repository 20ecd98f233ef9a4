import { Failure } from "../base/errors.ts";
import { inline } from "../terminal/boundary.ts";

/**
 * Which processes of this machine work on which operation: each holds an advisory lock on `<id>.lock`, which holds its token. The
 * system lets go of the lock when the process ends, however it ends; so a dead process is known without waiting.
 */
export class Claims {
  readonly #folder: string;
  readonly #held = new Map<string, Deno.FsFile>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Throws `Failure` where another process works on it. */
  async take(id: string, holder: string): Promise<void> {
    await this.release(id);
    const path = this.#pathOf(id);
    await refuseLink(path);
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

async function refuseLink(path: string): Promise<void> {
  try {
    if (!(await Deno.lstat(path)).isSymlink) return;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  throw new Failure(`Cannot use ${inline(path)}`, { why: "It is a symbolic link", next: "Remove the link" });
}
