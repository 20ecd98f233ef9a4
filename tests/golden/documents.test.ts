import assert from "node:assert/strict";
import { COMMANDS } from "../../commands/index.ts";
import { EXIT } from "../../lib/base/errors.ts";
import { parseCommand } from "../../lib/cli/parse.ts";
import { findEntry } from "../../lib/cli/table.ts";
import { runOnSwarm } from "../support/run_command.ts";

const ROOT = new URL("../../", import.meta.url);
const DOCUMENTS = [
  "README.md",
  ...[...Deno.readDirSync(new URL("docs/", ROOT))].map(({ name }) => `docs/${name}`)
    .filter((path) => path.endsWith(".md")).sort(),
];

/** A command line of a document, and the lines that it shows below it. */
interface Shown {
  line: string;
  output: string[];
}

/** Lines of code blocks that call the plugin; what a block shows counts as output where its commands have a prompt. */
function commandsIn(path: string): Shown[] {
  const found: Shown[] = [];
  let fenced = false;
  let open: Shown | undefined;
  for (const line of Deno.readTextFileSync(new URL(path, ROOT)).split("\n")) {
    if (line.startsWith("```")) {
      fenced = !fenced;
      open = undefined;
    } else if (!fenced && !line.startsWith("    ")) continue;
    else if (/^\s*(?:\$ )?docker swarmnet /.test(line)) {
      open = { line: line.trim(), output: [] };
      found.push(open);
    } else if (open?.line.startsWith("$ ")) open.output.push(line);
  }
  return found;
}

function wordsOf(line: string): string[] {
  const bare = line.replace(/^\$ /, "").replace(/\s+#.*$/, "").replace(/ >>? ?\S+$/, "");
  return [...bare.matchAll(/'([^']*)'|(\S*?)"([^"]*)"|(\S+)/g)]
    .map((match) => match[1] ?? (match[3] === undefined ? match[4]! : match[2]! + match[3])).slice(2);
}

for (const path of DOCUMENTS) {
  Deno.test(`${path}: every command is one that the program accepts`, async () => {
    for (const { line } of commandsIn(path)) {
      const words = wordsOf(line);
      if (words[0] === "help") continue;
      const found = findEntry(COMMANDS, words);
      assert.ok(found !== undefined, line);
      assert.equal(parseCommand(await found.entry.load(), found.rest).kind, "run", line);
    }
  });
}

const plain = (text: string) => text.replace(/\s+/g, " ").trim();

Deno.test("README.md shows of the example swarm what the commands print, in their order", async () => {
  const shown = commandsIn("README.md").filter(({ line, output }) =>
    line.includes("--from demo") && output.length > 0
  );
  assert.ok(shown.length >= 4);
  for (const { line, output } of shown) {
    const found = findEntry(COMMANDS, wordsOf(line))!;
    const { out, err } = await runOnSwarm(await found.entry.load(), found.rest);
    let rest = plain(out + err);
    for (const text of output.map(plain)) {
      if (text === "" || text === "...") continue;
      const at = rest.indexOf(text);
      assert.ok(at >= 0, `${line} does not print (here): ${text}`);
      rest = rest.slice(at + text.length);
    }
  }
});

Deno.test("every example for trying a command without a swarm gets an answer from the example swarm", async () => {
  const seen: string[] = [];
  for (const entry of COMMANDS) {
    const command = await entry.load();
    for (const { command: line } of command.examples) {
      if (!line.includes("--from demo")) continue;
      const { rest } = findEntry(COMMANDS, wordsOf(line))!;
      const { exit, failure } = await runOnSwarm(command, rest);
      assert.equal(failure, undefined, line);
      // Only audit says no: the example swarm is there to be found fault with.
      assert.equal(exit, entry.words === "audit" ? EXIT.no : EXIT.done, line);
      seen.push(line);
    }
  }
  assert.ok(seen.length >= 14);
});
