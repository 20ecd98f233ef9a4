import assert from "node:assert/strict";
import { LIMITS, loadStack } from "../../lib/stack/index.ts";
import { HANG_MS } from "../support/hang.ts";

function times(count: number, make: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => make(index)).join("");
}

const BOMBS: [string, string | Uint8Array, RegExp][] = [
  ["flow nesting", "[".repeat(5_000_000), /brackets/],
  ["flow nesting below the mark limit", "[".repeat(10_000), /nested more than 200/],
  ["block nesting", times(3000, (index) => `${" ".repeat(index)}a:\n`), /nested more than 200/],
  ["dashes", "- ".repeat(10_000), /nested more than 200/],
  ["question marks", "? ".repeat(100_000), /nested more than 200/],
  [
    "alias ladder",
    `a: &a0 [x,x,x,x,x,x,x,x,x]\n${
      times(30, (index) => `b${index}: &a${index + 1} [${`*a${index},`.repeat(9)}]\n`)
    }`,
    /aliases repeat more than/,
  ],
  [
    "alias chain",
    `a: &a0 [x]\n${times(3000, (i) => `a${i}: &a${i + 1} [*a${i}]\n`)}`,
    /nested more than 200/,
  ],
  [
    "merge chain",
    `m: &m0 {k: 1}\n${times(3000, (i) => `m${i}: &m${i + 1} {<<: *m${i}, k${i}: 1}\n`)}`,
    /more than/,
  ],
  [
    "merge list",
    `m: &m {${times(2000, (index) => `k${index}: 1, `)}}\nx: {<<: [${"*m,".repeat(20_000)}]}\n`,
    /more than/,
  ],
  ["mostly aliases", `x-a: &a [${"x,".repeat(300)}]\nx-b: [${"*a,".repeat(1000)}]\n`, /excessive aliasing/],
  ["too many bytes", new Uint8Array(LIMITS.bytes + 1), /bytes/],
  ["too many lines", "a:\n".repeat(1_000_000), /lines/],
  ["too many dollars", `x-a: "${"$$".repeat(1_000_000)}"`, /dollars/],
  [
    "port ranges",
    `services: {a: {image: x, ports: [${times(100, (index) => `"127.0.0.${index}:0-65535:0-65535",`)}]}}`,
    /port ranges/,
  ],
  ["not text", new Uint8Array(100_000).fill(0xff), /UTF-16|UTF-8/],
];

for (const [about, text, words] of BOMBS) {
  Deno.test(`a bomb is a problem and no hang: ${about}`, () => {
    const start = performance.now();
    const { accepted, problems } = loadStack([{ name: "bomb.yml", text }], { stack: "s", env: {} });
    assert.ok(performance.now() - start < HANG_MS);
    assert.equal(accepted, false);
    assert.ok(problems.some((problem) => words.test(problem.message)), problems[0]?.message);
    assert.ok(problems.every((problem) => problem.message.length < 600));
  });
}

Deno.test("problems are told up to a bound", () => {
  const text = `x-a: {${times(50_000, (index) => `${index}, `)}}`;
  const { problems } = loadStack([{ name: "a.yml", text }], { stack: "s", env: {} });
  assert.equal(problems.length, LIMITS.problems);
});

Deno.test("an honest large file with anchors stays below every bound", () => {
  const services = times(
    5000,
    (index) => `  s${index}:\n    <<: *base\n    image: x:${index}\n    networks: *nets\n`,
  );
  const text = `x-base: &base
  logging: {driver: json-file, options: {max-size: 10m, max-file: "3"}}
  healthcheck: {test: [CMD, x], interval: 5s}
  deploy: {replicas: 2, update_config: {order: start-first}, placement: {constraints: [node.role == worker, node.id != b]}}
x-nets: &nets {front: {aliases: [x]}, back: }
services:
${services}networks: {front: , back: }
`;
  const { accepted, stack, problems } = loadStack([{ name: "a.yml", text }], { stack: "s", env: {} });
  assert.deepEqual(problems, []);
  assert.ok(accepted);
  assert.equal(stack!.services.length, 5000);
});

Deno.test("a place is told for bytes that are not text", () => {
  const text = new TextEncoder().encode("services: {}\n# ?\n");
  text[15] = 0xe9;
  const { problems } = loadStack([{ name: "a.yml", text }], { stack: "s", env: {} });
  assert.deepEqual(problems.map(({ at, message }) => `${at.line}:${at.column} ${message}`), [
    "2:3 invalid UTF-8 text",
  ]);
});
