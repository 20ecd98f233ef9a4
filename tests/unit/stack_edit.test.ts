import assert from "node:assert/strict";
import fc from "../support/fast_check.ts";
import { editText, sharing, type StackEdit, type Tree } from "../../lib/stack/edit.ts";

const set = (path: StackEdit["path"], value: Tree): StackEdit => ({
  path,
  action: { kind: "set", value },
});
const drop = (path: StackEdit["path"]): StackEdit => ({ path, action: { kind: "delete" } });
const add = (path: StackEdit["path"], key: string, value: Tree): StackEdit => ({
  path,
  action: { kind: "add", key, value },
});

const CASES: { what: string; before: string; edit: StackEdit; after: string }[] = [
  {
    what: "a value is replaced, and its comment and indentation stay",
    before: "a:\n    b:   true   # why\n    c: 1\n",
    edit: set(["a", "b"], ""),
    after: 'a:\n    b:   ""   # why\n    c: 1\n',
  },
  {
    what: "quotes go with the value",
    before: "ports:\n  - published: '8080'\n    target: 80\n",
    edit: set(["ports", 0, "published"], 8080),
    after: "ports:\n  - published: 8080\n    target: 80\n",
  },
  {
    what: "a value that is not there is put behind the colon",
    before: "a:\n  b:   # nothing\n  c: 1\n",
    edit: set(["a", "b"], ""),
    after: 'a:\n  b: ""   # nothing\n  c: 1\n',
  },
  {
    what: "a value that is not there, between braces",
    before: "a: {b: , c: 1}\n",
    edit: set(["a", "b"], ""),
    after: 'a: {b: "" , c: 1}\n',
  },
  {
    what: "a key without a colon, between braces",
    before: "a: {b, c: 1}\n",
    edit: set(["a", "b"], ""),
    after: 'a: {b: "", c: 1}\n',
  },
  {
    what: "line ends of Windows stay",
    before: "a:\r\n  b: true\r\n  c: 1\r\n",
    edit: set(["a", "b"], ""),
    after: 'a:\r\n  b: ""\r\n  c: 1\r\n',
  },
  {
    what: "a mapping is added below the last key, over as many lines as it needs",
    before: "a:\n  b: 1 # one\n  c:\n    - 2\n\nd: 3\n",
    edit: add(["a"], "o", { encrypted: "", sub: { "x.y": true } }),
    after: 'a:\n  b: 1 # one\n  c:\n    - 2\n  o:\n    encrypted: ""\n    sub:\n      x.y: true\n\nd: 3\n',
  },
  {
    what: "a mapping is added to the document, whose last line has no end",
    before: "a:\n  b: 1",
    edit: add([], "nets", { d: { e: "" } }),
    after: 'a:\n  b: 1\nnets:\n  d:\n    e: ""\n',
  },
  {
    what: "a mapping is added between braces",
    before: "a: {b: 1}\n",
    edit: add(["a"], "o", { "no": "" }),
    after: 'a: {o: {"no": ""}, b: 1}\n',
  },
  {
    what: "a key that has nothing yet gets a mapping, and its comment stays",
    before: "a:\r\n  b:   # nothing yet\r\n  c: 1\r\n",
    edit: set(["a", "b"], { o: { encrypted: "" } }),
    after: 'a:\r\n  b:   # nothing yet\r\n    o:\r\n      encrypted: ""\r\n  c: 1\r\n',
  },
  {
    what: "a key that has nothing, at the end of a file without a line end",
    before: "a:\n  b:",
    edit: set(["a", "b"], { o: "x" }),
    after: 'a:\n  b:\n    o: "x"\n',
  },
  {
    what: "a key that has nothing, between braces",
    before: "a: {b: , c: 1}\n",
    edit: set(["a", "b"], { o: "x" }),
    after: 'a: {b: {o: "x"} , c: 1}\n',
  },
  {
    what: "a key is deleted with its line",
    before: "a:\n  b: 1 # gone\n  # stays\n  c: 2\n",
    edit: drop(["a", "b"]),
    after: "a:\n  # stays\n  c: 2\n",
  },
  {
    what: "a key with a mapping is deleted with all of it",
    before: "a:\n  b:\n    x: 1\n    y: 2\n  c: 2\n",
    edit: drop(["a", "b"]),
    after: "a:\n  c: 2\n",
  },
  {
    what: "the last key, without a line end",
    before: "a:\n  b: 1\n  c: 2",
    edit: drop(["a", "c"]),
    after: "a:\n  b: 1\n",
  },
  {
    what: "a key is deleted between braces",
    before: "a: {b: 1, c: 2}\n",
    edit: drop(["a", "b"]),
    after: "a: {c: 2}\n",
  },
  {
    what: "the last one between braces",
    before: "a: {b: 1, c: 2}\n",
    edit: drop(["a", "c"]),
    after: "a: {b: 1}\n",
  },
  {
    what: "a key is added above the first one",
    before: "a:\n  # first\n  b: 1\n",
    edit: add(["a"], "new", "x y"),
    after: 'a:\n  # first\n  new: "x y"\n  b: 1\n',
  },
  {
    what: "a key is added between braces",
    before: "a: {b: 1}\n",
    edit: add(["a"], "com.example.x", 1),
    after: "a: {com.example.x: 1, b: 1}\n",
  },
  {
    what: "a key is added to nothing",
    before: "a: {}\n",
    edit: add(["a"], "b", true),
    after: "a: {b: true}\n",
  },
  {
    what: "text after the first document stays",
    before: "a: true\n---\nnot: [yaml\n",
    edit: set(["a"], ""),
    after: 'a: ""\n---\nnot: [yaml\n',
  },
];

