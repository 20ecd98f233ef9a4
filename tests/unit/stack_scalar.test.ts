import assert from "node:assert/strict";
import { formatFloat, parseDuration, parseInteger, parseSize } from "../../lib/stack/go_text.ts";
import { resolveScalar } from "../../lib/stack/scalar.ts";

const PLAIN: [string, string, unknown][] = [
  ["", "null", null],
  ["~", "null", null],
  ["Null", "null", null],
  ["nULL", "str", "nULL"],
  ["true", "bool", true],
  ["FALSE", "bool", false],
  ["yes", "str", "yes"],
  ["on", "str", "on"],
  ["No", "str", "No"],
  ["012", "int", 10],
  ["0o14", "int", 12],
  ["0x1F", "int", 31],
  ["-0b11", "int", -3],
  ["1_000", "int", 1000],
  ["+7", "int", 7],
  ["08", "float", 8],
  ["1e3", "float", 1000],
  ["1.50", "float", 1.5],
  [".5", "float", 0.5],
  ["5.", "float", 5],
  [".", "str", "."],
  ["-", "str", "-"],
  ["1e400", "str", "1e400"],
  [".inf", "float", Infinity],
  ["-.INF", "float", -Infinity],
  ["9223372036854775807", "int", 9223372036854775807n],
  ["18446744073709551615", "int", 18446744073709551615n],
  ["18446744073709551616", "float", 18446744073709551616],
  ["22:22", "str", "22:22"],
  ["1:30", "str", "1:30"],
  ["2020-01-01", "time", "2020-01-01 00:00:00 +0000 UTC"],
  ["2020-1-2 3:4:5.60", "time", "2020-01-02 03:04:05.6 +0000 UTC"],
  ["2020-02-29T10:00:00+01:00", "time", "2020-02-29 10:00:00 +0100 +0100"],
  ["2021-02-29", "str", "2021-02-29"],
  ["2020-13-01", "str", "2020-13-01"],
  ["10.0.0.0/24", "str", "10.0.0.0/24"],
];

Deno.test("plain scalars are resolved as go-yaml v3 resolves them", () => {
  for (const [text, type, value] of PLAIN) {
    assert.deepEqual(resolveScalar(text, true, ""), { type, value }, JSON.stringify(text));
  }
});

Deno.test("quoted scalars are text whatever they look like", () => {
  for (const [text] of PLAIN) assert.deepEqual(resolveScalar(text, false, ""), { type: "str", value: text });
});

Deno.test("a tag decides, and one that does not fit is an error", () => {
  assert.deepEqual(resolveScalar("12", true, "!!str"), { type: "str", value: "12" });
  assert.deepEqual(resolveScalar("12", false, "!!int"), { type: "int", value: 12 });
  assert.deepEqual(resolveScalar("3", true, "!!float"), { type: "float", value: 3 });
  assert.deepEqual(resolveScalar("3", true, "!<tag:yaml.org,2002:str>"), { type: "str", value: "3" });
  assert.deepEqual(resolveScalar("12", true, "!mine"), { type: "str", value: "12" });
  assert.equal(resolveScalar("foo", true, "!!int").error, "cannot decode !!str `foo` as a !!int");
  assert.equal(resolveScalar("%%", true, "!!binary").error, "!!binary value contains invalid base64 data");
});

Deno.test("durations are Go's", () => {
  assert.equal(parseDuration("1m30.5s"), 90.5e9);
  assert.equal(parseDuration("1h"), 3600e9);
  assert.equal(parseDuration("-1.5ms"), -1.5e6);
  assert.equal(parseDuration("0"), 0);
  for (const text of ["", "10", "1d", "s", "1 s", "1.s.", ".s"]) {
    assert.equal(parseDuration(text), null, text);
  }
});

Deno.test("sizes are go-units' binary ones", () => {
  assert.equal(parseSize("1.5gb"), 1610612736);
  assert.equal(parseSize("10 KiB"), 10240);
  assert.equal(parseSize("7"), 7);
  assert.equal(parseSize("7b"), 7);
  for (const text of ["", "abc", "-1", "5 xb", "1 2"]) assert.equal(parseSize(text), null, text);
});

Deno.test("integers are strconv.Atoi's", () => {
  assert.equal(parseInteger("+5"), 5);
  assert.equal(parseInteger("010"), 10);
  for (const text of ["", "1_0", "0x10", " 80", "9223372036854775808"]) {
    assert.equal(parseInteger(text), null, text);
  }
});

Deno.test("floats are printed as Go prints them", () => {
  const expected: [number, string][] = [
    [1.5, "1.5"],
    [100000, "100000"],
    [1e6, "1e+06"],
    [1234567.5, "1.2345675e+06"],
    [0.0001, "0.0001"],
    [0.00001, "1e-05"],
    [-0.5, "-0.5"],
    [-0, "-0"],
    [1e21, "1e+21"],
  ];
  for (const [value, text] of expected) assert.equal(formatFloat(value), text);
});
