/** Writes docs/layout.md. `--check` only says whether what is there is what would be written. */
import { COMMANDS } from "../commands/index.ts";
import { folderProblems, layoutPage } from "./docs/layout.ts";
import { readIfThere } from "./support/generated.ts";
import { ROOT, sourcesUnder } from "./support/project.ts";

const FILE = "docs/layout.md";
const sources = sourcesUnder("commands", "lib", "tests");
const problems = folderProblems(sources);
if (problems.length > 0) {
  for (const problem of problems) console.error(problem);
  Deno.exit(1);
}
const page = layoutPage(COMMANDS.filter(({ hidden }) => !hidden), sources);
const fresh = readIfThere(`${ROOT}/${FILE}`) === page;
if (!fresh && Deno.args.includes("--check")) {
  console.error(`${FILE} is stale: ./dev gen`);
  Deno.exit(1);
}
if (!fresh) Deno.writeTextFileSync(`${ROOT}/${FILE}`, page);
console.log(`${FILE}: ${fresh ? "fresh" : "written"}`);
