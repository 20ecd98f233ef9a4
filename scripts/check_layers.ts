/** Checks the import directions and house rules over the whole checkout: `deno task layers`. */
import { breachesOf } from "./layers/rules.ts";
import { ROOT, sourcesUnder } from "./support/project.ts";

const main = { path: "main.ts", text: Deno.readTextFileSync(`${ROOT}/main.ts`) };
const sources = [main, ...sourcesUnder("commands", "lib", "scripts", "tests")];
const breaches = breachesOf(sources);
for (const { file, line, text } of breaches) console.error(`${file}:${line} ${text}`);
console.log(`${sources.length} files, ${breaches.length} breaches of the house rules`);
if (breaches.length > 0) Deno.exit(1);
