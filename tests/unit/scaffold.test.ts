import assert from "node:assert/strict";
import { COMMANDS } from "../../commands/index.ts";
import { nameProblems, symbolOf, testFile, withEntry } from "../../scripts/commands/scaffold.ts";
import { commandFile, folderProblems, layoutPage, testsByCommand } from "../../scripts/docs/layout.ts";
import { ROOT, sourcesUnder } from "../../scripts/support/project.ts";

Deno.test("every command has a test that imports it", () => {
  const tests = testsByCommand(sourcesUnder("tests"));
  const untested = COMMANDS.map(({ words }) => commandFile(words)).filter((file) => !tests.has(file));
  assert.deepEqual(untested, [], "write a test for each, such as in tests/unit/commands");
});

Deno.test("a new command gets a file, a symbol and a test named after its words", () => {
  assert.equal(commandFile("service flows"), "commands/service_flows.ts");
  assert.equal(symbolOf("service flows"), "serviceFlows");
  assert.equal(testFile("service flows"), "tests/unit/commands/service_flows.test.ts");
});

Deno.test("a new command's name is refused with every reason", () => {
  const taken = ["ls", "service", "service ls"];
  assert.deepEqual(nameProblems("flows", taken), []);
  assert.deepEqual(nameProblems("service flows", taken), []);
  assert.match(nameProblems("ls", taken).join(), /is a command already/);
  assert.match(nameProblems("network flows", taken).join(), /no command "network"/);
  assert.match(nameProblems("Flows", taken).join(), /lower-case/);
  assert.match(nameProblems("", taken).join(), /lower-case/);
});

Deno.test("a new command's entry comes in its place in the table of contents", () => {
  const index = Deno.readTextFileSync(`${ROOT}/commands/index.ts`);
  const words = (text: string) => [...text.matchAll(/^ {4}words: "([^"]+)"/gm)].map((one) => one[1]);
  for (const name of ["aaa", "flows", "zzz"]) {
    const found = words(withEntry(index, name));
    assert.deepEqual(found, [...words(index), name].sort());
  }
});

Deno.test("the layout lists a command's parts and tests, and refuses folders that nothing describes", () => {
  const sources = [
    {
      path: "commands/a.ts",
      text: 'import "./shared/b.ts";\nimport "../lib/plan/c.ts";\nimport "../lib/base/d.ts";',
    },
    { path: "commands/shared/b.ts", text: 'import "../../lib/plan/e.ts";' },
    { path: "tests/unit/a.test.ts", text: 'import "../../commands/a.ts";' },
  ];
  const page = layoutPage([{ words: "a", summary: "Do a" }], sources);
  assert.match(
    page,
    /## a\n\nDo a\. `commands\/a\.ts`\n\n- `commands\/shared\/` b\n- `lib\/plan\/` c, e\n- `tests\/unit\/a\.test\.ts`\n/,
  );
  assert.throws(() => layoutPage([{ words: "b", summary: "" }], sources), /there is no commands\/b\.ts/);
  const problems = folderProblems([{ path: "lib/stray/a.ts", text: "" }]).join();
  assert.match(problems, /lib\/stray is not described/);
  assert.match(problems, /lib\/swarm does not exist/);
});
