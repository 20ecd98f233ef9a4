/**
 * Runs every generator, scripts/gen_*.ts: `deno task gen`. With `--check` nothing is written, and the exit code is 1 when a
 * generated file is not what its generator would write now.
 */
import { show } from "./support/process.ts";
import { filesUnder, ROOT } from "./support/project.ts";

const generators = filesUnder("scripts", ".ts").filter((path) => /^scripts\/gen_[a-z0-9_]+\.ts$/.test(path));
let failed = 0;
for (const path of generators) {
  const code = await show([Deno.execPath(), "run", "-A", "--no-check", path, ...Deno.args], { cwd: ROOT });
  if (code !== 0) failed++;
}
console.log(`${generators.length} generators, ${failed} failed`);
if (failed > 0) Deno.exit(1);
