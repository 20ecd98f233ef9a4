import assert from "node:assert/strict";
import fc from "../support/fast_check.ts";
import { Failure, UsageError } from "../../lib/base/errors.ts";
import { chooseFormat, layOut } from "../../lib/view/lists/list_table.ts";
import { formatList } from "../../lib/view/template/docker_format.ts";
import type { Listing } from "../../lib/view/lists/list_table.ts";
import { filtered, readFilters, type Tests } from "../../lib/view/lists/filters.ts";
import { Template, TemplateError } from "../../lib/view/template/go_template.ts";
import { jsonReport } from "../../lib/view/common/json_report.ts";
import { usageText } from "../../lib/view/network/sentences.ts";
import { facts, table } from "../../lib/view/common/table.ts";
import { ago, goTime, humanDuration } from "../../lib/view/common/times.ts";
import { tree } from "../../lib/view/map/map_tree.ts";
import { atBoundary, escapeJson } from "../../lib/terminal/boundary.ts";
import { red } from "../../lib/terminal/style.ts";
import { displayWidth } from "../../lib/terminal/width.ts";

const LISTING: Listing<{ name: string }> = {
  type: "*thing",
  fields: { Name: { header: "NAME", value: (row) => row.name } },
  table: ["Name"],
  quiet: "{{.Name}}",
};

const HOSTILE = ["\t", "\u001b", "\u202e", "\uFDD3", "\u{e0041}"];

Deno.test("any text that parses as a template renders without an unexpected error, and the rest is refused", () => {
  const piece = fc.constantFrom(
    "{{",
    "}}",
    " -}}",
    "{{- ",
    ".Name",
    "$x",
    ":=",
    "=",
    "|",
    "(",
    ")",
    "if ",
    "range ",
    "with ",
    "else",
    "end",
    '"a"',
    "1",
    "'a'",
    " ",
    "index ",
    "printf ",
    "%s",
    "len",
    "nil",
    "text",
    ",",
    "break",
    "/*",
    "*/",
    "\n",
    "json .",
    "truncate ",
  );
  const source = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(source, (text) => {
      try {
        assert.equal(typeof Template.parse(text).render({ Name: "web", List: ["a"] }), "string");
      } catch (error) {
        assert.ok(error instanceof TemplateError, String(error));
        assert.match(error.message, /^template: :\d+/);
      }
    }),
    { numRuns: 3000 },
  );
});

Deno.test("deeply nested templates are refused instead of exhausting the stack", () => {
  assert.throws(() => Template.parse("{{" + "(".repeat(100_000)), TemplateError);
  assert.throws(() => Template.parse("{{if 1}}".repeat(100_000)), /max expression depth/);
});

Deno.test("a field of a row that does not exist fails with docker's words, and nothing is given out", () => {
  const choice = { format: "{{.Nmae}}", quiet: false };
  assert.throws(() => formatList(LISTING, [{ name: "a" }], choice), (error) => {
    assert.ok(error instanceof Failure);
    assert.equal(error.exit, 1);
    assert.match(
      error.message,
      /^template parsing error: template: :1:2: .* can't evaluate field Nmae in type \*thing$/,
    );
    return true;
  });
});

Deno.test("--format comes before config.json, and config.json does not count with --quiet", () => {
  assert.equal(chooseFormat({ format: "json", configured: "raw", quiet: true }), "json");
  assert.equal(chooseFormat({ format: undefined, configured: "raw", quiet: false }), "raw");
  assert.equal(chooseFormat({ format: undefined, configured: "raw", quiet: true }), "table");
  assert.equal(chooseFormat({ format: undefined, configured: 7, quiet: false }), "table");
  assert.equal(chooseFormat({ format: undefined, quiet: false }), "table");
});

Deno.test("a name with control characters stays in its cell, and is valid JSON in json", () => {
  const hostile = "a\tb\nc\u001b[31m\u202e\u{e0041}\uFDD3\u0000";
  const asTable = formatList(LISTING, [{ name: hostile }], { format: "table", quiet: false });
  assert.equal(asTable.split("\n").length, 3);
  for (const bad of HOSTILE) assert.ok(!asTable.includes(bad));
  const asJson = atBoundary(formatList(LISTING, [{ name: hostile }], { format: "json", quiet: false }), true);
  assert.equal(JSON.parse(asJson).Name, hostile);
  for (const bad of HOSTILE) assert.ok(!asJson.includes(bad));
});

Deno.test("escaping JSON never changes what it means", () => {
  fc.assert(fc.property(fc.jsonValue(), fc.string({ unit: "binary" }), (value, text) => {
    const json = JSON.stringify([value, text]);
    assert.deepEqual(JSON.parse(atBoundary(escapeJson(json), true)), JSON.parse(json));
  }));
});

Deno.test("a report has sorted keys, is the same on repeat, and keeps a key __proto__", () => {
  const report = JSON.parse(
    '{"schema":"swarmnet/x/1","b":{"z":1,"a":[{"d":1,"c":2}],"__proto__":3},"a":"\\u009b"}',
  );
  const text = jsonReport(report);
  assert.equal(text, jsonReport(report));
  assert.deepEqual(Object.keys(JSON.parse(text)), ["a", "b", "schema"]);
  assert.match(text, /"__proto__": 3/);
  assert.match(text, /\\u009b/);
  assert.ok(text.endsWith("}\n"));
});

Deno.test("columns are as wide as their longest cell plus three, at least ten, per run of lines", () => {
  assert.equal(layOut("A\tB\na-long-cell\tb\n"), "A             B\na-long-cell   b\n");
  assert.equal(layOut("A\tB\n網路網路網\tb\n"), "A            B\n網路網路網   b\n");
  assert.equal(layOut("long-long-long\tx\nno tab\na\tb\n"), "long-long-long   x\nno tab\na         b\n");
  assert.equal(layOut(""), "");
});

