/** Writes docs/reference/: one page a command. `--check` only says whether what is there is what would be written. */
import { COMMANDS } from "../commands/index.ts";
import { referencePages } from "./docs/reference.ts";
import { ROOT } from "./support/project.ts";

const folder = `${ROOT}/docs/reference`;
const check = Deno.args.includes("--check");
const all = await Promise.all(COMMANDS.map(async (entry) => ({ entry, spec: await entry.load() })));
const pages = referencePages(all);
Deno.mkdirSync(folder, { recursive: true });

const stale: string[] = [];
for (const [name, text] of pages) {
  if (readIfThere(`${folder}/${name}`) === text) continue;
  stale.push(name);
  if (!check) Deno.writeTextFileSync(`${folder}/${name}`, text);
}
for (const { name } of Deno.readDirSync(folder)) {
  if (pages.has(name)) continue;
  stale.push(name);
  if (!check) Deno.removeSync(`${folder}/${name}`);
}
if (check && stale.length > 0) {
  console.error(`docs/reference is stale (${stale.sort().join(", ")}): ./dev gen`);
  Deno.exit(1);
}
console.log(`docs/reference: ${pages.size} pages, ${check ? "all fresh" : `${stale.length} written`}`);

function readIfThere(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
