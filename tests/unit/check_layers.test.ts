import assert from "node:assert/strict";
import { importsOf } from "../../scripts/layers/imports.ts";
import { breachesOf, layerOf } from "../../scripts/layers/rules.ts";
import { scrub } from "../../scripts/layers/scrub.ts";

function breach(path: string, text: string): string[] {
  return breachesOf([{ path, text }]).map(({ file, line, text }) => `${file}:${line} ${text}`);
}

const BAD: [what: string, path: string, text: string, expected: RegExp][] = [
  [
    "base importing another layer",
    "lib/base/a.ts",
    'import { x } from "../swarm/a.ts";',
    /base may not know swarm/,
  ],
  [
    "a rule importing the engine",
    "lib/checks/a.ts",
    'import { x } from "../engine/a.ts";',
    /checks may not know engine/,
  ],
  [
    "a type import against the direction",
    "lib/swarm/a.ts",
    'import type { X } from "../engine/a.ts";',
    /swarm may not know engine/,
  ],
  [
    "a re-export against the direction",
    "lib/swarm/a.ts",
    'export * from "../engine/a.ts";',
    /swarm may not know engine/,
  ],
  [
    "an import spread over lines",
    "lib/swarm/a.ts",
    'import {\n  x,\n  y,\n} from "../engine/a.ts";',
    /a\.ts:4 .*may not know engine/,
  ],
  [
    "a lazy import against the direction",
    "lib/swarm/a.ts",
    'const x = await import("../engine/a.ts");',
    /may not know engine/,
  ],
  [
    "the command line importing a view",
    "lib/cli/a.ts",
    'import { x } from "../view/a.ts";',
    /only commands import lib\/view/,
  ],
  [
    "a check knowing a plan",
    "lib/checks/a.ts",
    'import type { Plan } from "../plan/model.ts";',
    /checks may not know plan/,
  ],
  [
    "an operation knowing the command line",
    "lib/operation/a.ts",
    'import type { Context } from "../cli/context.ts";',
    /operation may not know cli/,
  ],
  [
    "docker's side knowing the command line",
    "lib/docker/a.ts",
    'import { x } from "../cli/a.ts";',
    /docker may not know cli/,
  ],
  [
    "an operation knowing a command's flags",
    "lib/operation/a.ts",
    'import type { X } from "../../commands/shared/a.ts";',
    /only main\.ts knows the commands/,
  ],
  [
    "what commands share knowing a command",
    "commands/shared/a.ts",
    'import { x } from "../ls.ts";',
    /what commands share knows no command/,
  ],
  [
    "the planner knowing the executor",
    "lib/plan/a.ts",
    'import { x } from "../operation/a.ts";',
    /plan may not know operation/,
  ],
  [
    "a planner reading stack files that is not the one for them",
    "lib/plan/a.ts",
    'import { x } from "../stack/a.ts";',
    /plan may not know stack/,
  ],
  [
    "the planner of stack files knowing the executor",
    "lib/plan/stack/a.ts",
    'import { x } from "../../operation/a.ts";',
    /plan\/stack may not know operation/,
  ],
  [
    "the planner of stack files looking at the clock",
    "lib/plan/stack/a.ts",
    "const now = Date.now();",
    /plan\/stack is pure/,
  ],
  [
    "a command importing another",
    "commands/a.ts",
    'import { x } from "./b.ts";',
    /commands do not import each other/,
  ],
  [
    "the product importing a script",
    "lib/engine/a.ts",
    'import { x } from "../../scripts/a.ts";',
    /not part of the product/,
  ],
  [
    "the product importing the witness",
    "lib/engine/a.ts",
    'import D from "dockerode";',
    /dockerode, which is for/,
  ],
  ["a package from the web", "lib/engine/a.ts", 'import { C } from "jsr:@std/yaml";', /come from npm/],
  ["an import without ending", "lib/engine/a.ts", 'import { x } from "./b";', /without the ending/],
  ["a file of no layer", "lib/stray/a.ts", "", /no known layer/],
  ["Deno in a pure folder", "lib/insight/a.ts", "const x = 1;\nDeno.env.get(x);", /a\.ts:2 mentions Deno/],
  ["the clock in a pure folder", "lib/swarm/a.ts", "Date.now();", /mentions Date\.now/],
  ["the current date in a pure folder", "lib/swarm/a.ts", "new Date();", /current date/],
  ["chance in a pure folder", "lib/view/a.ts", "Math.random();", /Math\.random/],
  ["console in a pure folder", "lib/stack/a.ts", "console.log(1);", /mentions console/],
  ["AbortSignal.any", "lib/engine/a.ts", "AbortSignal.any([a]);", /link_signals/],
  ["fetch in a pure folder", "lib/checks/a.ts", "await fetch(x);", /mentions fetch/],
  ["effects inside a template's hole", "lib/checks/a.ts", "const x = `a ${Date.now()} b`;", /Date\.now/],
  ["Deno.exit in a command", "commands/a.ts", "Deno.exit(1);", /only main\.ts/],
  ["a stream outside lib/terminal", "lib/engine/a.ts", "Deno.stdout.writeSync(x);", /only lib\/terminal/],
  ["console in a command", "commands/a.ts", "console.error(1);", /write through Io/],
  [
    "an export without a docstring",
    "lib/base/a.ts",
    "\n// Why.\nexport function x() {}",
    /a\.ts:3 exports x/,
  ],
  ["a type without a docstring", "lib/base/a.ts", "export interface X {}", /exports X without/],
  ["a long file", "tests/unit/a.ts", "x;\n".repeat(401), /401 lines/],
];

