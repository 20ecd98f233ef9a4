import assert from "node:assert/strict";
import { holdable } from "../../../lib/cli/make_context.ts";

Deno.test("a signal follows its source at once while nothing is held", () => {
  const source = new AbortController();
  const { signal } = holdable(source.signal);
  source.abort("stop");
  assert.equal(signal.aborted, true);
  assert.equal(signal.reason, "stop");
});

Deno.test("a source that is aborted already aborts the signal", () => {
  assert.equal(holdable(AbortSignal.abort("late")).signal.reason, "late");
});

Deno.test("the signal waits for everything that is held, also when the work fails", async () => {
  const source = new AbortController();
  const { signal, hold } = holdable(source.signal);
  const first = Promise.withResolvers<number>();
  const second = Promise.withResolvers<number>();
  const one = hold(() => first.promise);
  const two = hold(() => second.promise);
  source.abort("stop");
  assert.equal(signal.aborted, false);
  first.resolve(1);
  assert.equal(await one, 1);
  assert.equal(signal.aborted, false);
  second.reject(new Error("refused"));
  await assert.rejects(two, /refused/);
  assert.equal(signal.reason, "stop");
});
