import assert from "node:assert/strict";
import { loadStack } from "../../lib/stack/index.ts";
import { CORPUS } from "../support/stacks/corpus.ts";

Deno.test("every stack file of the corpus is accepted or refused as recorded from docker 28.2.2", () => {
  for (const { about, files, env = {}, refused } of CORPUS) {
    const named = files.map((text, index) => ({ name: `${index}.yml`, text }));
    const { accepted, problems } = loadStack(named, { stack: "s", env });
    const messages = problems.map((problem) => problem.message).join("\n");
    assert.equal(accepted, refused === undefined, `${about}: ${messages}`);
  }
});

Deno.test("every problem has words, a place in one of the files and somebody who refuses it", () => {
  for (const { about, files, env = {} } of CORPUS) {
    const named = files.map((text, index) => ({ name: `${index}.yml`, text }));
    const { problems, documents } = loadStack(named, { stack: "s", env });
    for (const { message, at, refusedBy } of problems) {
      assert.ok(message.length > 5, about);
      assert.ok(["docker", "guard"].includes(refusedBy), about);
      const text = documents.find(({ source }) => source.name === at.file)?.source.text;
      const lines = text?.split(/\r\n?|\n/) ?? [];
      assert.ok(at.line >= 1 && at.line <= lines.length, `${about}: ${JSON.stringify(at)}`);
      assert.ok(
        at.column >= 1 && at.column <= lines[at.line - 1]!.length + 1,
        `${about}: ${JSON.stringify(at)}`,
      );
    }
  }
});
