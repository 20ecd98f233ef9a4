/** The peer: Debian's docker-compose, a CLI plugin in version 2, unpacked and not installed. */
import { cacheFolder } from "../support/project.ts";
import { textOf } from "../support/process.ts";
import { unpackDebian } from "../lab/packages.ts";

/** The program that is compared with. */
export interface Peer {
  path: string;
  version: string;
}

/** The plugin's path, fetched into the cache the first time. */
export async function composePlugin(): Promise<Peer> {
  const path = `${cacheFolder()}/peer/docker-compose`;
  if (!await Deno.stat(path).then(() => true, () => false)) {
    const work = Deno.makeTempDirSync({ prefix: "swarmnet-peer-" });
    try {
      await unpackDebian({ suite: "sid", packages: ["docker-compose"], into: work });
      const found = [
        `${work}/usr/libexec/docker/cli-plugins/docker-compose`,
        `${work}/usr/bin/docker-compose`,
      ];
      const file = found.find((each) => isFile(each));
      if (file === undefined) throw new Error("Debian's docker-compose holds no plugin");
      Deno.mkdirSync(`${cacheFolder()}/peer`, { recursive: true });
      Deno.copyFileSync(Deno.realPathSync(file), path);
      Deno.chmodSync(path, 0o755);
    } finally {
      Deno.removeSync(work, { recursive: true });
    }
  }
  return { path, version: JSON.parse(await textOf([path, "docker-cli-plugin-metadata"])).Version };
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** A docker configuration folder whose only plugin is this file; none at all without one. */
export function configWith(name: string, plugin?: string): string {
  const config = Deno.makeTempDirSync({ prefix: "swarmnet-bench-" });
  Deno.mkdirSync(`${config}/cli-plugins`, { mode: 0o755 });
  if (plugin !== undefined) {
    Deno.copyFileSync(plugin, `${config}/cli-plugins/${name}`);
    Deno.chmodSync(`${config}/cli-plugins/${name}`, 0o755);
  }
  return config;
}
