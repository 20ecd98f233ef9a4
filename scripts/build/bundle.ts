import * as esbuild from "esbuild";
import { relative, resolve } from "node:path";
import { ROOT } from "../support/project.ts";
import { type Package, packagesIn } from "./packages.ts";
import { splitJsYaml } from "./js_yaml.ts";

/** The entry answers docker's metadata call before anything is loaded; more than this and it does something else as well. */
const ENTRY_LIMIT_BYTES = 4096;

/** The program as chunks. */
export interface Bundle {
  /** Path of the entry chunk. */
  entry: string;
  /** Name and size of each chunk, largest first. */
  chunks: { name: string; bytes: number }[];
  /** The npm packages whose code is in it, sorted by name. */
  packages: Package[];
}

/**
 * Writes main.ts and all it loads as split, minified chunks into a folder. Everything that is loaded late becomes a chunk of its
 * own, so starting reads and compiles only what the command needs. The entry is bundled by itself: with the rest it would share
 * chunks (and esbuild's helpers), which would have to be loaded before it can answer.
 */
export async function bundle(folder: string): Promise<Bundle> {
  const late = new Map<string, string>();
  try {
    const entry = await esbuild.build({
      ...COMMON,
      entryPoints: { main: "main.ts" },
      outdir: folder,
      plugins: [leaveLate(late)],
    });
    checkEntry(Object.values(entry.metafile.outputs)[0]!);
    const rest = await esbuild.build({
      ...COMMON,
      entryPoints: Object.fromEntries(late),
      outdir: folder,
      plugins: [splitJsYaml()],
      splitting: true,
      chunkNames: "[name]-[hash]",
    });
    const chunks = [...Deno.readDirSync(folder)].map(({ name }) => ({
      name,
      bytes: Deno.statSync(`${folder}/${name}`).size,
    }));
    return {
      entry: `${folder}/main.js`,
      chunks: chunks.sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1)),
      packages: packagesIn({ ...entry.metafile.outputs, ...rest.metafile.outputs }),
    };
  } finally {
    await esbuild.stop();
  }
}

const COMMON = {
  absWorkingDir: ROOT,
  bundle: true,
  metafile: true,
  minify: true,
  legalComments: "none",
  format: "esm",
  target: "esnext",
  // Not "node": that one prefers CommonJS builds, which cannot be split.
  platform: "neutral",
  mainFields: ["module", "main"],
  conditions: ["import", "default"],
  external: ["node:*"],
  // Packages written for Node name its built-in modules without `node:`.
  alias: Object.fromEntries(
    ["buffer", "child_process", "events", "fs", "os", "path", "process", "stream", "url", "util"].map((
      name,
    ) => [name, `node:${name}`]),
  ),
  logLevel: "warning",
} as const satisfies esbuild.BuildOptions;

/** Keeps what the entry imports late out of it and notes it: chunk name → module. */
function leaveLate(late: Map<string, string>): esbuild.Plugin {
  return {
    name: "leave-late",
    setup(build) {
      build.onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
        if (kind !== "dynamic-import") return undefined;
        const module = relative(ROOT, resolve(resolveDir, path)).replaceAll("\\", "/");
        const chunk = module.replace(/\.ts$/, "").replaceAll("/", "-");
        late.set(chunk, module);
        return { path: `./${chunk}.js`, external: true };
      });
    },
  };
}

/** Throws when the entry chunk is large or imports statically: each would delay docker's metadata call, twice per Tab. */
export function checkEntry(
  { bytes, imports }: Pick<esbuild.Metafile["outputs"][string], "bytes" | "imports">,
): void {
  if (bytes > ENTRY_LIMIT_BYTES) {
    throw new Error(
      `The entry chunk has ${bytes} bytes (at most ${ENTRY_LIMIT_BYTES}): main.ts must load its work with import()`,
    );
  }
  const early = imports.find((one) => one.kind !== "dynamic-import");
  if (early !== undefined) throw new Error(`The entry chunk imports ${early.path} before it answers`);
}
