import { Ajv } from "ajv";
import assert from "node:assert/strict";
import { type Finding, fingerprintOf } from "../../lib/checks/finding.ts";
import type { Level } from "../../lib/checks/rule.ts";
import { baselineText, parseBaseline } from "../../lib/checks/baseline.ts";
import { makeVerdict, type Verdict } from "../../lib/checks/verdict.ts";
import { REPORT_FORMATS } from "../../lib/view/reports/formats.ts";
import { atBoundary } from "../../lib/terminal/boundary.ts";
import { renderVerdict } from "../../lib/view/reports/index.ts";
import { wantsAscii } from "../../lib/terminal/symbols.ts";
import { unstyled } from "../../lib/terminal/style.ts";
import { displayWidth } from "../../lib/terminal/width.ts";
import { demoVerdict, stackVerdict } from "../support/report_verdicts.ts";
import { SARIF_SCHEMA } from "../support/sarif_schema.ts";
import { readXml, type XmlElement } from "../support/strict_xml.ts";
import { workflowCommand } from "../support/workflow_command.ts";

const SCREEN = { width: 80, ascii: false };
const ajv = new Ajv({
  formats: {
    uri: (text: string) => URL.canParse(text),
    "uri-reference": (text: string) => URL.canParse(text, "file:///"),
  },
});
const isSarif = ajv.compile(SARIF_SCHEMA);

/** `many` findings of one level, on objects of their own. */
function findings(level: Level, many: number, code = "SN0101", rule = "overlay-unencrypted"): Finding[] {
  return Array.from({ length: many }, (_, at) => ({
    code,
    rule,
    level,
    confidence: "high",
    object: { kind: "network", name: `net${at + 1}` },
    message: `Network net${at + 1} is ${level}`,
    why: "Because",
    fix: { text: "Do something" },
    details: [],
    at: null,
    fingerprint: `${level}${at}`,
    suppressed: null,
    baselined: false,
  }));
}

function verdictOf(
  found: readonly Finding[],
  change: Partial<Parameters<typeof makeVerdict>[0]> = {},
): Verdict {
  const { subject, schema, version } = stackVerdict();
  return makeVerdict({
    schema,
    version,
    subject,
    findings: found,
    judged: ["SN0101"],
    skipped: [],
    gaps: [],
    settings: { off: [], levels: [], replaced: [] },
    thresholds: { show: "info", failOn: "error" },
    ...change,
  });
}

// deno-lint-ignore no-explicit-any
function sarifOf(verdict: Verdict): any {
  const log = JSON.parse(renderVerdict(verdict, "sarif", SCREEN));
  const valid: boolean = isSarif(log);
  assert.ok(valid, JSON.stringify(isSarif.errors, null, 1));
  return log.runs[0];
}

function casesOf(verdict: Verdict): Map<string, XmlElement> {
  const root = readXml(renderVerdict(verdict, "junit", SCREEN));
  return new Map(
    root.children.flatMap((suite) => suite.children).map((one) => [one.attributes.get("name")!, one]),
  );
}

Deno.test("text: the verdict is the last line, the worst finding the last one, and no line is wider than the screen", () => {
  for (const width of [80, 120]) {
    for (const verdict of [demoVerdict(), stackVerdict()]) {
      const lines = renderVerdict(verdict, "text", { width, ascii: false }).trimEnd().split("\n");
      assert.ok(lines.at(-1)!.includes(verdict.line));
      const heads = lines.filter((line) => /^ {2}\S*. \S*(error|warning|note)/u.test(line));
      assert.equal(heads.length, verdict.findings.length);
      assert.ok(heads.at(-1)!.includes(verdict.findings.at(-1)!.code));
      assert.deepEqual(lines.slice(0, -1).filter((line) => displayWidth(line) > width), []);
    }
  }
});

Deno.test("text: a why is told once, at the finding that is read first, and the others point to it", () => {
  const text = renderVerdict(verdictOf(findings("warning", 3)), "text", SCREEN);
  assert.equal(text.split("Because").length, 2);
  assert.equal(text.split("as for network net3 below").length, 3);
});

