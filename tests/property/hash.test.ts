import assert from "node:assert/strict";
import fc from "../support/fast_check.ts";
import { fnv1a } from "../../lib/base/hash.ts";

/** The definition, in big integers (draft-eastlake-fnv). */
function reference(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) {
    hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  }
  return hash.toString(16).padStart(16, "0");
}

Deno.test("fnv1a gives the known values", () => {
  assert.equal(fnv1a(""), "cbf29ce484222325");
  assert.equal(fnv1a("a"), "af63dc4c8601ec8c");
  assert.equal(fnv1a("foobar"), "85944171f73967e8");
});

Deno.test("fnv1a in halves is fnv1a in 64 bits", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
    assert.equal(fnv1a(text), reference(text));
  }));
});
