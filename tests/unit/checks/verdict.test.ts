import assert from "node:assert/strict";
import { UsageError } from "../../../lib/base/errors.ts";
import { applyBaseline, baselineText, parseBaseline } from "../../../lib/checks/baseline.ts";
import { cisReport } from "../../../lib/checks/cis.ts";
import { codesFor, familyOf, nearestRule, ruleNamed, unknownRule } from "../../../lib/checks/catalog.ts";
import { KNOWN_RULES } from "../../../lib/checks/known_rules.gen.ts";
import type { RuleExample } from "../../../lib/checks/rule.ts";
import { verdictOn } from "../../support/judging.ts";

const PLAIN: RuleExample = {
  title: "",
  swarm: { networks: [{ name: "a", options: {} }, { name: "b", options: {} }] },
};
const ONE: RuleExample = { title: "", swarm: { networks: [{ name: "a", options: {} }] } };
const ONLY = ["SN0101"];
const names = (list: readonly { object: { name: string } }[]) => list.map(({ object }) => object.name);

Deno.test("show hides without changing counts or the exit code, fail-on decides the code", () => {
  const hidden = verdictOn(PLAIN, { only: ONLY, thresholds: { show: "error", failOn: "warning" } });
  assert.deepEqual(
    { shown: hidden.findings, hidden: names(hidden.hidden), counts: hidden.counts, exit: hidden.exit },
    { shown: [], hidden: ["a", "b"], counts: { error: 0, warning: 2, info: 0 }, exit: 3 },
  );
  assert.equal(verdictOn(PLAIN, { only: ONLY }).exit, 0);
  const zero = verdictOn(PLAIN, { only: ONLY, thresholds: { show: "info", failOn: "info" }, exitZero: true });
  assert.equal(zero.exit, 0);
  assert.equal(zero.findings.length, 2);
});

Deno.test("levels of the configuration hold, off leaves the rule out", () => {
  const error = verdictOn(PLAIN, { only: ONLY, levels: new Map([["SN0101", "error"]]) });
  assert.deepEqual([error.exit, error.counts.error], [3, 2]);
  const off = verdictOn(PLAIN, { only: ONLY, levels: new Map([["SN0101", "off"]]) });
  assert.deepEqual([off.findings, off.judged], [[], []]);
});

Deno.test("the verdict line counts what was found and what was left out", () => {
  assert.equal(verdictOn(PLAIN, { only: ONLY }).line, "2 warnings in 2 networks and 1 service");
  const clean = verdictOn({ title: "", swarm: {} }, { only: ONLY });
  assert.equal(clean.line, "Nothing found in 2 networks and 1 service");
});

Deno.test("with a baseline only what is new counts, and what is gone is counted", () => {
  const text = baselineText(verdictOn(ONE, { only: ONLY }));
  const baseline = parseBaseline(text, "known.json");
  const strict = { show: "info", failOn: "warning" } as const;
  const known = verdictOn(ONE, { only: ONLY, baseline, thresholds: strict });
  assert.deepEqual([known.findings, names(known.baselined), known.exit], [[], ["a"], 0]);
  const more = verdictOn(PLAIN, { only: ONLY, baseline, thresholds: strict });
  assert.deepEqual([names(more.findings), names(more.baselined), more.exit], [["b"], ["a"], 3]);
  assert.deepEqual(more.baseline, { file: "known.json", gone: 0 });
  const gone = verdictOn({ title: "", swarm: {} }, { only: ONLY, baseline });
  assert.deepEqual(gone.baseline, { file: "known.json", gone: 1 });
  assert.match(more.line, /1 known from the baseline/);
});

Deno.test("a baseline is the same bytes for the same findings, and keeps what an older one knew", () => {
  const first = baselineText(verdictOn(PLAIN, { only: ONLY }));
  assert.equal(first, baselineText(verdictOn(PLAIN, { only: ONLY })));
  const again = verdictOn(PLAIN, { only: ONLY, baseline: parseBaseline(first, "x") });
  assert.equal(baselineText(again), first);
  assert.equal(JSON.parse(first).findings.length, 2);
});

Deno.test("what is no baseline is refused by name, with the cause", () => {
  for (
    const [text, why] of [
      ["{", /not JSON/],
      ["[]", /schema is undefined/],
      ['{"schema":"swarmnet/baseline/2"}', /its schema is "swarmnet\/baseline\/2"/],
      ['{"schema":"swarmnet/baseline/1"}', /no list of findings/],
      ['{"schema":"swarmnet/baseline/1","findings":[{"fingerprint":"x"}]}', /entry 1 .* no fingerprint/],
      ['{"schema":"swarmnet/baseline/1","findings":[null]}', /entry 1/],
    ] as const
  ) {
    assert.throws(() => parseBaseline(text, "known.json"), (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, /known\.json is not a baseline/);
      assert.match(error.why!, why);
      return true;
    });
  }
  assert.equal(
    applyBaseline([], parseBaseline('{"schema":"swarmnet/baseline/1","findings":[]}', "x")).gone,
    0,
  );
});