for (const [what, path, text, expected] of BAD) {
  Deno.test(`layers: finds ${what}`, () => {
    const found = breach(path, text);
    assert.equal(found.length, 1, found.join("\n"));
    assert.match(found[0]!, expected);
  });
}

const GOOD: [what: string, path: string, text: string][] = [
  [
    "a command importing what it needs",
    "commands/a.ts",
    'import { x } from "../lib/view/a.ts";\nimport { y } from "../lib/engine/a.ts";',
  ],
  ["a command importing what commands share", "commands/a.ts", 'import { x } from "./shared/b.ts";'],
  [
    "a plan carrying findings",
    "lib/plan/a.ts",
    'import type { Finding } from "../checks/finding.ts";',
  ],
  ["a reader of JSON in a pure folder", "lib/plan/a.ts", 'import { text } from "../engine/raw.ts";'],
  ["the index importing commands", "commands/index.ts", 'const load = () => import("./a.ts");'],
  ["a date that is given", "lib/swarm/a.ts", "new Date(ms).toISOString();"],
  [
    "forbidden words in comments and strings",
    "lib/swarm/a.ts",
    '/** Deno.exit */ const x = "Deno.exit(Date.now())"; // fetch()\nconst y = /Deno.x/;',
  ],
  ["a method called fetch", "lib/swarm/a.ts", "cache.fetch(1);"],
  ["escaping in a pure folder", "lib/swarm/a.ts", 'import { inline } from "../terminal/boundary.ts";'],
  ["a generated file of any length", "lib/docker/flags.gen.ts", "x;\n".repeat(900)],
  [
    "an exported string beside the word from",
    "lib/swarm/a.ts",
    '/** A word. */\nexport const from = "../engine/a.ts";',
  ],
  [
    "an exported rule, which holds its texts itself",
    "lib/checks/encryption/a.ts",
    "export const sn0101 = rule({});",
  ],
  ["an undocumented helper of the scripts", "scripts/a.ts", "export function help() {}"],
];

for (const [what, path, text] of GOOD) {
  Deno.test(`layers: accepts ${what}`, () => assert.deepEqual(breach(path, text), []));
}

Deno.test("layers: finds a cycle, one of types too, but not one of late imports", () => {
  const file = (name: string, text: string) => ({ path: `lib/engine/${name}.ts`, text });
  const found = breachesOf([
    file("a", 'import { b } from "./b.ts";'),
    file("b", 'import { a } from "./a.ts";'),
  ]);
  assert.match(
    found.map((one) => one.text).join(),
    /cycle: lib\/engine\/a\.ts → lib\/engine\/b\.ts → lib\/engine\/a\.ts/,
  );
  assert.equal(
    breachesOf([file("a", 'import { b } from "./b.ts";'), file("b", 'import type { a } from "./a.ts";')])
      .length,
    1,
  );
  assert.deepEqual(
    breachesOf([file("a", 'import { b } from "./b.ts";'), file("b", 'await import("./a.ts");')]),
    [],
  );
});

Deno.test("layers: knows type imports, side effects and line numbers", () => {
  const text =
    'import type { A } from "./a.ts";\nimport "./b.ts";\n\nimport type from "./c.ts";\nexport { d } from "./d.ts";';
  assert.deepEqual(importsOf(text), [
    { specifier: "./a.ts", line: 1, typeOnly: true, dynamic: false },
    { specifier: "./b.ts", line: 2, typeOnly: false, dynamic: false },
    { specifier: "./c.ts", line: 4, typeOnly: false, dynamic: false },
    { specifier: "./d.ts", line: 5, typeOnly: false, dynamic: false },
  ]);
});

Deno.test("layers: some parts of folders are layers", () => {
  assert.equal(layerOf("lib/plan/steps.ts"), "plan");
  assert.equal(layerOf("lib/plan/stack/a.ts"), "plan/stack");
  assert.equal(layerOf("lib/probe/judge/a.ts"), "probe/judge");
  assert.equal(layerOf("lib/engine/raw.ts"), "raw");
  assert.equal(layerOf("lib/terminal/width.ts"), "text");
  assert.equal(layerOf("tests/unit/a.ts"), undefined);
});

Deno.test("layers: scrubbing keeps every offset and leaves code alone", () => {
  const text = 'const a = b / c; // x\nconst d = /["\'`]/.test(`p ${q["r"]} s`) ? "t" : \'u\';';
  const { code, bare } = scrub(text);
  assert.equal(bare.length, text.length);
  assert.equal(code.length, text.length);
  assert.equal(
    bare.replace(/\s+/g, " "),
    'const a = b / c; const d = / /.test(` ${q[" "]} `) ? " " : \' \';',
  );
});
