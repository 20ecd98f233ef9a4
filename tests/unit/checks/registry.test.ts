import assert from "node:assert/strict";
import { CATALOG } from "../../../lib/checks/all_texts.ts";
import { KNOWN_RULES } from "../../../lib/checks/known_rules.gen.ts";
import { LIVE_RULES } from "../../../lib/checks/live_rules.gen.ts";
import { CHANGE_RULES } from "../../../lib/checks/change_rules.gen.ts";
import { RULES } from "../../../lib/checks/registry.ts";
import { RESERVED } from "../../../lib/checks/catalog.ts";
import { STACK_RULES } from "../../../lib/checks/stack_rules.gen.ts";
import { judgeExample } from "../../support/judge_example.ts";
import { assertGolden } from "../../support/golden.ts";

Deno.test("every rule has its own code and name, and says what, why, fix and where the fact comes from", () => {
  assert.equal(new Set(RULES.map((rule) => rule.code)).size, RULES.length);
  assert.equal(new Set(RULES.map((rule) => rule.name)).size, RULES.length);
  for (const rule of RULES) {
    assert.match(rule.code, /^SN0[1-79]\d\d$/);
    assert.match(rule.name, /^[a-z0-9]+(-[a-z0-9]+)*$/);
    assert.doesNotMatch(rule.what, /\.$/, rule.code);
    for (const text of [rule.what, rule.why, rule.fix]) {
      assert.ok(text.length >= 15, `${rule.code}: "${text}"`);
    }
    assert.ok(rule.reference.length > 0, rule.code);
    assert.ok(rule.scope.length > 0, rule.code);
  }
});

Deno.test("the lists of rules by scope, and the facts of all of them, are those of the rules", () => {
  const codes = (rules: readonly { code: string }[]) => rules.map(({ code }) => code);
  assert.deepEqual(codes(LIVE_RULES), codes(RULES.filter(({ scope }) => scope.includes("live"))));
  assert.deepEqual(codes(STACK_RULES), codes(RULES.filter(({ scope }) => scope.includes("stack"))));
  const facts = CATALOG.map(({ code, name, level, scope, reads, cis }) => ({
    ...{ code, name, level, scope, reads },
    ...(cis === undefined ? {} : { cis }),
  }));
  assert.deepEqual(KNOWN_RULES, facts);
});

Deno.test("codes and names are pinned: a code is never reused or renamed", () => {
  const pinned = [...CATALOG, ...RESERVED].map(({ code, name }) => `${code} ${name}`).sort();
  assertGolden(import.meta.url, "codes", pinned.join("\n") + "\n");
});

Deno.test("a healthy swarm is clean under every rule", () => {
  const { findings } = judgeExample({
    title: "healthy",
    swarm: {
      networks: [{ name: "app" }],
      services: [{ name: "web", on: ["app"], replicas: 2 }, { name: "api", on: ["app"], replicas: 3 }],
    },
  }, RULES);
  assert.deepEqual(findings.map((finding) => `${finding.code} ${finding.message}`), []);
});

Deno.test("commands that change a swarm load every check of scope change, and no other", () => {
  const codes = RULES.filter(({ scope }) => scope.includes("change")).map(({ code }) => code);
  assert.deepEqual(CHANGE_RULES.map(({ code }) => code), codes);
});
