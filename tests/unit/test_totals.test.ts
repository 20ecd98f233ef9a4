import assert from "node:assert/strict";
import { totalsOf } from "../../scripts/support/deno_test.ts";

Deno.test("totals: read from deno's summary line", () => {
  const output = "x ... ok\n\nok | 12 passed (3 steps) | 0 failed | 2 ignored (4ms)\n\n";
  assert.deepEqual(totalsOf(output, true), { passed: 12, failed: 0, skipped: 2 });
  assert.deepEqual(totalsOf("FAILED | 1 passed | 2 failed (1s)\n", false), {
    passed: 1,
    failed: 2,
    skipped: 0,
  });
});

Deno.test("totals: a run that ends without a summary has failed", () => {
  assert.deepEqual(totalsOf("", true), { passed: 0, failed: 1, skipped: 0 });
  assert.deepEqual(totalsOf("ok | 3 passed | 0 failed (1s)\nsegmentation fault", false), {
    passed: 3,
    failed: 1,
    skipped: 0,
  });
});
