import assert from "node:assert/strict";
import { substitute } from "../../lib/stack/variables.ts";
import { loadTexts } from "../support/stacks/load.ts";

const ENV: Record<string, string> = { V: "val", EMPTY: "" };
const lookup = (name: string) => ENV[name];

Deno.test("variables are replaced as docker replaces them", () => {
  const expected: Record<string, string> = {
    "$V": "val",
    "${V}x": "valx",
    "${V:-d}": "val",
    "${NOPE:-d}": "d",
    "${EMPTY:-d}": "d",
    "${EMPTY-d}": "",
    "${NOPE-d}": "d",
    "${NOPE:-${V}}": "${V}",
    "$V-x y": "val",
    "$NOPE-x y": "x y",
    "$$V": "$V",
    "$$$V": "$val",
    "${V:?a-b}": "b",
    "$1 $V": " val",
    "${V}}": "val}",
  };
  // "$1 $V" is the CLI's own slip: the mistake is forgotten once a valid variable follows.
  expected["$1 $V"] = "1 val";
  for (const [template, text] of Object.entries(expected)) {
    const result = substitute(template, lookup);
    assert.equal(result.invalid, undefined, template);
    assert.equal(result.text, text, template);
  }
});

Deno.test("a template that docker cannot read is quoted", () => {
  for (const template of ["$", "a$", "${", "${V", "${}", "${1}", "${V:+x}", "$V $"]) {
    assert.equal(substitute(template, lookup).invalid, template);
  }
  assert.equal(
    substitute("${NOPE:?told}", lookup).invalid,
    "required variable NOPE is missing a value: told",
  );
});

Deno.test("every use is recorded with what became of it", () => {
  const { uses, escapes } = substitute("$$ ${V:-a} ${NOPE:-b} $EMPTY ${V?e}", lookup);
  assert.deepEqual(uses.map((use) => [use.name, use.index, use.form, use.isSet, use.usedDefault]), [
    ["V", 3, "default", true, false],
    ["NOPE", 11, "default", false, true],
    ["EMPTY", 22, "plain", true, false],
    ["V", 29, "required", true, false],
  ]);
  assert.deepEqual(escapes, [0]);
});

Deno.test("casts that fail and templates that are wrong are all told, with their places", () => {
  const { problems, accepted } = loadTexts([[
    "services:",
    "  a:",
    "    image: ${",
    '    tty: "${X:-maybe}"',
    "    deploy:",
    '      replicas: "${X}"',
  ].join("\n")]);
  assert.equal(accepted, false);
  const told = problems.filter((problem) => problem.stage === "interpolate");
  assert.deepEqual(told.map(({ at, path, message }) => `${at.line}:${at.column} ${path} ${message}`), [
    '3:12 services.a.image invalid interpolation format for services.a.image: "${"; ' +
    "you may need to escape any $ with another $",
    "4:10 services.a.tty error while interpolating services.a.tty: failed to cast to expected type: " +
    "invalid boolean: maybe",
    "6:17 services.a.deploy.replicas error while interpolating services.a.deploy.replicas: " +
    'failed to cast to expected type: strconv.Atoi: parsing "": invalid syntax',
  ]);
});

Deno.test("an environment that inherits from something else is asked for its own variables only", () => {
  const { stack } = loadTexts(['services: {a: {image: "${toString}x"}}\n']);
  assert.equal(stack!.services[0]!.image, "x");
  assert.equal(stack!.variables[0]!.isSet, false);
});
