import assert from "node:assert/strict";
import { RULES } from "../../../lib/checks/registry.ts";
import type { Reads, Rule, RuleExample } from "../../../lib/checks/rule.ts";
import { judgeExample, viewOf } from "../../support/judge_example.ts";
import { watchedView } from "../../support/watched_view.ts";
import type { RuleCases } from "../../support/rule_cases.ts";
import { ALL_CASES, LEAST } from "./all_cases.ts";

const NONE: RuleCases = { bad: [], good: [], near: [] };

for (const rule of RULES) {
  const { bad, good, near } = ALL_CASES[rule.code] ?? NONE;
  const silent = [...rule.good, ...good, ...near];

  Deno.test(`${rule.code} ${rule.name} finds every bad example and no good one`, () => {
    for (const example of [...rule.bad, ...bad]) {
      const found = judgeExample(example, [rule]).findings;
      assert.ok(found.length > 0, `not found: ${example.title}`);
    }
    for (const example of silent) {
      const { findings, skipped } = judgeExample(example, [rule]);
      assert.deepEqual(findings.map((finding) => finding.message), [], `found in: ${example.title}`);
      assert.deepEqual(skipped, [], `skipped, so not shown to be good: ${example.title}`);
    }
  });

  Deno.test(`${rule.code} ${rule.name} says what is wrong in one sentence, and commands that run as printed`, () => {
    for (const example of [...rule.bad, ...bad]) {
      const { findings } = judgeExample(example, [rule]);
      for (const { message, fix, fingerprint } of findings) {
        // SN0621 passes docker's own words on, and those may end as they like.
        assert.doesNotMatch(
          message,
          rule.code === "SN0621" ? /\n/ : /\n|\.$|undefined|\[object/,
          `${example.title}: ${message}`,
        );
        for (const command of fix.commands ?? []) {
          assert.match(command, /^docker /, `${example.title}: ${command}`);
        }
        const twins = findings.filter((other) => other.fingerprint === fingerprint);
        assert.equal(
          twins.length,
          1,
          `${example.title}: two findings with one fingerprint (give them a part): ${message}`,
        );
      }
    }
  });

  Deno.test(`${rule.code} ${rule.name} has at least 3 bad examples, 3 good ones and a near miss`, () => {
    assert.ok(rule.bad.length + bad.length >= LEAST.bad, `${rule.bad.length + bad.length} bad`);
    assert.ok(rule.good.length + good.length >= LEAST.good, `${rule.good.length + good.length} good`);
    assert.ok(near.length >= LEAST.near, "no near miss");
  });

  Deno.test(`${rule.code} ${rule.name} reads what it declares and nothing else`, () => {
    const touched = touchedBy(rule, [...rule.bad, ...bad, ...silent]);
    assert.deepEqual([...touched].sort(), [...rule.reads].sort());
  });
}

Deno.test("there are no cases for rules that do not exist", () => {
  const codes = new Set(RULES.map((rule) => rule.code));
  assert.deepEqual(Object.keys(ALL_CASES).filter((code) => !codes.has(code)), []);
});

function touchedBy(rule: Rule, examples: readonly RuleExample[]): Set<Reads> {
  const touched = new Set<Reads>();
  for (const example of examples) {
    const view = viewOf(example);
    if (!rule.scope.includes(view.scope)) continue;
    rule.check(watchedView(view, touched), () => {}, () => {});
  }
  return touched;
}