Deno.test("wide characters take two columns, combining and invisible ones none", () => {
  const cases: [string, number][] = [["abc", 3], ["網路", 4], ["e\u0301", 1], [red("x"), 1], ["\u200b", 0], [
    "ＡＢ",
    4,
  ]];
  for (const [text, width] of cases) assert.equal(displayWidth(text), width, JSON.stringify(text));
});

Deno.test("characters that are measured without the segmenter are as wide as with it, alone and beside each other", () => {
  const ranges = [[0x20, 0x2ff], [0x2010, 0x2027], [0x2190, 0x22ff], [0x2500, 0x259f], [0x2713, 0x2717], [
    0xfdd0,
    0xfdef,
  ]];
  const chars = ranges.flatMap(([from, to]) =>
    Array.from({ length: to! - from! + 1 }, (_, at) => String.fromCharCode(from! + at))
  );
  for (const [at, char] of chars.entries()) {
    const text = `a${char}${chars[(at * 7) % chars.length]}${char}b`;
    // The emoji needs the segmenter.
    assert.equal(displayWidth(`${text}\u{1f512}`), displayWidth(text) + 2, JSON.stringify(text));
  }
});

Deno.test("our tables align styled cells and wrap the last column at the width", () => {
  const text = table([{ header: "A" }, { header: "N", align: "right" }, { header: "TEXT" }], [
    [red("x"), "5", "one two three four five six"],
    ["yy", "10", "-"],
  ], { width: 30, indent: 2 });
  assert.equal(
    atBoundary(text, false),
    "  A    N  TEXT\n  x    5  one two three four\n          five six\n  yy  10  -\n",
  );
  assert.equal(atBoundary(facts([["a", "1"], ["bb", "2"]]), false), "a   1\nbb  2\n");
});

Deno.test("a tree draws one line a node", () => {
  const text = tree([{ label: "r", children: [{ label: "a", children: [{ label: "x" }] }, { label: "b" }] }]);
  assert.equal(text, "r\n├── a\n│   └── x\n└── b\n");
  assert.equal(tree([{ label: "r", children: [{ label: "a" }] }], { ascii: true }), "r\n`-- a\n");
});

Deno.test("times are told in docker's words", () => {
  const now = Date.parse("2026-11-22T12:00:00Z");
  const cases: [string, string][] = [
    ["2026-11-22T11:59:59.900Z", "Less than a second ago"],
    ["2026-11-22T11:59:59Z", "1 second ago"],
    ["2026-11-22T11:59:15Z", "45 seconds ago"],
    ["2026-11-22T11:58:30Z", "About a minute ago"],
    ["2026-11-22T11:50:00Z", "10 minutes ago"],
    ["2026-11-22T11:00:00Z", "About an hour ago"],
    ["2026-11-21T12:00:00Z", "24 hours ago"],
    ["2026-11-19T12:00:00Z", "3 days ago"],
    ["2026-11-01T12:00:00Z", "3 weeks ago"],
    ["2026-08-01T12:00:00Z", "3 months ago"],
    ["2023-11-22T12:00:00Z", "3 years ago"],
    ["2026-11-22T13:00:00Z", "Less than a second ago"],
    ["0001-01-01T00:00:00Z", ""],
    ["never", ""],
  ];
  for (const [time, text] of cases) assert.equal(ago(time, now), text, time);
  assert.equal(humanDuration(-5), "Less than a second");
  assert.equal(goTime("2026-11-22T12:00:00Z"), "2026-11-22 12:00:00 +0000 UTC");
  assert.equal(goTime("soon"), "soon");
});

const TESTS: Tests<{ name: string; labels: Record<string, string> }> = {
  name: { kind: "any", matches: (thing, value) => thing.name === value },
  label: { kind: "all", matches: (thing, value) => thing.labels[value] !== undefined },
};

Deno.test("values of a key are alternatives, keys and labels must all agree", () => {
  const things = [{ name: "a", labels: { x: "1" } }, { name: "b", labels: { x: "1", y: "2" } }, {
    name: "c",
    labels: {},
  }];
  const names = (...pairs: [string, string][]) =>
    filtered(things, readFilters(pairs, TESTS), TESTS).map((thing) => thing.name).join("");
  assert.equal(names(), "abc");
  assert.equal(names(["name", "a"], ["name", "c"]), "ac");
  assert.equal(names(["name", "a"], ["name", "c"], ["label", "x"]), "a");
  assert.equal(names(["label", "x"], ["label", "y"]), "b");
});

Deno.test("every unknown filter is named at once, with what was probably meant", () => {
  assert.throws(() => readFilters([["nmae", "x"], ["zzzzzz", "y"]], TESTS), (error) => {
    assert.ok(error instanceof UsageError);
    assert.equal(error.message, "Invalid filter 'nmae'\nInvalid filter 'zzzzzz'");
    assert.deepEqual(error.next, ["Did you mean name?", "Filters are label, name"]);
    return true;
  });
});

Deno.test("addresses of an IPv6 subnet are many, those left as well", () => {
  const byConsumer = { vips: 1, tasks: 2, containers: 0, loadBalancers: 1, other: 0 };
  const usage = {
    usable: Number.MAX_SAFE_INTEGER,
    used: 4,
    free: 9007199254740987,
    byConsumer,
    source: "computed" as const,
  };
  assert.match(usageText(usage), /^4 of many used, many free: 1 VIP, 2 tasks/);
});
