/** Writes docs/schema/: the JSON schema of `.swarmnet.yaml`. `--check` only says whether it is fresh. */
import { configSchema } from "./docs/config_schema.ts";
import { report, syncFolder } from "./support/generated.ts";

const FOLDER = "docs/schema";
const check = Deno.args.includes("--check");
const pages = new Map([["swarmnet.config.schema.json", configSchema()]]);
report(FOLDER, pages.size, syncFolder(FOLDER, pages, check), check);