Deno.test("text: an object of a stack file stands once, whichever of its findings know an ID", () => {
  const [first, second] = findings("error", 2);
  const at = { file: "stack.yml", line: 1, column: 1 };
  const object = { kind: "network" as const, name: "shop_back" };
  const both = [
    { ...first!, at, object: { ...object, id: "shop_back" } },
    { ...second!, at, object },
  ];
  const text = unstyled(renderVerdict(verdictOf(both), "text", SCREEN));
  assert.equal(text.match(/^network shop_back$/gm)?.length, 1);
});

Deno.test("text: commands are printed whole, however narrow the screen", () => {
  const command = `docker swarmnet rm ${"n".repeat(90)}`;
  const [one] = findings("error", 1);
  const text = renderVerdict(
    verdictOf([{ ...one!, fix: { text: "Remove", commands: [command] } }]),
    "text",
    SCREEN,
  );
  assert.ok(text.includes(`\n         ${command}\n`), text);
});

Deno.test("text: what is not shown is counted with the flag that shows it", () => {
  const found = [...findings("info", 2), ...findings("error", 1)];
  const text = renderVerdict(
    verdictOf(found, { thresholds: { show: "error", failOn: "error" } }),
    "text",
    SCREEN,
  );
  assert.ok(text.includes("2 findings not shown: --show info shows them"), text);
  assert.ok(!text.includes("is info"));
});

Deno.test("text: ASCII screens get ASCII", () => {
  for (const verdict of [demoVerdict(), stackVerdict(), verdictOf([])]) {
    assert.doesNotMatch(
      renderVerdict(verdict, "text", { width: 80, ascii: true }).replace(/[\uFDD0-\uFDEF]/g, ""),
      /[^\n -~]/,
    );
  }
});

Deno.test("the locale decides whether symbols are ASCII, the strongest variable first", () => {
  const ascii = (values: Record<string, string>) => wantsAscii({ get: (name) => values[name] });
  assert.equal(ascii({ LANG: "en_US.UTF-8" }), false);
  assert.equal(ascii({ LANG: "de_DE.utf8" }), false);
  assert.equal(ascii({ LANG: "en_US.UTF-8", LC_ALL: "C" }), true);
  assert.equal(ascii({ LANG: "C", LC_CTYPE: "C.UTF-8" }), false);
  assert.equal(ascii({ LC_ALL: "", LANG: "en_US.UTF-8" }), false);
  assert.equal(ascii({ LANG: "en_US.UTF-8", TERM: "dumb" }), true);
  assert.equal(ascii({}), true);
  assert.equal(ascii({ OS: "Windows_NT" }), false);
});

Deno.test("json: the verdict comes back as it was, keys sorted, the same bytes each time", () => {
  for (const make of [demoVerdict, stackVerdict]) {
    const text = renderVerdict(make(), "json", SCREEN);
    assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(make())));
    assert.equal(text, renderVerdict(make(), "json", SCREEN));
    const keys = Object.keys(JSON.parse(text));
    assert.deepEqual(keys, [...keys].sort());
  }
});

Deno.test("sarif: valid, with a descriptor for each rule that was judged and every result pointing to its own", () => {
  for (const verdict of [demoVerdict(), stackVerdict(), verdictOf([])]) {
    const run = sarifOf(verdict);
    const rules = run.tool.driver.rules.map(({ id }: { id: string }) => id);
    for (const code of [...verdict.judged, ...verdict.skipped.map((skip) => skip.code)]) {
      assert.ok(rules.includes(code));
    }
    for (const { ruleId, ruleIndex } of run.results) assert.equal(rules[ruleIndex], ruleId);
    for (const { help, helpUri, id } of run.tool.driver.rules) {
      assert.ok(help.text.length > 100 && help.markdown.length > 100, id);
      if (helpUri !== undefined) assert.match(helpUri, /^https:/);
    }
    assert.equal(run.invocations[0].exitCode, verdict.exit);
  }
});