for (const { what, before, edit, after } of CASES) {
  Deno.test(`edit: ${what}`, () => {
    assert.deepEqual(editText(before, edit), { text: after });
  });
}

const REFUSED: { what: string; text: string; edit: StackEdit }[] = [
  { what: "a value that an alias shows elsewhere", text: "a: &v true\nb: *v\n", edit: set(["a"], "") },
  { what: "a value that came through an alias", text: "a: &m {x: true}\nb: *m\n", edit: set(["b", "x"], "") },
  {
    what: "a value that came through a merge key",
    text: "c: &c {e: true}\nn:\n  <<: *c\n",
    edit: set(["n", "e"], ""),
  },
  { what: "the only key of a block", text: "a:\n  b: 1\nc: 2\n", edit: drop(["a", "b"]) },
  { what: "a key behind a dash", text: "a:\n  - b: 1\n    c: 2\n", edit: drop(["a", 0, "b"]) },
  { what: "a mapping where one value is expected", text: "a: {b: 1}\n", edit: set(["a"], "") },
  { what: "a path that is not there", text: "a: 1\n", edit: set(["b"], "") },
  { what: "a key that is there already", text: "a: {b: 1}\n", edit: add(["a"], "b", 2) },
  { what: "a tag that would change the value", text: "a: !!str 5\n", edit: set(["a"], 8080) },
  { what: "a file that is no YAML", text: "a: [1\n", edit: set(["a"], "") },
];

for (const { what, text, edit } of REFUSED) {
  Deno.test(`edit refuses ${what}`, () => {
    assert.ok("refused" in editText(text, edit));
  });
}

Deno.test("edit: whatever the file, one scalar is replaced and nothing else, or the edit is refused", () => {
  const comment = fc.constantFrom("", " # c", "   #x");
  const value = fc.constantFrom(
    "true",
    "",
    '"q"',
    "'q'",
    "8080",
    "|\n    text",
    "&a x",
    "[1, 2]",
    "{k: v}",
    "!!str 1",
  );
  const line = fc.record({ key: fc.constantFrom("a", "b", "c", "d", '"e f"'), value, comment });
  fc.assert(
    fc.property(fc.uniqueArray(line, { selector: ({ key }) => key, minLength: 1, maxLength: 5 }), (lines) => {
      const text = lines.map(({ key, value, comment }) =>
        value.startsWith("|") ? `${key}: ${value}\n` : `${key}: ${value}${comment}\n`
      ).join("");
      const key = lines[0]!.key.replaceAll('"', "");
      const edited = editText(text, set([key], "new"));
      if ("refused" in edited) return;
      // Everything behind the first entry is untouched.
      const rest = lines.slice(1).map(({ comment }) => comment).join("");
      assert.ok(edited.text.includes('"new"'));
      const tail = text.slice(
        text.indexOf("\n", lines[0]!.value.startsWith("|") ? text.indexOf("\n") + 1 : 0),
      );
      assert.ok(edited.text.endsWith(tail), `${JSON.stringify(text)} ${rest}`);
    }),
    { numRuns: 300 },
  );
});

Deno.test("a value that an anchor shares is changed once for all who use it, or not at all", () => {
  const before = "x-on: &on {driver_opts: {encrypted: true}} # all of them\n" +
    "networks:\n  a: *on\n  b:\n    <<: *on\n    internal: true\n";
  const [a, b] = ["a", "b"].map((key) => set(["networks", key, "driver_opts", "encrypted"], ""));
  assert.deepEqual(sharing(before, a!, [b!, set(["networks", "b", "internal"], false)]), [b]);
  assert.deepEqual(editText(before, a!, [b!]), { text: before.replace("true}}", '""}}') });
  assert.ok("refused" in editText(before, a!), "b would change as well");
});
