import assert from "node:assert/strict";
import { UsageError } from "../../../lib/base/errors.ts";
import { requestHeaders } from "../../../lib/docker/endpoint.ts";

Deno.test("headers: config.json's are sent under canonical names, User-Agent is not", () => {
  const config = { HttpHeaders: { "x-meta-foo": "bar", "USER-AGENT": "x", "X-Number": 3 } };
  assert.deepEqual(requestHeaders(config, undefined), { "X-Meta-Foo": "bar" });
  assert.deepEqual(requestHeaders(config, ""), { "X-Meta-Foo": "bar" });
});

Deno.test("headers: the variable replaces all of them and follows the rules of CSV", () => {
  const value = 'one=one-value,"two=two,value","three= a ""q"" ",four=,five=a=b,five=last, six =6';
  assert.deepEqual(requestHeaders({ HttpHeaders: { gone: "x" } }, value), {
    One: "one-value",
    Two: "two,value",
    Three: ' a "q" ',
    Four: "",
    Five: "last",
    Six: "6",
  });
});

for (
  const [value, why] of [
    ["one", /"one" has no "="/],
    ["=x", /"=x" has no name/],
    ["a=1,", /"" has no name/],
    ['a="x"', /quote/],
    ['"a=1', /quote/],
  ] as const
) {
  Deno.test(`headers: DOCKER_CUSTOM_HEADERS=${value} is refused in one line that says why`, () => {
    assert.throws(() => requestHeaders({}, value), (error) => {
      assert.ok(error instanceof UsageError);
      assert.equal(error.message, "DOCKER_CUSTOM_HEADERS cannot be read");
      assert.match(error.why!, why);
      return true;
    });
  });
}

Deno.test("headers: what HTTP cannot carry is refused and its source named", () => {
  assert.throws(() => requestHeaders({}, "a b=1"), /DOCKER_CUSTOM_HEADERS: "a b"/);
  assert.throws(() => requestHeaders({}, '"a=1\n2"'), /value of a/);
  assert.throws(
    () => requestHeaders({ HttpHeaders: { a: "\u{1F600}" } }, undefined),
    /config\.json: the value of a/,
  );
});
