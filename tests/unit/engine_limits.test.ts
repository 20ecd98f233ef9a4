import assert from "node:assert/strict";
import { connect, pingLimits } from "../../lib/engine/connect.ts";
import type { Engine } from "../../lib/engine/engine.ts";
import { EngineError, isEngineError } from "../../lib/engine/errors.ts";
import { Watch } from "../../lib/engine/watch.ts";
import { unixTarget, withEngineSocket } from "../support/engine_socket.ts";
import { scriptedHttp } from "../support/scripted_stream.ts";

const encoder = new TextEncoder();

/** A body that never ends: `piece` again and again, after `pause` milliseconds each. */
function endless(start: string, piece: string, pause: number): Response {
  const bytes = encoder.encode(piece);
  return new Response(
    new ReadableStream({
      start: (stream) => stream.enqueue(encoder.encode(start)),
      async pull(stream) {
        if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
        stream.enqueue(bytes);
      },
    }),
  );
}

/** A list or a value that never comes to its end, read within `limit` milliseconds: the failure. */
async function overrun(
  body: () => Response,
  limit: number,
  call: (engine: Engine) => Promise<unknown> = (engine) => engine.networks(),
): Promise<EngineError> {
  return await withEngineSocket({ "GET /networks": body, "GET /info": body }, async (path) => {
    const engine = await connect(unixTarget(path), { callLimit: limit, limitFlag: "--timeout" });
    const start = performance.now();
    const error = await call(engine).then(() => assert.fail("it ended"), (error) => error);
    engine.close();
    assert.ok(performance.now() - start < limit + 30_000, `${performance.now() - start} ms`);
    assert.ok(error instanceof EngineError, String(error));
    return error;
  });
}

Deno.test("an endless list ends by its limit, and the message names the flag that raises it", async () => {
  const element = `,{"Name":"${"n".repeat(10_000)}"}`;
  const error = await overrun(() => endless("[{}", element, 1), 500);
  assert.equal(error.kind, "timeout");
  assert.match(error.message, /did not finish its answer to GET \/networks within 0\.5 s/);
  assert.match(error.why!, /^[\d.]+ (KiB|MiB) arrived/);
  assert.match(error.next[0]!, /--timeout 5m/);
});

Deno.test("an endless list of empty objects ends at a million", async () => {
  const error = await overrun(() => endless("[{}", ",{}".repeat(50_000), 0), 60_000);
  assert.equal(error.kind, "other");
  assert.match(error.why!, /more than 1000000 elements/);
});

Deno.test("an endless value ends at its size", async () => {
  const error = await overrun(
    () => endless('{"a":"', "x".repeat(1 << 20), 0),
    60_000,
    (engine) => engine.info(),
  );
  assert.equal(error.kind, "other");
  assert.match(error.why!, /longer than 67108864 bytes/);
});

Deno.test("a byte now and then does not stretch the limit", async () => {
  const error = await overrun(() => endless("[", " ", 50), 500);
  assert.equal(error.kind, "timeout");
  assert.match(error.message, /did not finish its answer/);
});

Deno.test("an answer that stalls ends by the limit", async () => {
  const stalled = () =>
    new Response(new ReadableStream({ start: (stream) => stream.enqueue(encoder.encode("[{}")) }));
  const error = await overrun(stalled, 300);
  assert.equal(error.kind, "timeout");
  assert.match(error.message, /did not finish its answer to GET \/networks within 0\.3 s/);
});

Deno.test("where the whole may take long, a pause within the answer may not", async () => {
  const watch = new Watch({ total: 60_000, idle: 500 }, []);
  const stopped = new Promise<void>((resolve) => watch.onStop(resolve));
  watch.heard(1);
  for (let parts = 0; parts < 8; parts++) {
    await new Promise((resolve) => setTimeout(resolve, 70));
    watch.heard(1);
  }
  assert.equal(watch.stopped, undefined);
  await stopped;
  assert.equal(watch.reached, "idle");
  assert.equal(watch.arrived, 9);
});

Deno.test("the first byte of an answer may take as long as the whole", async () => {
  const watch = new Watch({ total: 150, idle: 20 }, []);
  await new Promise<void>((resolve) => watch.onStop(resolve));
  assert.equal(watch.reached, "total");
});

Deno.test("events have no limit", async () => {
  const head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{}\n\r\n";
  const { http } = scriptedHttp([["request", head, "hang"]], { limit: 20 });
  const stop = new AbortController();
  let bytes = 0;
  const reading = (async () => {
    for await (
      const piece of http.body({ method: "GET", path: "/events", limit: Infinity, signal: stop.signal })
    ) {
      bytes += piece.length;
    }
  })();
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(bytes, 3);
  stop.abort(new Error("enough"));
  await assert.rejects(reading, /enough/);
  http.close();
});

Deno.test("a command without a flag for the limit names none", async () => {
  const { http } = scriptedHttp([["request", "hang"]], { limit: 20 });
  await assert.rejects(http.json({ method: "GET", path: "/x" }), (error) => {
    assert.ok(isEngineError(error, "timeout"));
    assert.doesNotMatch(error.next.join(), /--timeout/);
    return true;
  });
  http.close();
});

Deno.test("--timeout holds for the first call too: shorter when it is short, longer when it is long", () => {
  const cases: [callLimit: number, costly: boolean, limit: number, retryLimit: number][] = [
    [60_000, false, 2000, 8000],
    [60_000, true, 40_000, 0],
    [1000, false, 1000, 0],
    [3000, false, 2000, 1000],
    [3000, true, 3000, 0],
    [300_000, false, 2000, 298_000],
    [300_000, true, 300_000, 0],
  ];
  for (const [callLimit, costly, limit, retryLimit] of cases) {
    assert.deepEqual(pingLimits(callLimit, costly), { limit, retryLimit }, `${callLimit} ${costly}`);
  }
});
