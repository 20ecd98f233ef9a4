import assert from "node:assert/strict";
import { checkEntry } from "../../scripts/build/bundle.ts";

Deno.test("build: an entry that only imports late is accepted", () => {
  checkEntry({ bytes: 900, imports: [{ path: "run-ABC.js", kind: "dynamic-import" }] });
});

Deno.test("build: an entry that imports before it answers is refused", () => {
  const late = { path: "run-ABC.js", kind: "dynamic-import" } as const;
  const early = { path: "chunk-X.js", kind: "import-statement" } as const;
  assert.throws(
    () => checkEntry({ bytes: 900, imports: [late, early] }),
    /imports chunk-X\.js before it answers/,
  );
});

Deno.test("build: a large entry is refused", () => {
  assert.throws(() => checkEntry({ bytes: 5000, imports: [] }), /at most 4096/);
});
