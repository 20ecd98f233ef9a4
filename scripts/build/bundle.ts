import * as esbuild from "esbuild";
import { dirname, join, resolve } from "node:path";
import { ROOT } from "../support/project.ts";

/** The entry answers docker's metadata call before anything is loaded; more than this and it does something else as well. */
const ENTRY_LIMIT_BYTES = 4096;

export interface Bundle {
  /** Path of the entry chunk. */
  entry: string;
  /** Name and size of each chunk, largest first. */
  chunks: { name: string; bytes: number }[];
  /** The npm packages whose code is in it, sorted by name. */
  packages: { name: string; version: string }[];
}

/**
 * Writes main.ts and all it loads as split, minified chunks into a folder. Everything that main.ts loads late becomes a chunk
 * of its own, so starting reads and compiles only what the command needs.
 */
export async function bundle(folder: string): Promise<Bundle> {
  let metafile: esbuild.Metafile;
  try {
    const result = await esbuild.build({
      metafile: true,
      absWorkingDir: ROOT,
      entryPoints: { main: "main.ts" },
      outdir: folder,
      bundle: true,
      splitting: true,
      minify: true,
      keepNames: false,
      legalComments: "none",
      format: "esm",
      target: "esnext",
      // Not "node": that one prefers CommonJS builds, which cannot be split.
      platform: "neutral",
      mainFields: ["module", "main"],
      conditions: ["import", "default"],
      external: ["node:*"],
      alias: NODE_BUILTINS,
      plugins: [entryKeepsItsOwn],
      chunkNames: "[name]-[hash]",
      logLevel: "warning",
    });
    metafile = result.metafile;
  } finally {
    await esbuild.stop();
  }
  const entry = `${folder}/main.js`;
  checkEntry(Object.values(metafile.outputs).find((output) => output.entryPoint === "main.ts")!);
  const chunks = [...Deno.readDirSync(folder)].map(({ name }) => ({
    name,
    bytes: Deno.statSync(`${folder}/${name}`).size,
  }));
  return {
    entry,
    chunks: chunks.sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1)),
    packages: packagesIn(Object.keys(metafile.inputs)),
  };
}

/** Deno keeps each package in `node_modules/.deno/<name with + for its slash>@<version>/`. */
export function packagesIn(inputs: readonly string[]): Bundle["packages"] {
  const found = new Map<string, string>();
  for (const input of inputs) {
    const match = /(?:^|\/)node_modules\/\.deno\/(@?[^@/]+)@([^/_]+)/.exec(input);
    if (match !== null) found.set(match[1]!.replace("+", "/"), match[2]!);
  }
  return [...found].map(([name, version]) => ({ name, version })).sort((a, b) => a.name < b.name ? -1 : 1);
}

/**
 * Gives the entry copies of its own of the few modules it imports statically (the metadata and what that needs). Otherwise a
 * module that others use too would move into a shared chunk, which the entry would have to load before it can answer.
 */
const entryKeepsItsOwn: esbuild.Plugin = {
  name: "entry-keeps-its-own",
  setup(build) {
    build.onResolve({ filter: /^\./ }, (args) => {
      const inEntry = args.namespace === COPY || args.importer === join(ROOT, "main.ts");
      if (!inEntry || args.kind !== "import-statement") return undefined;
      return { path: resolve(args.resolveDir, args.path), namespace: COPY };
    });
    build.onLoad({ filter: /\.ts$/, namespace: COPY }, async ({ path }) => {
      return { contents: await Deno.readTextFile(path), loader: "ts", resolveDir: dirname(path) };
    });
  },
};
const COPY = "entry-copy";

/** Packages written for Node name its built-in modules without `node:`. */
const NODE_BUILTINS = Object.fromEntries(
  ["buffer", "child_process", "events", "fs", "os", "path", "process", "stream", "url", "util"].map((
    name,
  ) => [name, `node:${name}`]),
);

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
