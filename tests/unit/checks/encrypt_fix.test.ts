import assert from "node:assert/strict";
import { sn0101 } from "../../../lib/checks/encryption/sn0101_overlay_unencrypted.ts";
import type { RuleExample } from "../../../lib/checks/rule.ts";
import { judgeExample } from "../../support/judge_example.ts";

function fixOf(example: Omit<RuleExample, "title">) {
  const { findings } = judgeExample({ title: "", ...example }, [sn0101]);
  assert.equal(findings.length, 1);
  return findings[0]!.fix;
}

const ON = "services: {a: {image: x, networks: [back]}}\nnetworks: {back: {}}\n";
const PLAIN = { name: "shop_back", options: {}, labels: { "com.docker.stack.namespace": "shop" } };

Deno.test("a plain network of a file gets the option in the file", () => {
  const { text, commands } = fixOf({ stack: ON });
  assert.match(text, /^Add driver_opts: \{encrypted: ""\} to networks\.back, or labels: /);
  assert.equal(commands, undefined);
});

Deno.test("the default network that a file does not mention is to be declared", () => {
  assert.match(
    fixOf({ stack: "services: {a: {image: x}}\n" }).text,
    /^Declare it: networks: \{default: \{driver_opts: \{encrypted: ""\}\}\}/,
  );
});

Deno.test("a plain network that exists is moved by a command, whether a file names it or not", () => {
  for (const stack of [undefined, ON, ON.replace("{}", "{driver_opts: {encrypted: ''}}")]) {
    const fix = fixOf({ swarm: { networks: [PLAIN] }, ...(stack === undefined ? {} : { stack }) });
    assert.deepEqual(fix.commands, ["docker swarmnet encrypt shop_back"]);
  }
});
