/** Makes the files of a new command: `deno task new-command NAME`, or `deno task new-command service NAME`. */
import { COMMANDS } from "../commands/index.ts";
import { commandSource, nameProblems, testFile, testSource, withEntry } from "./commands/scaffold.ts";
import { commandFile } from "./docs/layout.ts";
import { show } from "./support/process.ts";
import { ROOT } from "./support/project.ts";

const words = Deno.args.join(" ");
const problems = nameProblems(words, COMMANDS.map((entry) => entry.words));
if (problems.length > 0) {
  console.error(`${problems.join("\n")}\nUsage: deno task new-command NAME`);
  Deno.exit(125);
}
const files = { command: commandFile(words), index: "commands/index.ts", test: testFile(words) };
const path = (file: string) => `${ROOT}/${file}`;
Deno.writeTextFileSync(path(files.command), commandSource(words), { createNew: true });
Deno.writeTextFileSync(path(files.index), withEntry(Deno.readTextFileSync(path(files.index)), words));
Deno.writeTextFileSync(path(files.test), testSource(words), { createNew: true });
await show([Deno.execPath(), "fmt", "--quiet", ...Object.values(files)], { cwd: ROOT });
await show([Deno.execPath(), "task", "--quiet", "gen"], { cwd: ROOT });
console.log(`Made ${Object.values(files).join(", ")} and its pages in docs/.`);
console.log(`Next: the summary (both places), flags and run; then the test: deno task test ${files.test}`);
