import assert from "node:assert/strict";
import fc from "../support/fast_check.ts";
import { formatDuration, parseDuration } from "../../lib/base/duration.ts";
import { compareNatural } from "../../lib/base/natural.ts";
import { editDistance, nearest } from "../../lib/base/suggest.ts";

Deno.test("durations are read as Go reads them", () => {
  const cases: [string, number | undefined][] = [
    ["0", 0],
    ["5s", 5e9],
    ["30s", 30e9],
    ["-5s", -5e9],
    ["+5s", 5e9],
    ["-0", 0],
    ["5.0s", 5e9],
    ["5.s", 5e9],
    [".5s", 5e8],
    ["1.00200s", 1002e6],
    ["10ns", 10],
    ["11us", 11e3],
    ["12µs", 12e3],
    ["12μs", 12e3],
    ["3h30m", 12_600e9],
    ["10.5s4m", 250.5e9],
    ["1h2m3s4ms5us6ns", 3_723_004_005_006],
    ["", undefined],
    ["3", undefined],
    ["-", undefined],
    ["s", undefined],
    [".", undefined],
    [".s", undefined],
    ["1d", undefined],
    ["1 s", undefined],
    ["3000000h", undefined],
    ["1s-1s", undefined],
  ];
  for (const [text, expected] of cases) assert.equal(parseDuration(text), expected, text);
});

Deno.test("durations are printed as Go prints them", () => {
  const cases: [number, string][] = [
    [0, "0s"],
    [1, "1ns"],
    [1100, "1.1µs"],
    [2_200_000, "2.2ms"],
    [3_300_000_000, "3.3s"],
    [245_000_000_000, "4m5s"],
    [245_001_000_000, "4m5.001s"],
    [18_367_001_000_000, "5h6m7.001s"],
    [480_000_000_001, "8m0.000000001s"],
    [7_776_000_000_000_000, "2160h0m0s"],
    [-1500_000_000, "-1.5s"],
  ];
  for (const [value, expected] of cases) assert.equal(formatDuration(value), expected);
});

Deno.test("what is printed for a duration reads back as the same duration", () => {
  fc.assert(fc.property(fc.maxSafeInteger(), (ns) => {
    assert.equal(parseDuration(formatDuration(ns)), ns);
  }));
});

Deno.test("a swap of neighbours is one edit", () => {
  assert.equal(editDistance("adit", "audit"), 1);
  assert.equal(editDistance("wbe", "web"), 1);
  assert.equal(editDistance("", "abc"), 3);
  assert.equal(editDistance("same", "same"), 0);
});

Deno.test("the nearest name within reach is suggested, and nothing beyond it", () => {
  assert.equal(nearest("adit", ["attach", "audit", "ls"]), "audit");
  assert.equal(nearest("--outptu", ["--output", "--quiet"]), "--output");
  assert.equal(nearest("WEB", ["web", "db"]), "web");
  assert.equal(nearest("insp", ["inspect", "ls"]), "inspect");
  assert.equal(nearest("zzz", ["web", "db"]), undefined);
  assert.equal(nearest("x", ["y"]), undefined);
  assert.equal(nearest("", ["web"]), undefined);
  assert.equal(nearest("a".repeat(100_000), ["web"]), undefined);
});

Deno.test("names sort with numbers by their value, as in docker's lists", () => {
  const sorted = ["s10", "s2", "s1", "a", "2", "10", "s01", "S1", "s", "é", "s2b", "s2a"].sort(
    compareNatural,
  );
  assert.deepEqual(sorted, ["2", "10", "S1", "a", "s", "s1", "s01", "s2", "s2a", "s2b", "s10", "é"]);
});

Deno.test("the natural order is a total order", () => {
  const name = fc.stringMatching(/^[a-c0-2]{0,6}$/);
  fc.assert(fc.property(name, name, name, (a, b, c) => {
    assert.ok(Math.sign(compareNatural(a, b)) + Math.sign(compareNatural(b, a)) === 0);
    if (a !== b) assert.notEqual(compareNatural(a, b), 0);
    if (compareNatural(a, b) <= 0 && compareNatural(b, c) <= 0) assert.ok(compareNatural(a, c) <= 0);
  }));
});