Deno.test("sarif: files have physical places, live objects logical ones", () => {
  const inFile = sarifOf(stackVerdict()).results[0].locations[0];
  assert.equal(inFile.physicalLocation.artifactLocation.uri, "deploy/shop.yml");
  assert.deepEqual(inFile.physicalLocation.region, { startColumn: 19, startLine: 12 });
  const [live] = sarifOf(demoVerdict()).results[0].locations;
  assert.equal(live.physicalLocation, undefined);
  assert.equal(live.logicalLocations[0].fullyQualifiedName, "network/monitoring_metrics");
});

Deno.test("sarif: paths become URIs", () => {
  const uri = (file: string) => {
    const found = findings("error", 1).map((one) => ({ ...one, at: { file, line: 1, column: 1 } }));
    return sarifOf(verdictOf(found)).results[0].locations[0].physicalLocation.artifactLocation.uri;
  };
  assert.equal(uri("./stacks/a b#1.yml"), "stacks/a%20b%231.yml");
  assert.equal(uri("/srv/a.yml"), "file:///srv/a.yml");
  assert.equal(uri("C:\\stacks\\a.yml"), "file:///C:/stacks/a.yml");
  assert.equal(uri("stacks\\a.yml"), "stacks/a.yml");
});

Deno.test("sarif: suppressed results carry who and why, known ones their state", () => {
  const { results } = sarifOf(stackVerdict());
  const [partner] = results.filter((one: { suppressions?: unknown[] }) => one.suppressions !== undefined);
  assert.deepEqual(
    partner.suppressions.map((
      { kind, justification, status }: Record<string, string>,
    ) => [kind, justification, status]),
    [
      ["inSource", "the partner's wire is private", "accepted"],
    ],
  );
  const baseline = parseBaseline(baselineText(demoVerdict()), "known.json");
  const states = sarifOf(demoVerdict({ baseline })).results.map((one: { baselineState: string }) =>
    one.baselineState
  );
  assert.deepEqual(new Set(states), new Set(["unchanged", "new"]));
});

Deno.test("sarif: fingerprints stay when lines move", () => {
  const prints = (line: number) => {
    const found = findings("error", 2).map((one) => ({ ...one, at: { file: "a.yml", line, column: 1 } }));
    return sarifOf(verdictOf(found)).results.map((one: { partialFingerprints: unknown }) =>
      one.partialFingerprints
    );
  };
  assert.deepEqual(prints(1), prints(70));
});

Deno.test("junit: cases fail exactly when the exit code is 3, and counts add up", () => {
  for (const failOn of ["error", "warning", "info"] as const) {
    for (const level of ["error", "warning", "info"] as const) {
      const verdict = verdictOf(findings(level, 2), { thresholds: { show: "info", failOn } });
      const root = readXml(renderVerdict(verdict, "junit", SCREEN));
      assert.equal(root.attributes.get("failures"), verdict.exit === 3 ? "1" : "0", `${level} at ${failOn}`);
      assert.equal(root.attributes.get("tests"), "1");
    }
  }
});

Deno.test("junit: findings that are not shown fail their case, too", () => {
  const verdict = verdictOf(findings("warning", 2), { thresholds: { show: "error", failOn: "warning" } });
  const one = casesOf(verdict).get("SN0101 overlay-unencrypted")!;
  assert.equal(verdict.exit, 3);
  assert.equal(one.children[0]!.attributes.get("message"), "2 findings below --show");
});

Deno.test("junit: a suite for each family, a case for each rule, skipped rules kept with their reason", () => {
  const verdict = demoVerdict();
  const root = readXml(renderVerdict(verdict, "junit", SCREEN));
  assert.deepEqual(root.children.map((suite) => suite.attributes.get("name")), [
    "SN01 encryption",
    "SN05 nodes",
  ]);
  const cases = casesOf(verdict);
  assert.equal(cases.size, new Set([...verdict.judged, ...verdict.skipped.map(({ code }) => code)]).size);
  const skipped = cases.get("SN0503 data-path-mixed")!.children;
  assert.deepEqual(skipped.map(({ name }) => name), ["skipped"]);
  assert.match(skipped[0]!.attributes.get("message")!, /--deep/);
  assert.equal(root.attributes.get("skipped"), "2");
});

