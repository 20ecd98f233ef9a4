import assert from "node:assert/strict";
import { EXIT } from "../../lib/base/errors.ts";
import { defineCommand } from "../../lib/cli/command.ts";
import { pageName, referencePages } from "../../scripts/docs/reference.ts";

const sample = defineCommand({
  name: "thing ls",
  operands: "[NAME...]",
  args: { min: 0, max: Infinity },
  summary: "List things",
  description: "Prose with <angles>.\n\n  indented as is",
  aliases: ["list"],
  examples: [{ text: "All of them", command: "docker swarmnet thing ls" }],
  flags: {
    quiet: { kind: "bool", short: "q", text: "Only names" },
    wait: { kind: "duration", text: "How long | at most", default: 90_000 },
    secret: { kind: "bool", text: "Not shown", hidden: true },
  },
  needs: "manager",
  changes: "nothing",
  exits: [EXIT.usage, EXIT.done],
  parse: () => undefined,
  run: () => Promise.resolve(),
});
const entry = { words: "thing ls", summary: "List things", load: () => Promise.resolve(sample) };

Deno.test("reference: a page says usage, options, examples and exit codes in order", () => {
  const page = referencePages([{ entry, spec: sample }]).get(pageName("thing ls"))!;
  assert.equal(pageName("thing ls"), "thing_ls.md");
  assert.match(
    page,
    /# docker swarmnet thing ls\n\nList things\.\n\nProse with &lt;angles>\.\n\n```\n {2}indented as is\n```/,
  );
  assert.match(page, /- Aliases: `docker swarmnet thing list`/);
  assert.match(
    page,
    /\| `-q`, `--quiet` \| {2}\| {2}\| Only names \|\n\| `--timeout` .*\n\| `--wait` \| duration \| `1m30s` \| How long \\\| at most \|/,
  );
  assert.doesNotMatch(page, /secret/);
  assert.match(page, /\| 0 \| Done \|\n\| 125 \|/);
});

Deno.test("reference: hidden commands have no page and the index lists the others", () => {
  const hidden = { ...entry, words: "secret", hidden: true };
  const pages = referencePages([{ entry, spec: sample }, { entry: hidden, spec: sample }]);
  assert.deepEqual([...pages.keys()], ["thing_ls.md", "README.md"]);
  assert.match(pages.get("README.md")!, /\| \[`thing ls`\]\(thing_ls\.md\) \| List things \|/);
});
