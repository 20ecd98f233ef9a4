import { build } from "../build/build.ts";
import { NoRuntimeBase } from "../build/compile.ts";
import { ROOT } from "../support/project.ts";
import { launcherScript } from "./launcher.ts";
import { type Place, placeFor, prepareFolder, refuseOpenFolder } from "./place.ts";

/** What was installed. */
export interface Installed extends Place {
  kind: "binary" | "launcher";
  /** Why there is no binary. */
  because?: string;
  bytes: number;
}

/** What is installed, and for whom. */
export interface InstallOptions {
  system: boolean;
  /** Do not even try to build the binary. */
  launcher: boolean;
}

/** Builds the plugin where docker finds it; a launcher of the checkout where it cannot be built. What was there is replaced whole. */
export async function install({ system, launcher }: InstallOptions): Promise<Installed> {
  const place = placeFor({ system, os: Deno.build.os, env: (name) => Deno.env.get(name) });
  prepareFolder({ folder: place.folder, owner: system ? "system" : "user" });
  refuseOpenFolder(place.folder);
  const made = launcher ? writeLauncher(place, "it was asked for") : await binaryOrLauncher(place);
  return { ...place, ...made, bytes: Deno.statSync(place.path).size };
}

type Made = Pick<Installed, "kind" | "because">;

async function binaryOrLauncher(place: Place): Promise<Made> {
  try {
    await build({ folder: place.folder });
    return { kind: "binary" };
  } catch (error) {
    if (!(error instanceof NoRuntimeBase) || Deno.build.os === "windows") throw error;
    return writeLauncher(place, `the runtime base for deno compile could not be had (${error.message})`);
  }
}

function writeLauncher({ folder, path }: Place, because: string): Made {
  if (Deno.build.os === "windows") {
    throw new Error("docker on Windows runs .exe files only: there is no launcher");
  }
  const script = launcherScript({ root: ROOT, deno: Deno.execPath(), version: Deno.version.deno });
  const fresh = `${folder}/.new-${crypto.randomUUID().slice(0, 8)}`;
  Deno.writeTextFileSync(fresh, script, { mode: 0o755 });
  // Whatever the umask took away: docker must be able to run it.
  Deno.chmodSync(fresh, 0o755);
  Deno.renameSync(fresh, path);
  return { kind: "launcher", because };
}
