/**
 * Builds the plugin: `deno task build [--target NAME|all] [--out FOLDER]`. Writes FOLDER/docker-swarmnet (or, with a target,
 * docker-swarmnet-NAME) and prints what is in it.
 */
import { parseArgs } from "node:util";
import { build } from "./build/build.ts";
import { TARGETS } from "./build/compile.ts";
import { ROOT } from "./support/project.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: { target: { type: "string" }, out: { type: "string", default: `${ROOT}/dist` } },
});
const names = values.target === "all" ? Object.keys(TARGETS) : [values.target];
for (const name of names) {
  if (name !== undefined && TARGETS[name] === undefined) {
    console.error(`No target "${name}": one of ${Object.keys(TARGETS).join(", ")} or all`);
    Deno.exit(125);
  }
}
try {
  for (const name of names) {
    const built = await build({ target: name, folder: values.out });
    const kilobytes = built.chunks.reduce((sum, chunk) => sum + chunk.bytes, 0) / 1000;
    console.log(
      `${built.path} (${(built.bytes / 1e6).toFixed(1)} MB; ${built.chunks.length} chunks, ${
        kilobytes.toFixed(0)
      } kB, ` +
        `entry ${built.chunks.find((chunk) => chunk.name === "main.js")?.bytes} bytes)`,
    );
    if (built.unstripped !== undefined) {
      console.log(`  Its runtime base keeps its symbols, about 24 MB: ${built.unstripped}`);
    }
  }
} catch (error) {
  console.error(`Not built: ${error instanceof Error ? error.message : String(error)}`);
  Deno.exit(1);
}
