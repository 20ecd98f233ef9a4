import assert from "node:assert/strict";
import house from "../../scripts/lint/house.ts";

function messages(source: string): string[] {
  return Deno.lint.runPlugin(house, "sample.ts", source).map((one) => one.message);
}

Deno.test("lint: a function of more than 60 lines is refused, however it is written", () => {
  const body = "x();\n".repeat(59);
  assert.deepEqual(messages(`function f() {\n${body}}`), [
    "This function has 61 lines; a function has at most 60",
  ]);
  assert.equal(messages(`const f = () => {\n${body}};`).length, 1);
  assert.equal(messages(`class A {\n  f() {\n${body}}\n}`).length, 1);
  assert.deepEqual(messages(`function f() {\n${"x();\n".repeat(58)}}`), []);
});
