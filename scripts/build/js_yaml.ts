/** js-yaml for the bundle: its one file, with what stack files are read with apart from what `explain` writes with. */
import type { Plugin } from "esbuild";

/** Initial values at the top level that are made by a call with nothing but text in it. */
const CALLS = /^(var \w+ = )(?=new RegExp\(|Object\.assign\()/;
/** Those that take others in with `...`, over several lines: tags, schemas and options. */
const SPREADS = /^(var \w+ = )(?=define\w+Tag\(.*\{$|new Schema\(\[$|\w+\.withTags\(\{$|\{$)/;

/**
 * esbuild puts a file into one chunk as a whole, and keeps the calls at its top level. So the stack loader gets a copy of its
 * own, and those calls are marked as pure: its copy keeps the parser only.
 */
export function splitJsYaml(): Plugin {
  return {
    name: "split-js-yaml",
    setup(build) {
      build.onResolve({ filter: /^js-yaml$/ }, async ({ path, importer, kind, resolveDir, pluginData }) => {
        if (pluginData === "own") return undefined;
        const found = await build.resolve(path, { importer, kind, resolveDir, pluginData: "own" });
        return { ...found, suffix: importer.includes("/lib/stack/") ? "" : "?write" };
      });
      build.onLoad({ filter: /js-yaml\.mjs$/ }, ({ path }) => ({
        contents: withPureCalls(Deno.readTextFileSync(path)),
        loader: "js",
      }));
    },
  };
}

/** Marks what makes the initial values as pure, so that those of unused values are dropped. */
export function withPureCalls(source: string): string {
  let open = false;
  return source.split("\n").map((line) => {
    if (open && /^[}\])]+;$/.test(line)) {
      open = false;
      return `${line.slice(0, -1)}))();`;
    }
    if (open || !SPREADS.test(line)) return line.replace(CALLS, "$1/* @__PURE__ */ ");
    open = true;
    return line.replace(SPREADS, "$1/* @__PURE__ */ (() => (");
  }).join("\n");
}
