import assert from "node:assert/strict";
import { versionAtLeast, versionNumbers, versionWithin } from "../../lib/swarm/engine_version.ts";

Deno.test("the numbers of a version are those it begins with", () => {
  assert.deepEqual(versionNumbers("28.5.2+dfsg4"), [28, 5, 2]);
  assert.deepEqual(versionNumbers("v20.10.24"), [20, 10, 24]);
  assert.deepEqual(versionNumbers("1.51"), [1, 51]);
  assert.equal(versionNumbers("dev"), null);
  assert.equal(versionNumbers(""), null);
});

Deno.test("what no engine can be is no version: a node says itself what it runs", () => {
  assert.equal(versionNumbers("9".repeat(400)), null);
  assert.equal(versionNumbers(`28.${"9".repeat(30)}`), null);
  assert.equal(versionAtLeast("9".repeat(400), "20.10"), false);
});

Deno.test("versions are compared number by number, missing ones as 0", () => {
  assert.equal(versionAtLeast("28.0", "28.0.0"), true);
  assert.equal(versionAtLeast("9.9", "10.0"), false);
  assert.equal(versionWithin("25.0.13", "25.0.0", "25.0.13"), false);
  assert.equal(versionWithin("25.0.12", "25.0.0", "25.0.13"), true);
  assert.equal(versionWithin("dev", "25.0.0", "25.0.13"), false);
});
