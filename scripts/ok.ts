/** Everything CI checks, in the order in which it is cheapest to hear about: `deno task ok`. */
import { show } from "./support/process.ts";
import { ROOT } from "./support/project.ts";

const CHECKS = ["fmt-check", "lint", "check", "layers", "gen-check", "rules-check", "test"];

const failed: string[] = [];
for (const name of CHECKS) {
  console.log(`\n══ ${name} ══`);
  const code = await show([Deno.execPath(), "task", "--quiet", name], { cwd: ROOT, timeoutMs: 1_800_000 });
  if (code !== 0) failed.push(name);
}
console.log(failed.length === 0 ? "\nok: all checks passed" : `\nnot ok: ${failed.join(", ")}`);
if (failed.length > 0) Deno.exit(1);
