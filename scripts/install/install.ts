import { build, replaceFile } from "../build/build.ts";
import { NoRuntimeBase } from "../build/compile.ts";
import { ROOT } from "../support/project.ts";
import { launcherScript } from "./launcher.ts";
import { type Place, placeFor, prepareFolder } from "./place.ts";

export interface Installed extends Place {
  kind: "binary" | "launcher";
  /** Why there is no binary. */
  because?: string;
  bytes: number;
}

export interface InstallOptions {
  system: boolean;
  /** Do not even try to build the binary. */
  launcher: boolean;
}

/** Builds the plugin and puts it where docker finds it; a launcher of the checkout where it cannot be built. */
export async function install({ system, launcher }: InstallOptions): Promise<Installed> {
  const place = placeFor({ system, os: Deno.build.os, env: (name) => Deno.env.get(name) });
  prepareFolder(place.folder);
  const work = Deno.makeTempDirSync({ prefix: "swarmnet-install-" });
  try {
    const made = launcher ? writeLauncher(work, "it was asked for") : await binaryOrLauncher(work);
    replaceFile(made.file, place.path);
    const { file: _, ...rest } = made;
    return { ...place, ...rest, bytes: Deno.statSync(place.path).size };
  } finally {
    Deno.removeSync(work, { recursive: true });
  }
}

interface Made {
  kind: Installed["kind"];
  file: string;
  because?: string;
}

async function binaryOrLauncher(work: string): Promise<Made> {
  try {
    return { kind: "binary", file: (await build({ folder: work })).path };
  } catch (error) {
    if (!(error instanceof NoRuntimeBase) || Deno.build.os === "windows") throw error;
    return writeLauncher(work, `the runtime base for deno compile could not be had (${error.message})`);
  }
}

function writeLauncher(work: string, because: string): Made {
  if (Deno.build.os === "windows") {
    throw new Error("docker on Windows runs .exe files only: there is no launcher");
  }
  const file = `${work}/launcher`;
  Deno.writeTextFileSync(
    file,
    launcherScript({ root: ROOT, deno: Deno.execPath(), version: Deno.version.deno }),
  );
  return { kind: "launcher", file, because };
}
