import assert from "node:assert/strict";
import { COMMANDS } from "../../../commands/index.ts";
import { commandHelp, helpFor, rootHelp } from "../../../lib/cli/help.ts";
import { parseCommand } from "../../../lib/cli/parse.ts";
import type { Flags } from "../../../lib/cli/command.ts";
import { findEntry } from "../../../lib/cli/table.ts";
import { TOPICS } from "../../../lib/cli/topics.ts";
import { assertGolden } from "../../support/golden.ts";

Deno.test("help of the plugin looks like docker's at 80 and 120 columns", () => {
  for (const width of [80, 120]) assertGolden(import.meta.url, `root-${width}`, rootHelp(COMMANDS, width));
});

Deno.test("help of every command looks like docker's at 80 and 120 columns", async () => {
  for (const entry of COMMANDS) {
    for (const width of [80, 120]) {
      const text = await commandHelp(COMMANDS, { entry, rest: [] }, width);
      assertGolden(import.meta.url, `${entry.words.replaceAll(" ", "-")}-${width}`, text);
    }
  }
});

Deno.test("help fits a terminal of 80 columns; only commands that are there to be copied may be longer", async () => {
  const texts = [rootHelp(COMMANDS, 80), ...Object.values(TOPICS)];
  for (const entry of COMMANDS) texts.push(await commandHelp(COMMANDS, { entry, rest: [] }, 80));
  const long = texts.flatMap((text) => text.split("\n")).filter((line) => line.length > 80);
  assert.deepEqual(long.filter((line) => !line.startsWith("  docker swarmnet ")), []);
});

Deno.test("help names the values that a flag accepts", async () => {
  for (const entry of COMMANDS) {
    const { flags, passThrough } = await entry.load();
    if (passThrough) continue;
    const help = (await commandHelp(COMMANDS, { entry, rest: [] }, 1000)).split("\n");
    for (const [name, { choices, strict, hidden }] of Object.entries(flags as Flags)) {
      if (!strict || hidden || choices === undefined) continue;
      const line = help.find((one) => one.trimStart().replace(/^-\w, /, "").startsWith(`--${name} `));
      assert.ok(line?.includes(choices.join(", ")), `${entry.words} --${name}`);
    }
  }
});

Deno.test("the table of contents says of each command what the command says of itself", async () => {
  for (const entry of COMMANDS) {
    const command = await entry.load();
    assert.equal(command.name, entry.words);
    assert.equal(command.summary, entry.summary, entry.words);
    assert.deepEqual(command.aliases ?? [], entry.aliases ?? [], entry.words);
  }
});

Deno.test("the table of contents is sorted, and so are the sections of help", () => {
  const words = COMMANDS.map((entry) => entry.words);
  assert.deepEqual(words, [...words].sort());
});

Deno.test("every example of every command is accepted by the parser of the command it calls", async () => {
  for (const entry of COMMANDS) {
    const command = await entry.load();
    for (const example of command.examples) {
      for (
        const part of example.command.split(/ (?:[|>]|&&) /).filter((line) =>
          line.startsWith("docker swarmnet ")
        )
      ) {
        const words = [...part.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map((found) =>
          found[1] ?? found[2] ?? found[3]!
        );
        const found = findEntry(COMMANDS, words.slice(2));
        assert.ok(found !== undefined, part);
        assert.equal(parseCommand(await found.entry.load(), found.rest).kind, "run", part);
      }
      assert.match(example.command, /docker swarmnet /);
    }
    if (!entry.heading) assert.ok(command.examples.length > 0, `${entry.words} has no example`);
  }
});

Deno.test("help topics exist and an unknown topic names the nearest", async () => {
  for (const topic of ["exit-codes", "environment", "formatting"]) {
    assert.match(await helpFor(COMMANDS, [topic], 80), /\n$/);
  }
  await assert.rejects(helpFor(COMMANDS, ["exit-code"], 80), (error: Error & { next: string[] }) => {
    assert.deepEqual(error.next, ["Did you mean: docker swarmnet help exit-codes"]);
    return true;
  });
});
