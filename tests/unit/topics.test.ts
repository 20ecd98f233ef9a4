import assert from "node:assert/strict";
import { readSettingsFile } from "../../lib/config/file.ts";
import { TOPICS } from "../../lib/cli/topics.ts";
import { SETTINGS } from "../../lib/config/schema.ts";

Deno.test("the example in 'help configuration' is a valid file and names every key", () => {
  const block = TOPICS["configuration"]!.split("\n\n")[1]!.replace(/^ {2}/gm, "");
  const { settings, problems } = readSettingsFile("example", new TextEncoder().encode(`${block}\n`));
  assert.deepEqual(problems, []);
  assert.equal(settings.rules.size, 2);
  assert.equal(settings.ignore.length, 1);
  assert.deepEqual([...block.matchAll(/^([\w-]+):/gm)].map(([, key]) => key), Object.keys(SETTINGS));
});
