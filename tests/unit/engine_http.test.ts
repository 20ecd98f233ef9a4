import assert from "node:assert/strict";
import { Interrupted } from "../../lib/base/errors.ts";
import { answerError } from "../../lib/engine/answer_errors.ts";
import { connect } from "../../lib/engine/connect.ts";
import { connectError } from "../../lib/engine/connect_errors.ts";
import { EngineError, type EngineErrorKind } from "../../lib/engine/errors.ts";
import { ConnectionError } from "../../lib/engine/http_connection.ts";
import {
  json,
  pong,
  unixTarget,
  withEngine,
  withEngineSocket,
  withFolder,
  withRawSocket,
} from "../support/engine_socket.ts";

/** Expects an `EngineError` of this kind and gives it. */
async function failure(kind: EngineErrorKind, work: () => Promise<unknown>): Promise<EngineError> {
  try {
    await work();
  } catch (error) {
    assert.ok(error instanceof EngineError, String(error));
    assert.equal(error.kind, kind, `${error.message}: ${error.why}`);
    return error;
  }
  throw new assert.AssertionError({ message: "it did not fail" });
}

Deno.test("no socket: the engine is not running", () =>
  withFolder(async (folder) => {
    const error = await failure("not-running", () => connect(unixTarget(`${folder}/none.sock`)));
    assert.match(error.message, /^Cannot connect to the Docker engine at unix:\/\/.*none\.sock$/);
    assert.match(error.why!, /no such socket/);
    assert.ok(error.next.length > 0);
  }));

Deno.test("a socket that no engine listens on: the engine has stopped", () =>
  withFolder(async (folder) => {
    // A file that is no socket refuses a connection just as a socket does that was left behind.
    Deno.writeTextFileSync(`${folder}/dead.sock`, "");
    const error = await failure("not-running", () => connect(unixTarget(`${folder}/dead.sock`)));
    assert.match(error.why!, /no engine listens/);
  }));

Deno.test("an engine that is too old for us is refused with both versions", () =>
  withEngineSocket({ "HEAD /_ping": () => pong("1.40") }, async (path) => {
    const error = await failure("api-too-old", () => connect(unixTarget(path)));
    assert.match(error.why!, /API 1\.40.*1\.41 \(Docker 20\.10\)/);
    assert.match(error.next.join(), /Upgrade Docker/);
  }));

Deno.test("not running, no permission, no swarm, a worker and too old are told apart", () =>
  withFolder(async (folder) => {
    const cause = new Deno.errors.PermissionDenied("Permission denied (os error 13)");
    const denied = connectError(new ConnectionError("dial", cause), {
      host: "unix:///s",
      call: "HEAD /_ping",
    });
    assert.equal(denied.kind, "permission");
    assert.match(denied.next[0]!, /sudo usermod -aG docker \$USER/);
    const missing = await failure("not-running", () => connect(unixTarget(`${folder}/none.sock`)));
    const worker = answerError(
      503,
      '{"message":"Worker nodes can\'t be used to view or modify cluster state."}',
      "GET /swarm",
    );
    const none = answerError(
      503,
      '{"message":"This node is not a swarm manager. Use \\"docker swarm init\\""}',
      "GET /swarm",
    );
    const old = await withEngineSocket(
      { "HEAD /_ping": () => pong("1.24") },
      (path) => failure("api-too-old", () => connect(unixTarget(path))),
    );
    const all = [denied, missing, worker, none, old];
    for (const part of ["message", "why", "kind"] as const) {
      assert.equal(new Set(all.map((each) => each[part])).size, 5);
    }
    assert.equal(new Set(all.map((each) => each.next[0])).size, 5);
  }));

Deno.test("the version is the lower of the engine's and ours", async () => {
  for (
    const [theirs, ours] of [["1.41", "1.41"], ["1.51", "1.51"], ["1.55", "1.55"], ["1.99", "1.55"]] as const
  ) {
    await withEngine(
      { "HEAD /_ping": () => pong(theirs), "GET /info": () => json({}) },
      async (engine, requests) => {
        await engine.info();
        assert.equal(engine.apiVersion, ours);
        assert.deepEqual(requests, ["HEAD /_ping", `GET /v${ours}/info`]);
      },
    );
  }
});

Deno.test("an engine that knows no HEAD is pinged with GET", () =>
  withEngine(
    { "HEAD /_ping": () => new Response(null, { status: 405 }), "GET /_ping": () => pong("1.44") },
    async (engine, requests) => {
      assert.equal(engine.apiVersion, "1.44");
      assert.equal(engine.atLeast("1.44"), true);
      assert.equal(engine.atLeast("1.9"), true);
      assert.equal(engine.atLeast("1.52"), false);
      assert.deepEqual(requests, ["HEAD /_ping", "GET /_ping"]);
      await Promise.resolve();
    },
  ));

