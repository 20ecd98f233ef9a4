/** Docker engines of several ages, from Debian's packages. */
import { cacheFolder } from "../support/project.ts";
import { textOf, which } from "../support/process.ts";
import { unpackDebian } from "./packages.ts";

/** The programs of an engine. */
export interface EngineFiles {
  /** Folder to put first on the PATH; undefined for the engine installed on this machine. */
  folder: string | undefined;
  /** Such as 28.5.2. */
  version: string;
}

/** dockerd and the programs of the same age it starts. runc and iptables are the machine's own: newer ones may need a newer libc. */
const PROGRAMS = ["dockerd", "containerd", "containerd-shim-runc-v2", "docker-proxy", "docker-init"];

/** `installed`, or the engine of a Debian suite, fetched into the cache the first time. */
export async function engineFiles(engine: string): Promise<EngineFiles> {
  if (engine === "installed") {
    if (which("dockerd") === undefined) {
      throw new Error("There is no dockerd on the PATH; name a Debian suite with --engine instead");
    }
    return { folder: undefined, version: await versionOf("dockerd") };
  }
  const folder = `${cacheFolder()}/engine-${engine}`;
  if (!isFile(`${folder}/dockerd`)) await fetchEngine(engine, folder);
  return { folder, version: await versionOf(`${folder}/dockerd`) };
}

async function fetchEngine(suite: string, folder: string): Promise<void> {
  const work = Deno.makeTempDirSync({ prefix: "swarmnet-engine-" });
  try {
    await unpackDebian({ suite, packages: ["docker.io", "containerd"], into: work });
    const files = programsIn(work);
    if (!files.has("dockerd")) throw new Error(`Debian's ${suite} has no dockerd in its package docker.io`);
    // Two processes may fetch the same engine at once: each fills a folder of its own, and the first one's counts.
    Deno.mkdirSync(cacheFolder(), { recursive: true });
    const fresh = Deno.makeTempDirSync({ dir: cacheFolder(), prefix: `engine-${suite}-` });
    for (const [name, path] of files) {
      Deno.copyFileSync(path, `${fresh}/${name}`);
      Deno.chmodSync(`${fresh}/${name}`, 0o755);
    }
    Deno.chmodSync(fresh, 0o755);
    try {
      Deno.renameSync(fresh, folder);
    } catch (error) {
      Deno.removeSync(fresh, { recursive: true });
      if (!isFile(`${folder}/dockerd`)) throw error;
    }
  } finally {
    Deno.removeSync(work, { recursive: true });
  }
}

function programsIn(root: string): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (folder: string) => {
    for (const entry of Deno.readDirSync(folder)) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory) visit(path);
      else if (entry.isFile && PROGRAMS.includes(entry.name) && isExecutable(path)) {
        found.set(entry.name, path);
      }
    }
  };
  visit(root);
  return found;
}

async function versionOf(dockerd: string): Promise<string> {
  const said = await textOf([dockerd, "--version"], { timeoutMs: 30_000 });
  return /version (\d+\.\d+\.\d+)/.exec(said)?.[1] ?? said;
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

function isExecutable(path: string): boolean {
  return ((Deno.statSync(path).mode ?? 0) & 0o111) !== 0;
}
