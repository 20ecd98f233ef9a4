import assert from "node:assert/strict";
import { isEngineError } from "../../lib/engine/errors.ts";
import { answer, type Part, scriptedHttp } from "../support/scripted_stream.ts";

const GET = { method: "GET", path: "/x" };
const OK = "HTTP/1.1 200 OK\r\n";

/** Answers that are taken → the JSON in them. */
const TAKEN: [name: string, parts: Part[], value: unknown][] = [
  ["a body by length", ["request", answer('{"a":1}')], { a: 1 }],
  ["a body of length 0", ["request", answer("")], undefined],
  ["a chunked body", [`${OK}Transfer-Encoding: chunked\r\n\r\n3\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n`], { a: 1 }],
  ["chunked in capitals", [`${OK}transfer-encoding: Chunked\r\n\r\nA\r\n[1,2,3,44]\r\n0\r\n\r\n`], [
    1,
    2,
    3,
    44,
  ]],
  [
    "chunk extensions and trailers",
    [`${OK}Transfer-Encoding: chunked\r\n\r\n2;a="b"\r\n[]\r\n00 \r\nX-Sum: 1\r\nY: 2\r\n\r\n`],
    [],
  ],
  ["a body until the end of the connection", [`${OK}\r\n{"a":`, "1}", "end"], { a: 1 }],
  ["HTTP/1.0", ["HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}", "end"], {}],
  ["lines that end without a carriage return", ["HTTP/1.1 200 OK\nContent-Length: 2\n\n{}"], {}],
  ["no reason phrase", ["HTTP/1.1 200\r\nContent-Length: 2\r\n\r\n{}"], {}],
  ["the same length twice", [`${OK}Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}`], {}],
  [
    "interim answers",
    [`HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\n`, answer("{}")],
    {},
  ],
  ["no content", ["HTTP/1.1 204 No Content\r\n\r\n"], undefined],
  ["identity as content encoding", [answer("{}", "Content-Encoding: identity\r\n")], {}],
  ["a head of 60 KiB", [answer("{}", `X: ${"y".repeat(60 * 1024)}\r\n`)], {}],
  ["a body of 1 MiB", [answer(JSON.stringify("z".repeat(1 << 20)))], "z".repeat(1 << 20)],
];

for (const [name, parts, value] of TAKEN) {
  for (const step of [1, 7, Infinity]) {
    if (step !== Infinity && name.includes("MiB")) continue;
    Deno.test(`taken, ${step} bytes at a time: ${name}`, async () => {
      const { http } = scriptedHttp([["request", ...parts.filter((part) => part !== "request")]], { step });
      assert.deepEqual(await http.json(GET), value);
      http.close();
    });
  }
}