Deno.test("DOCKER_API_VERSION is taken as it is, where both sides can", () =>
  withEngineSocket({}, async (path) => {
    const engine = await connect(unixTarget(path, { apiVersion: "1.45" }));
    assert.equal(engine.apiVersion, "1.45");
    engine.close();
    const tooNew = await failure("api-too-old", () => connect(unixTarget(path, { apiVersion: "1.53" })));
    assert.match(
      `${tooNew.message} ${tooNew.why} ${tooNew.next}`,
      /1\.53.*DOCKER_API_VERSION.*1\.51.*Unset/s,
    );
    await assert.rejects(connect(unixTarget(path, { apiVersion: "1.40" })), {
      exit: 125,
      message: /1\.40 is older than 1\.41/,
    });
    await assert.rejects(connect(unixTarget(path, { apiVersion: "latest" })), {
      exit: 125,
      message: /not an API version: latest/,
    });
  }));

Deno.test("headers of the configuration and the user agent are sent with every request", () =>
  withEngineSocket({
    "GET /info": (request) =>
      json({ agent: request.headers.get("user-agent"), own: request.headers.get("x-own") }),
  }, async (path) => {
    const engine = await connect(unixTarget(path, { headers: { "X-Own": "value" } }));
    const { agent, own } = await engine.info();
    engine.close();
    assert.match(String(agent), /^swarmnet\/\d/);
    assert.equal(own, "value");
  }));

Deno.test("what answers without a version is not an engine", () =>
  withEngineSocket(
    { "HEAD /_ping": () => new Response(null), "GET /_ping": () => new Response("hello") },
    async (path) => {
      assert.match(
        (await failure("other", () => connect(unixTarget(path)))).message,
        /is not a Docker engine/,
      );
    },
  ));

/** Bytes that no proper engine sends → what is said. */
const BROKEN: [name: string, bytes: string, then: "close" | "hang", kind: EngineErrorKind, text: RegExp][] = [
  [
    "a body cut off",
    "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[{}",
    "close",
    "unreachable",
    /connection .* failed \(GET \/networks\)/,
  ],
  [
    "chunks cut off",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n[{}\r\n",
    "close",
    "unreachable",
    /failed \(GET \/networks\)/,
  ],
  ["a connection closed without an answer", "", "close", "unreachable", /failed \(GET \/networks\)/],
  ["something else than HTTP", "220 smtp ready\r\n\r\n", "hang", "other", /not what a Docker engine sends/],
  ["half a line that is not HTTP", "220 smtp ready\r\n", "close", "unreachable", /failed \(GET \/networks\)/],
  [
    "a page instead of JSON",
    "HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n<html></html>",
    "hang",
    "other",
    /not the JSON that an engine sends/,
  ],
  [
    "an object instead of a list",
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
    "hang",
    "other",
    /not the JSON/,
  ],
  [
    "a list that ends early",
    "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n[{},",
    "hang",
    "other",
    /not the JSON/,
  ],
  [
    "a body that never ends",
    "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[{}",
    "hang",
    "timeout",
    /did not finish its answer to GET \/networks within 0\.3 s/,
  ],
  ["no answer at all", "", "hang", "timeout", /did not answer GET \/networks within 0\.3 s/],
  [
    "a redirect",
    "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
    "hang",
    "other",
    /HTTP 302/,
  ],
];

for (const [name, bytes, then, kind, text] of BROKEN) {
  Deno.test(`${name} is a clear failure`, () =>
    withRawSocket(bytes, then, async (path) => {
      const engine = await connect(unixTarget(path), kind === "timeout" ? { callLimit: 300 } : {});
      try {
        assert.match((await failure(kind, () => engine.networks())).message, text);
      } finally {
        engine.close();
      }
    }));
}

Deno.test("an engine that accepts and never answers is given up on", () =>
  withFolder(async (folder) => {
    const listener = Deno.listen({ transport: "unix", path: `${folder}/mute.sock` });
    const held: Promise<Deno.Conn>[] = [listener.accept()];
    const error = await failure("timeout", () =>
      connect(unixTarget(`${folder}/mute.sock`), { pingLimit: 100 }));
    assert.match(error.message, /did not answer HEAD \/_ping within 0\.1 s/);
    listener.close();
    for (const each of held) {
      (await each).close();
    }
  }));

Deno.test("a call is stopped by its own signal and by the engine's, with the signal's reason", () =>
  withEngineSocket({ "GET /info": () => new Promise<Response>(() => {}) }, async (path) => {
    const all = new AbortController();
    const engine = await connect(unixTarget(path), { signal: all.signal });
    const one = new AbortController();
    const own = engine.call("GET", "/info", { signal: one.signal });
    one.abort(new Interrupted("SIGTERM"));
    await assert.rejects(own, (error) => error instanceof Interrupted && error.exit === 143);
    const any = engine.info();
    all.abort(new Interrupted());
    await assert.rejects(any, (error) => error instanceof Interrupted && error.exit === 130);
    await assert.rejects(engine.version(), (error) => error instanceof Interrupted);
    engine.close();
  }));

Deno.test("closing ends the calls that run", () =>
  withRawSocket("", "hang", async (path) => {
    const engine = await connect(unixTarget(path));
    const running = engine.info();
    engine.close();
    await assert.rejects(running, /was closed/);
    engine.close();
  }));
