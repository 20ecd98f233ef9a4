import assert from "node:assert/strict";
import { linkSignals } from "../../lib/base/link_signals.ts";

Deno.test("a linked signal aborts with the reason of the first that does", () => {
  const [one, other] = [new AbortController(), new AbortController()];
  using linked = linkSignals(one.signal, other.signal);
  other.abort("other");
  one.abort("one");
  assert.equal(linked.signal.reason, "other");
});

Deno.test("a linked signal made of an aborted one is aborted", () => {
  using linked = linkSignals(AbortSignal.abort("before"));
  assert.equal(linked.signal.reason, "before");
});

Deno.test("a linked signal can be aborted alone, and let go of", () => {
  const one = new AbortController();
  {
    using linked = linkSignals(one.signal);
    linked.abort("own");
    assert.equal(linked.signal.reason, "own");
    assert.equal(one.signal.aborted, false);
  }
  const released = linkSignals(one.signal);
  released[Symbol.dispose]();
  one.abort();
  assert.equal(released.signal.aborted, false);
});

Deno.test("a sleep that only its listener knows still ends after a garbage collection", async () => {
  const code = `
    import { linkSignals } from ${JSON.stringify(new URL("../../lib/base/link_signals.ts", import.meta.url))};
    const stop = new AbortController();
    let ended = 0;
    for (let i = 0; i < 20; i++) {
      linkSignals(stop.signal, new AbortController().signal).signal.addEventListener("abort", () => ended++);
    }
    await new Promise((resolve) => setTimeout(resolve));
    globalThis.gc();
    stop.abort();
    console.log(ended);`;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-config",
      "--v8-flags=--expose-gc",
      `data:text/typescript,${encodeURIComponent(code)}`,
    ],
    stderr: "inherit",
  }).output();
  assert.equal(new TextDecoder().decode(stdout).trim(), "20");
});
