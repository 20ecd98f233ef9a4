import { type Bundle, bundle } from "./bundle.ts";
import { compile, type Compiled, TARGETS } from "./compile.ts";

/** An executable. */
export interface Built extends Bundle, Compiled {
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
  const work = Deno.makeTempDirSync({ prefix: "swarmnet-build-" });
  try {
    const chunks = `${work}/chunks`;
    Deno.mkdirSync(chunks);
    const bundled = await bundle(chunks);
    // The executable holds its files' modification times: with fixed ones the same sources give the same bytes.
    for (const { name } of bundled.chunks) Deno.utimeSync(`${chunks}/${name}`, 0, 0);
    const windows = target === undefined ? Deno.build.os === "windows" : target.startsWith("windows");
    const name = `docker-swarmnet${target === undefined ? "" : `-${target}`}${windows ? ".exe" : ""}`;
    Deno.mkdirSync(folder, { recursive: true });
    const fresh = Deno.makeTempDirSync({ dir: folder, prefix: ".new-" });
    const path = `${folder}/${name}`;
    try {
      const compiled = await compile({
        entry: bundled.entry,
        folder: chunks,
        work,
        // Its name is written into it, so the random part is the folder's.
        output: `${fresh}/${name}`,
        triple: target === undefined ? undefined : TARGETS[target],
      });
      Deno.renameSync(`${fresh}/${name}`, path);
      return { ...bundled, ...compiled, path, bytes: Deno.statSync(path).size };
    } finally {
      Deno.removeSync(fresh, { recursive: true });
    }
  } finally {
    Deno.removeSync(work, { recursive: true });
  }
}
