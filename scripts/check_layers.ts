/** Checks the import directions and house rules over the whole checkout: `deno task layers`. */
import { breachesOf } from "./layers/rules.ts";
import { filesUnder, ROOT } from "./support/project.ts";

const paths = [
  "main.ts",
  ...["commands", "lib", "scripts", "tests"].flatMap((folder) => filesUnder(folder, ".ts")),
];
const sources = paths.flatMap((path) => {
  try {
    return [{ path, text: Deno.readTextFileSync(`${ROOT}/${path}`) }];
  } catch (error) {
    // A colleague's file may vanish between the listing and the reading.
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
});
const breaches = breachesOf(sources);
for (const { file, line, text } of breaches) console.error(`${file}:${line} ${text}`);
console.log(`${sources.length} files, ${breaches.length} breaches of the house rules`);
if (breaches.length > 0) Deno.exit(1);