Deno.test("junit: a rule with several findings has one failure that tells all of them", () => {
  const one = casesOf(verdictOf(findings("error", 3))).get("SN0101 overlay-unencrypted")!;
  assert.equal(one.children.length, 1);
  assert.match(one.children[0]!.attributes.get("message")!, /\(and 2 more\)$/);
  for (const name of ["net1", "net2", "net3"]) assert.ok(one.children[0]!.text.includes(name));
});

Deno.test("github: worst first, at most ten of a kind, then one line that names the rest", () => {
  const found = [
    ...findings("info", 3, "SN0605", "unused-declared-network"),
    ...findings("warning", 12),
    ...findings("error", 25, "SN0604", "undefined-network"),
  ];
  const lines = atBoundary(renderVerdict(verdictOf(found), "github", SCREEN), false).trimEnd().split("\n");
  const names = lines.map((line) => workflowCommand(line)?.name ?? "");
  assert.deepEqual(names, [
    ...Array(10).fill("error"),
    ...Array(10).fill("warning"),
    ...Array(3).fill("notice"),
    "",
    "",
  ]);
  assert.equal(
    lines.at(-2),
    "And 17 more: SN0604 undefined-network (15 errors), SN0101 overlay-unencrypted (2 warnings)",
  );
});

Deno.test("github: places are properties that decode to what they were", () => {
  const [one] = findings("error", 1);
  const at = { file: "./a,b:c%0A.yml", line: 4, column: 2 };
  const report = renderVerdict(
    verdictOf([{ ...one!, at, message: "100% wrong,\nreally: yes" }]),
    "github",
    SCREEN,
  );
  const line = atBoundary(report, false).split("\n")[0]!;
  const command = workflowCommand(line)!;
  assert.deepEqual(Object.fromEntries(command.properties), {
    file: "a,b:c%0A.yml",
    line: "4",
    col: "2",
    title: "SN0101 overlay-unencrypted",
  });
  assert.ok(command.data.startsWith("100% wrong,\\nreally: yes\n"), command.data);
});

Deno.test("markdown: every finding is a row, each rule is explained once", () => {
  const verdict = stackVerdict();
  const text = renderVerdict(verdict, "markdown", SCREEN);
  const rows = text.split("\n").filter((line) => /^\| (🔴|🟡|🔵)/u.test(line));
  assert.equal(rows.length, verdict.findings.length);
  assert.equal(text.match(/<details>/g)!.length, text.match(/<\/details>/g)!.length);
  for (const { code } of verdict.findings) assert.equal(text.split(`<summary>${code} `).length, 2);
});

Deno.test("no format changes the verdict or says nothing when nothing was found", () => {
  for (const format of REPORT_FORMATS) {
    const verdict = verdictOf([]);
    const before = JSON.stringify(verdict);
    const text = renderVerdict(verdict, format, SCREEN);
    assert.ok(text.endsWith("\n") && text.length > 20, format);
    assert.equal(JSON.stringify(verdict), before);
  }
});

Deno.test("20 000 findings are rendered in every format without a hang", () => {
  const verdict = verdictOf([...findings("info", 10_000), ...findings("error", 10_000)]);
  for (const format of REPORT_FORMATS) {
    const begun = performance.now();
    renderVerdict(verdict, format, SCREEN);
    assert.ok(performance.now() - begun < 60_000, `${format} took ${performance.now() - begun} ms`);
  }
});

Deno.test("a fingerprint is the same however the file's path is typed", () => {
  const print = (file: string) => fingerprintOf("SN0101", { kind: "network", name: "shop_n" }, "", file);
  assert.equal(print("./stacks/shop.yml"), print("stacks/shop.yml"));
  assert.equal(print(".\\stacks\\shop.yml"), print("stacks/shop.yml"));
  assert.notEqual(print("other/shop.yml"), print("stacks/shop.yml"));
});