Deno.test("fingerprints do not move with lines, other findings or files' order", () => {
  const at = (text: string) => verdictOn({ title: "", stack: text }, { only: ONLY }).findings[0]!;
  const first = at("services: {a: {image: x, networks: [n]}}\nnetworks: {n: {}}\n");
  const twin = verdictOn({
    title: "",
    stack: "# a\nservices: {a: {image: x, networks: [n, m]}}\nnetworks:\n  m: {}\n\n  n: {}\n",
  }, { only: ONLY }).findings.find(({ object }) => object.name === "shop_n")!;
  assert.notEqual(first.at!.line, twin.at!.line);
  assert.equal(first.fingerprint, twin.fingerprint);
});

Deno.test("the CIS profile answers each item of section 7, and a finding of one is an error", () => {
  const verdict = verdictOn(ONE, { profile: "cis" });
  assert.equal(verdict.exit, 3);
  const items = new Map(verdict.cis!.items.map((item) => [item.item, item]));
  assert.deepEqual([...items.keys()], ["7.1", "7.2", "7.3", "7.4", "7.5", "7.6", "7.7", "7.8", "7.9"]);
  assert.equal(items.get("7.3")!.result, "fail");
  assert.match(items.get("7.3")!.note, /^1 finding: a$/);
  for (const item of ["7.2", "7.4", "7.6", "7.8"]) {
    assert.deepEqual([items.get(item)!.result, items.get(item)!.rules], ["unknown", []], item);
    assert.ok(items.get(item)!.note.length > 20);
  }
  const lenient = verdictOn(ONE, { profile: "cis", levels: new Map([["SN0101", "info"]]), only: ONLY });
  assert.deepEqual([lenient.exit, lenient.findings[0]!.level], [0, "info"]);
});

Deno.test("an item that was not judged or left out is unknown, never passed; a suppressed one still fails", () => {
  const { items } = cisReport({ findings: [], judged: [], skipped: [] });
  assert.deepEqual(items.filter(({ result }) => result !== "unknown"), []);
  const answered = ["SN0113", ...KNOWN_RULES.filter(({ cis }) => cis === "7.3").map(({ code }) => code)];
  const passed = cisReport({ findings: [], judged: answered, skipped: [] }).items.find(({ item }) =>
    item === "7.3"
  );
  assert.equal(passed!.result, "pass");
  const skipped = cisReport({
    findings: [],
    judged: answered.slice(0, -1),
    skipped: [{ code: answered.at(-1)!, rule: "", reason: "no eyes" }],
  }).items.find(({ item }) => item === "7.3")!;
  assert.deepEqual([skipped.result, skipped.note], ["unknown", "Not judged: no eyes"]);
  const [finding] = verdictOn(ONE, { only: ONLY }).findings;
  const taken = { ...finding!, suppressed: { by: "label" as const, reason: "r", until: null, at: null } };
  const failed = cisReport({ findings: [taken], judged: answered, skipped: [] }).items[2]!;
  assert.deepEqual([failed.result, failed.note], ["fail", "1 finding: a; all suppressed"]);
});

Deno.test("a network that is in clear on purpose does not pass item 7.3", () => {
  const waived: RuleExample = {
    title: "",
    swarm: { networks: [{ name: "a", options: {}, labels: { "swarmnet.allow-plain": "private wire" } }] },
  };
  for (const codes of [undefined, new Set(codesFor("cis"))]) {
    const item = verdictOn(waived, { profile: "cis", codes }).cis!.items.find((one) => one.item === "7.3")!;
    assert.deepEqual([item.result, item.note], ["fail", "1 finding: a; all suppressed"]);
  }
});

Deno.test("rules answer to code, name, family, tag and glob", () => {
  assert.equal(ruleNamed("sn0101")!.name, "overlay-unencrypted");
  assert.equal(ruleNamed("overlay-unencrypted")!.code, "SN0101");
  assert.deepEqual(codesFor("SN01"), codesFor("encryption"));
  assert.ok(codesFor("encryption").every((code) => familyOf(code) === "encryption"));
  assert.deepEqual(codesFor("suppressions"), ["SN0901", "SN0902", "SN0903"]);
  assert.deepEqual(codesFor("SN090?"), ["SN0901", "SN0902", "SN0903"]);
  assert.deepEqual(codesFor("*-unencrypted"), ["SN0101", "SN0102"]);
  assert.ok(codesFor("cis").includes("SN0101"));
  assert.deepEqual(codesFor("nonsense"), []);
  assert.equal(nearestRule("sn0902x"), "SN0902");
  assert.equal(unknownRule("quite-else"), 'unknown rule "quite-else"');
});
