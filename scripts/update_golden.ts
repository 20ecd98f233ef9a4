/**
 * Writes every golden file again, wherever it is: `deno task update-golden [FILE]...`. The tests that compare one are those that
 * call `assertGolden`. Read the difference before you commit it.
 */
import { show } from "./support/process.ts";
import { ROOT, sourcesUnder } from "./support/project.ts";

const all = sourcesUnder("tests")
  .filter(({ path, text }) => path.endsWith(".test.ts") && text.includes("assertGolden("))
  .map(({ path }) => path);
const files = Deno.args.length > 0 ? Deno.args : all;
const code = await show([Deno.execPath(), "run", "-A", "scripts/test.ts", ...files], {
  cwd: ROOT,
  env: { UPDATE_GOLDEN: "1" },
  timeoutMs: 1_800_000,
});
await show(["git", "status", "--short", "--", "tests"], { cwd: ROOT });
Deno.exit(code);
