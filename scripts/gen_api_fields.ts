/**
 * Writes lib/operation/young_fields.gen.ts: the fields of a service's spec that each API version added, from the folder of
 * Swagger files that MOBY_API_DOCS names (api/docs of a checkout of github.com/moby/moby). With `--check` nothing is written;
 * exit code 1 when the table is not what the files say. Without a folder it says so and changes nothing.
 */
import { NEWEST_API, OLDEST_API } from "../lib/engine/api_version.ts";
import { addedFields, fieldsOf, sourceOf } from "./support/api_fields.ts";
import { ROOT } from "./support/project.ts";

const TARGET = `${ROOT}/lib/operation/young_fields.gen.ts`;

const folder = Deno.env.get("MOBY_API_DOCS");
if (folder === undefined) {
  console.log("gen_api_fields: skipped, MOBY_API_DOCS names no folder");
  Deno.exit(0);
}
const minors = (from: string) => Number(from.split(".")[1]);
const versions = [];
for (let minor = minors(OLDEST_API); minor <= minors(NEWEST_API); minor++) {
  const version = `1.${minor}`;
  versions.push({ version, fields: fieldsOf(Deno.readTextFileSync(`${folder}/v${version}.yaml`)) });
}
const source = sourceOf(addedFields(versions), NEWEST_API);
if (Deno.args.includes("--check")) {
  if (Deno.readTextFileSync(TARGET) !== source) {
    console.error("gen_api_fields: the table differs from the files; run deno task gen");
    Deno.exit(1);
  }
} else {
  Deno.writeTextFileSync(TARGET, source);
}
console.log(`gen_api_fields: ${versions.length} API versions`);
