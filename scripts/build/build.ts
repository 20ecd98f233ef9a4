import { type Bundle, bundle } from "./bundle.ts";
import { compile, TARGETS } from "./compile.ts";

/** An executable. */
export interface Built extends Bundle {
  path: string;
  bytes: number;
}

/** What is built, and where to. */
export interface BuildOptions {
  /** A name of `TARGETS`; this machine's own platform unless told. */
  target?: string | undefined;
  /** Where the executable goes; made when absent. */
  folder: string;
}

/** Bundles and compiles. The executable appears whole or not at all, also over one that is running. */
export async function build({ target, folder }: BuildOptions): Promise<Built> {
  const chunks = Deno.makeTempDirSync({ prefix: "swarmnet-build-" });
  try {
    const bundled = await bundle(chunks);
    // The executable holds its files' modification times: with fixed ones the same sources give the same bytes.
    for (const { name } of bundled.chunks) Deno.utimeSync(`${chunks}/${name}`, 0, 0);
    const windows = target === undefined ? Deno.build.os === "windows" : target.startsWith("windows");
    const name = `docker-swarmnet${target === undefined ? "" : `-${target}`}${windows ? ".exe" : ""}`;
    Deno.mkdirSync(folder, { recursive: true });
    const fresh = `${folder}/.new-${crypto.randomUUID().slice(0, 8)}-${name}`;
    const path = `${folder}/${name}`;
    try {
      await compile({
        entry: bundled.entry,
        folder: chunks,
        output: fresh,
        triple: target === undefined ? undefined : TARGETS[target],
      });
      Deno.renameSync(fresh, path);
    } catch (error) {
      removeIfThere(fresh);
      throw error;
    }
    return { ...bundled, path, bytes: Deno.statSync(path).size };
  } finally {
    Deno.removeSync(chunks, { recursive: true });
  }
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
