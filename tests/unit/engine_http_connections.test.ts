import assert from "node:assert/strict";
import { EngineError, isEngineError } from "../../lib/engine/errors.ts";
import type { Call } from "../../lib/engine/http.ts";
import { answer, scriptedHttp } from "../support/scripted_stream.ts";

const GET: Call = { method: "GET", path: "/x" };
const POST: Call = { method: "POST", path: "/x", body: { a: "é" } };

Deno.test("requests are what docker's own client would send", async () => {
  const more = ["request", answer("{}"), "request", answer("{}"), "request", answer("{}")];
  const headers = { "User-Agent": "swarmnet/1", "X-Own": "v", Host: "evil", "content-length": "7" };
  const { http, streams } = scriptedHttp([["request", answer("{}"), ...more]], { headers });
  http.prefix = "/v1.51";
  await http.json({ ...GET, query: { status: "true", filters: '{"a b":{"c&d":true}}', none: undefined } });
  await http.json(POST);
  await http.json({ method: "POST", path: "/y" });
  await http.json({ method: "DELETE", path: "/z" });
  const common = "Host: api.moby.localhost\r\nUser-Agent: swarmnet/1\r\nX-Own: v\r\n";
  assert.equal(
    streams[0]!.sent,
    `GET /v1.51/x?filters=%7B%22a+b%22%3A%7B%22c%26d%22%3Atrue%7D%7D&status=true HTTP/1.1\r\n${common}\r\n` +
      `POST /v1.51/x HTTP/1.1\r\n${common}Content-Type: application/json\r\nContent-Length: 10\r\n\r\n{"a":"é"}` +
      `POST /v1.51/y HTTP/1.1\r\n${common}Content-Length: 0\r\n\r\n` +
      `DELETE /v1.51/z HTTP/1.1\r\n${common}\r\n`,
  );
  http.close();
});

Deno.test("a header or a path that would become more than one line is not sent", async () => {
  for (const headers of [{ "X-A": "b\r\nX-C: d" }, { "X A": "b" }, { "X-A\n": "b" }]) {
    const { http, streams } = scriptedHttp([[]], { headers });
    await assert.rejects(http.json(GET), /Cannot send the header/);
    assert.equal(streams.length, 0);
    http.close();
  }
  const { http, streams } = scriptedHttp([[]]);
  for (const path of ["/a b", "/a\r\nX: y", "x", "/é"]) {
    await assert.rejects(http.json({ method: "GET", path }), /Cannot send a request/);
  }
  assert.equal(streams.length, 0);
  http.close();
});

Deno.test("calls one after the other share a connection, calls at once have one each", async () => {
  const script = ["request", answer("1"), "request", answer("2"), "request", answer("3")];
  const { http, streams } = scriptedHttp([script, script]);
  assert.equal(await http.json(GET), 1);
  assert.equal(await http.json(GET), 2);
  assert.deepEqual(await Promise.all([http.json(GET), http.json(GET)]), [3, 1]);
  assert.equal(streams.length, 2);
  http.close();
  assert.deepEqual(streams.map((stream) => stream.closed), [true, true]);
});

Deno.test("calls that cost a process take turns on one connection; a call apart has its own", async () => {
  const script = ["request", answer("1"), "request", answer("2")];
  const { http, streams } = scriptedHttp([script, script], { costly: true });
  assert.deepEqual(await Promise.all([http.json(GET), http.json(GET)]), [1, 2]);
  assert.equal(streams.length, 1);
  http.close();
});

Deno.test("a turn that is waited for can be given up, and the next call still gets it", async () => {
  const { http } = scriptedHttp([["request", "hang"], ["request", answer("3")]], { costly: true });
  const first = new AbortController(), second = new AbortController();
  const running = http.json({ ...GET, signal: first.signal });
  const waiting = http.json({ ...GET, signal: second.signal });
  const third = http.json(GET);
  second.abort(new Error("no more"));
  await assert.rejects(waiting, /no more/);
  first.abort(new Error("enough"));
  await assert.rejects(running, /enough/);
  assert.equal(await third, 3);
  http.close();
});

/** Answers after which a connection cannot be used again. */
const LAST: Record<string, string> = {
  "a connection to be closed": answer("1", "Connection: keep-alive, Close\r\n"),
  "an answer of HTTP/1.0": "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\n1",
  "bytes behind the answer": answer("1") + "HTTP/1.1 200 OK\r\n",
  "bytes behind the last chunk":
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n1\r\n0\r\n\r\nmore",
};
for (const [name, bytes] of Object.entries(LAST)) {
  Deno.test(`${name}: the next call has another connection`, async () => {
    const { http, streams } = scriptedHttp([["request", bytes, "hang"], ["request", answer("2")]]);
    assert.equal(await http.json(GET), 1);
    assert.equal(await http.json(GET), 2);
    assert.equal(streams[0]!.closed, true);
    http.close();
  });
}

