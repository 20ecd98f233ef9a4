/** Writes docs/rules/: one page a rule and the index. `--check` only says whether what is there is what would be written. */
import { rulePages } from "./docs/rule_pages.ts";
import { report, syncFolder } from "./support/generated.ts";

const FOLDER = "docs/rules";
const check = Deno.args.includes("--check");
const pages = rulePages();
report(FOLDER, pages.size, syncFolder(FOLDER, pages, check), check);
