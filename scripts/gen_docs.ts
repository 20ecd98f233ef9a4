/** Writes docs/reference/: one page a command. `--check` only says whether what is there is what would be written. */
import { COMMANDS } from "../commands/index.ts";
import { referencePages } from "./docs/reference.ts";
import { report, syncFolder } from "./support/generated.ts";

const FOLDER = "docs/reference";
const check = Deno.args.includes("--check");
const all = await Promise.all(COMMANDS.map(async (entry) => ({ entry, spec: await entry.load() })));
const pages = referencePages(all);
report(FOLDER, pages.size, syncFolder(FOLDER, pages, check), check);