Deno.test("an answer that is not read to its end ends its connection", async () => {
  const long = `HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc`;
  const { http, streams } = scriptedHttp([["request", long, "hang"], ["request", answer("2")]]);
  for await (const _ of http.body(GET)) break;
  assert.equal(streams[0]!.closed, true);
  assert.equal(await http.json(GET), 2);
  http.close();
});

Deno.test("an idle connection that ends, or on which something arrives, is not used again", async () => {
  for (const event of ["end", "HTTP/1.1 408 Request Timeout\r\n\r\n", new Error("reset")]) {
    const { http, streams } = scriptedHttp([["request", answer("1"), event], ["request", answer("2")]]);
    assert.equal(await http.json(GET), 1);
    await Promise.resolve();
    assert.equal(await http.json({ method: "POST", path: "/x" }), 2);
    assert.equal(streams.length, 2);
    http.close();
  }
});

Deno.test("a read is sent again once when a kept connection ends before the answer", async () => {
  for (const end of ["end", new Deno.errors.ConnectionReset("reset")]) {
    const kept = ["request", answer("1"), "request", end];
    const { http, streams } = scriptedHttp([kept, ["request", answer("2")]]);
    await http.json(GET);
    assert.equal(await http.json(GET), 2);
    assert.equal(streams.length, 2);
    http.close();
  }
});

Deno.test("a read is not sent a third time", async () => {
  const { http, streams } = scriptedHttp([
    ["request", answer("1"), "request", "end"],
    ["request", "end"],
    ["request", answer("3")],
  ]);
  await http.json(GET);
  await assert.rejects(http.json(GET), (error) => isEngineError(error, "unreachable"));
  assert.equal(streams.length, 2);
  http.close();
});

Deno.test("a read is not sent again once a byte of the answer arrived, nor on a new connection", async () => {
  const begun = scriptedHttp([["request", answer("1"), "request", "H", "end"], ["request", answer("2")]]);
  await begun.http.json(GET);
  await assert.rejects(begun.http.json(GET), (error) => isEngineError(error, "unreachable"));
  assert.equal(begun.streams.length, 1);
  const fresh = scriptedHttp([["request", "end"], ["request", answer("2")]]);
  await assert.rejects(fresh.http.json(GET), (error) => isEngineError(error, "unreachable"));
  assert.equal(fresh.streams.length, 1);
});

Deno.test("what changes something is never sent again", async () => {
  for (const method of ["POST", "DELETE", "PUT"]) {
    const kept = ["request", answer("1"), "request", "end"];
    const { http, streams } = scriptedHttp([kept, ["request", answer("2")]]);
    await http.json(GET);
    await assert.rejects(http.json({ method, path: "/x" }), (error) => isEngineError(error, "unreachable"));
    assert.equal(streams.length, 1);
    http.close();
  }
});

Deno.test("an engine that answers before it read the request is heard", async () => {
  const { http, streams } = scriptedHttp([[answer('{"message":"too large"}', "", 413), "end"]]);
  await assert.rejects(http.json(POST), (error) => error instanceof EngineError && error.status === 413);
  assert.equal(streams.length, 1);
  http.close();
});

/** Where a call can be stopped. */
const POINTS: Record<string, string[]> = {
  "while it waits for an answer": ["request", "hang"],
  "within the head": ["request", "HTTP/1.1 200 OK\r\nCont", "hang"],
  "within a body": ["request", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[", "hang"],
  "within a chunk": ["request", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n[", "hang"],
  "within an error message": ["request", 'HTTP/1.1 500 X\r\nContent-Length: 99\r\n\r\n{"mess', "hang"],
};

for (const [name, script] of Object.entries(POINTS)) {
  Deno.test(`a call is stopped ${name}: by its signal, the client's, the end, or the limit`, async () => {
    const stop = new AbortController();
    const own = scriptedHttp([script]);
    const ownCall = own.http.json({ ...GET, signal: stop.signal });
    const all = scriptedHttp([script], { signal: stop.signal });
    const allCall = all.http.json(GET);
    const closed = scriptedHttp([script]);
    const closedCall = closed.http.json(GET);
    const slow = scriptedHttp([script], { limit: 30, limitFlag: "--timeout" });
    await assert.rejects(slow.http.json(GET), (error) => {
      assert.ok(isEngineError(error, "timeout"), String(error));
      assert.match(error.message, /(did not answer|did not finish its answer to) GET \/x within 0\.03 s/);
      assert.match(error.next[0]!, /--timeout/);
      return true;
    });
    stop.abort(new Error("enough"));
    closed.http.close();
    await assert.rejects(ownCall, /^Error: enough$/);
    await assert.rejects(allCall, /^Error: enough$/);
    await assert.rejects(closedCall, /was closed/);
    for (const { streams } of [own, all, closed, slow]) assert.equal(streams[0]!.closed, true);
  });
}

Deno.test("a call that was stopped before it began opens nothing", async () => {
  const { http, streams } = scriptedHttp([[]]);
  await assert.rejects(http.json({ ...GET, signal: AbortSignal.abort(new Error("early")) }), /early/);
  http.close();
  await assert.rejects(http.json(GET), /was closed/);
  assert.equal(streams.length, 0);
});
