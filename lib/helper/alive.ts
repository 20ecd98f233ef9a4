import { joinPath } from "../base/files.ts";
import type { Runtime } from "../engine/runtime.ts";

/** Tells whether the process behind a run still works, so that nobody takes the helpers of a run that is alive away. */
export interface Liveness {
  /** Marks the run as alive for as long as this process lives, or until it is released. */
  claim(id: string): Promise<Claim>;
  /** Whether the run's process has ended; undefined where that cannot be seen from here (it ran on another machine). */
  isDead(id: string): Promise<boolean | undefined>;
  /** Forgets a run that is dead and of which nothing is left. */
  forget(id: string): Promise<void>;
}

/** The mark of a run of this machine that is under way. */
export interface Claim {
  /** `clean`: nothing of the run is left. Otherwise the mark stays, and the next run of this machine finds the rest. */
  release(clean: boolean): Promise<void>;
}

/** Beside docker's config.json. */
const FOLDER = "swarmnet-runs";

/**
 * Liveness by a locked file for each run: the system drops the lock when the process ends, however it does. Where no file can be
 * written the run works all the same; then what it may leave is swept when its time is up.
 */
export function fileLiveness({ configFolder }: Pick<Runtime, "configFolder">): Liveness {
  const folder = joinPath(configFolder, FOLDER);
  const path = (id: string) => joinPath(folder, `${id}.lock`);
  return {
    async claim(id) {
      const file = await lockedFile(folder, path(id));
      return {
        async release(clean) {
          file?.close();
          if (clean) await removeFile(path(id));
        },
      };
    },
    async isDead(id) {
      if (!/^[0-9a-f]{1,64}$/.test(id)) return undefined;
      let file;
      try {
        file = await Deno.open(path(id), { read: true, write: true });
      } catch {
        return undefined;
      }
      using opened = file;
      return await opened.tryLock(true);
    },
    forget: (id) => removeFile(path(id)),
  };
}

async function lockedFile(folder: string, path: string): Promise<Deno.FsFile | undefined> {
  try {
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    const file = await Deno.open(path, { createNew: true, read: true, write: true, mode: 0o600 });
    await file.tryLock(true);
    return file;
  } catch {
    return undefined;
  }
}

async function removeFile(path: string): Promise<void> {
  await Deno.remove(path).catch(() => undefined);
}