/** Answers that are refused → why. */
const REFUSED: [name: string, parts: Part[], why: RegExp][] = [
  ["no HTTP", ["SSH-2.0-OpenSSH_9.2\r\n\r\n"], /starts with "SSH-2\.0/],
  ["HTTP/2", ["HTTP/2.0 200 OK\r\n\r\n"], /not with a status line/],
  ["a status of two digits", ["HTTP/1.1 20 OK\r\n\r\n"], /not with a status line/],
  ["an endless first line", ["x".repeat(70_000), "hang"], /head is longer than 65536/],
  [
    "an endless head",
    [OK, ...Array.from({ length: 70 }, () => `A: ${"b".repeat(1000)}\r\n`), "hang"],
    /longer/,
  ],
  ["300 headers", [`${OK}${"A: b\r\n".repeat(300)}\r\n`], /more than 256 headers/],
  ["a header without a colon", [`${OK}nothing\r\n\r\n`], /malformed header: "nothing"/],
  ["a space before the colon", [`${OK}Content-Length : 2\r\n\r\n{}`], /malformed header/],
  ["a continued line", [`${OK}A: b\r\n c\r\n\r\n`], /malformed header/],
  ["a NUL in a value", [`${OK}A: b\0c\r\n\r\n`], /malformed header/],
  ["two lengths", [`${OK}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`], /not one number/],
  ["a list of lengths", [`${OK}Content-Length: 2, 3\r\n\r\n{}`], /not one number/],
  ["a negative length", [`${OK}Content-Length: -1\r\n\r\n`], /not one number/],
  ["a signed length", [`${OK}Content-Length: +2\r\n\r\n{}`], /not one number/],
  ["an impossible length", [`${OK}Content-Length: 99999999999999999999\r\n\r\n`], /not one number/],
  ["length and encoding", [`${OK}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n`], /both a length/],
  [
    "an unknown encoding",
    [`${OK}Transfer-Encoding: gzip, chunked\r\n\r\n`],
    /encoding "gzip, chunked" is unknown/,
  ],
  ["chunks in HTTP/1.0", ["HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"], /is unknown/],
  ["compressed content", [answer("{}", "Content-Encoding: gzip\r\n")], /"gzip" was not asked for/],
  ["another protocol", ["HTTP/1.1 101 Switching Protocols\r\n\r\n"], /not asked for/],
  ["endless interim answers", ["HTTP/1.1 100 Continue\r\n\r\n".repeat(10)], /More than 5 interim/],
  ["a chunk without size", [`${OK}Transfer-Encoding: chunked\r\n\r\n\r\n`], /has no size/],
  ["a size that is none", [`${OK}Transfer-Encoding: chunked\r\n\r\n2x\r\n`], /not a number/],
  ["a negative size", [`${OK}Transfer-Encoding: chunked\r\n\r\n-2\r\n`], /has no size/],
  [
    "a size of 17 digits",
    [`${OK}Transfer-Encoding: chunked\r\n\r\n${"1".repeat(17)}\r\n`],
    /impossibly large/,
  ],
  ["a bare line feed after a size", [`${OK}Transfer-Encoding: chunked\r\n\r\n2\n{}\r\n`], /not a number/],
  [
    "a bare line feed in an extension",
    [`${OK}Transfer-Encoding: chunked\r\n\r\n2;a\n{}\r\n`],
    /carriage return/,
  ],
  [
    "a chunk longer than its size",
    [`${OK}Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n`],
    /does not end where/,
  ],
  [
    "endless extensions",
    [`${OK}Transfer-Encoding: chunked\r\n\r\n2;${"a".repeat(20_000)}`],
    /more than 16384/,
  ],
  [
    "endless trailers",
    [`${OK}Transfer-Encoding: chunked\r\n\r\n0\r\n${"A: b\r\n".repeat(5000)}`],
    /more than 16384/,
  ],
];

for (const [name, parts, why] of REFUSED) {
  for (const step of [1, Infinity]) {
    Deno.test(`refused, ${step} bytes at a time: ${name}`, async () => {
      const { http, streams } = scriptedHttp([["request", ...parts]], { step });
      await assert.rejects(http.json(GET), (error) => {
        assert.ok(isEngineError(error, "other"), String(error));
        assert.equal(error.message, "The answer to GET /x is not what a Docker engine sends");
        assert.match(error.why!, why);
        return true;
      });
      assert.equal(streams[0]!.closed, true);
      http.close();
    });
  }
}

/** Streams that end too early, after so much of an answer. */
const CUT: [name: string, parts: Part[]][] = [
  ["before an answer", ["request", "end"]],
  ["by an error before an answer", ["request", new Deno.errors.ConnectionReset("reset by peer")]],
  ["within the head", ["request", "HTTP/1.1 200 OK\r\nContent", "end"]],
  ["within a body", ["request", `${OK}Content-Length: 10\r\n\r\n{}`, "end"]],
  ["by an error within a body", ["request", `${OK}Content-Length: 10\r\n\r\n{}`, new Error("reset")]],
  ["within a chunk", ["request", `${OK}Transfer-Encoding: chunked\r\n\r\n9\r\n{}`, "end"]],
  ["before the last chunk", ["request", `${OK}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n`, "end"]],
  ["within the trailers", [
    "request",
    `${OK}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nA: b\r\n`,
    "end",
  ]],
];

for (const [name, parts] of CUT) {
  Deno.test(`a connection that ends ${name} is a failure`, async () => {
    const { http, streams } = scriptedHttp([parts]);
    await assert.rejects(http.json(GET), (error) => isEngineError(error, "unreachable"));
    assert.equal(streams.length, 1);
    http.close();
  });
}

Deno.test("an answer to HEAD has no body, whatever length it tells", async () => {
  const { http, streams } = scriptedHttp([[
    "request",
    `${OK}Content-Length: 100\r\n\r\n`,
    "request",
    answer("[]"),
  ]]);
  assert.equal(await http.json({ method: "HEAD", path: "/_ping" }), undefined);
  assert.deepEqual(await http.json(GET), []);
  assert.equal(streams.length, 1);
  http.close();
});

Deno.test("a redirect is not followed", async () => {
  const { http, streams } = scriptedHttp([
    ["request", answer("", "Location: http://elsewhere/\r\n", 302), "hang"],
  ]);
  await assert.rejects(http.json(GET), (error) => isEngineError(error) && error.status === 302);
  assert.equal(streams.length, 1);
  http.close();
});

Deno.test("an answer of one value that is longer than its limit is refused", async () => {
  const { http } = scriptedHttp([["request", answer(`"${"a".repeat(200)}"`)]]);
  await assert.rejects(
    http.json({ ...GET, size: 100 }),
    (error) => isEngineError(error, "other") && /longer than 100 bytes/.test(error.why!),
  );
  http.close();
});

Deno.test("of an error message as long as a list only the beginning is read", async () => {
  const body = `{"message":"${"m".repeat(300_000)}"}`;
  const { http, streams } = scriptedHttp([["request", answer(body, "", 500)]], { step: 4096 });
  await assert.rejects(http.json(GET), (error) => isEngineError(error) && error.message.length < 2100);
  assert.equal(streams[0]!.closed, true);
  http.close();
});
