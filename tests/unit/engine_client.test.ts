import assert from "node:assert/strict";
import type { LogLine } from "../../lib/engine/engine.ts";
import { isEngineError } from "../../lib/engine/errors.ts";
import { json, withEngine } from "../support/engine_socket.ts";

/** What was sent, as "METHOD path query body". */
function recorder(
  answer: unknown,
  status = 200,
): { sent: string[]; handle: (request: Request, url: URL) => Promise<Response> } {
  const sent: string[] = [];
  return {
    sent,
    handle: async (request, url) => {
      const query = [...url.searchParams].map(([key, value]) => `${key}=${value}`).join("&");
      sent.push(
        [request.method, decodeURIComponent(url.pathname), query, await request.text()].join(" ").trim(),
      );
      return answer === undefined ? new Response(null, { status }) : json(answer, status);
    },
  };
}

Deno.test("networks are created with the body as given, and removed by name", async () => {
  const create = recorder({ Id: "n1", Warning: "careful" }, 201), remove = recorder(undefined, 204);
  await withEngine(
    { "POST /networks/create": create.handle, "DELETE /networks/a%20b": remove.handle },
    async (engine) => {
      assert.deepEqual(await engine.createNetwork({ Name: "a", Unknown: { kept: true } }), {
        id: "n1",
        warning: "careful",
      });
      await engine.removeNetwork("a b");
    },
  );
  assert.deepEqual(create.sent, ['POST /v1.51/networks/create  {"Name":"a","Unknown":{"kept":true}}']);
  assert.deepEqual(remove.sent, ["DELETE /v1.51/networks/a b"]);
});

Deno.test("a service is updated at the version it was read at, with further query", async () => {
  const update = recorder({ Warnings: ["unable to pin image"] });
  await withEngine({ "POST /services/s1/update": update.handle }, async (engine) => {
    assert.deepEqual(await engine.updateService("s1", 42, { Name: "s" }, { registryAuthFrom: "spec" }), {
      warnings: ["unable to pin image"],
    });
  });
  assert.deepEqual(update.sent, [
    'POST /v1.51/services/s1/update registryAuthFrom=spec&version=42 {"Name":"s"}',
  ]);
});

Deno.test("a stale version is told apart from other refusals, on old engines as on new ones", async () => {
  for (const status of [400, 500]) {
    const update = recorder({ message: "rpc error: code = Unknown desc = update out of sequence" }, status);
    await withEngine({ "POST /services/s1/update": update.handle }, async (engine) => {
      await assert.rejects(
        engine.updateService("s1", 1, {}),
        (error) => isEngineError(error, "out-of-sequence"),
      );
    });
  }
});

Deno.test("creating services gives ID and warnings, also where the engine sends null", async () => {
  await withEngine(
    { "POST /services/create": recorder({ ID: "s1", Warnings: null }, 201).handle },
    async (engine) => {
      assert.deepEqual(await engine.createService({}), { id: "s1", warnings: [] });
    },
  );
});

Deno.test("configs are listed, read, created, updated and removed", async () => {
  const update = recorder(undefined);
  await withEngine({
    "GET /configs": recorder([{ ID: "c1" }]).handle,
    "GET /configs/c1": recorder({ ID: "c1" }).handle,
    "POST /configs/create": recorder({ ID: "c2" }, 201).handle,
    "POST /configs/c1/update": update.handle,
    "DELETE /configs/c1": recorder(undefined, 204).handle,
  }, async (engine) => {
    assert.deepEqual(await engine.configs({ label: ["x=y"] }), [{ ID: "c1" }]);
    assert.deepEqual(await engine.config("c1"), { ID: "c1" });
    assert.deepEqual(await engine.createConfig({ Name: "c" }), { id: "c2" });
    await engine.updateConfig("c1", 7, { Name: "c" });
    await engine.removeConfig("c1");
  });
  assert.deepEqual(update.sent, ['POST /v1.51/configs/c1/update version=7 {"Name":"c"}']);
});

Deno.test("filters are sent as sets, empty ones not at all", async () => {
  const list = recorder([]), tasks = recorder(null);
  await withEngine(
    { "GET /networks": list.handle, "GET /services": list.handle, "GET /tasks": tasks.handle },
    async (engine) => {
      await engine.networks({ driver: ["overlay"], name: ["a", "b"] });
      await engine.networks({ name: [] });
      await engine.services({ status: true });
      assert.deepEqual(await engine.tasks((task) => task, { service: ["s"] }), []);
    },
  );
  assert.deepEqual(list.sent, [
    'GET /v1.51/networks filters={"driver":{"overlay":true},"name":{"a":true,"b":true}}',
    "GET /v1.51/networks",
    "GET /v1.51/services status=true",
  ]);
  assert.deepEqual(tasks.sent, ['GET /v1.51/tasks filters={"service":{"s":true}}']);
});

Deno.test("a network is inspected with scope and verbose only where asked for", async () => {
  const one = recorder({ Id: "n" });
  await withEngine({ "GET /networks/n": one.handle }, async (engine) => {
    await engine.network("n");
    await engine.network("n", { scope: "swarm", verbose: true });
    await engine.network("n", { verbose: false });
  });
  assert.deepEqual(one.sent, [
    "GET /v1.51/networks/n",
    "GET /v1.51/networks/n scope=swarm&verbose=true",
    "GET /v1.51/networks/n",
  ]);
});

Deno.test("calls that are not listed give their JSON, or undefined for an empty answer", async () => {
  const sent = recorder({ Id: "e" }, 201);
  await withEngine({
    "POST /containers/c/exec": sent.handle,
    "POST /x": () => new Response(null, { status: 204 }),
  }, async (engine) => {
    assert.deepEqual(
      await engine.call("POST", "/containers/c/exec", { body: { Cmd: ["x"] }, query: { a: "b" } }),
      { Id: "e" },
    );
    assert.equal(await engine.call("POST", "/x"), undefined);
    await assert.rejects(
      engine.call("GET", "/none"),
      (error) => isEngineError(error, "not-found") && error.status === 404,
    );
  });
  assert.deepEqual(sent.sent, ['POST /v1.51/containers/c/exec a=b {"Cmd":["x"]}']);
});

Deno.test("events come one by one until the reader has enough", async () => {
  const encoder = new TextEncoder();
  let gone = false;
  const events = () =>
    new Response(
      new ReadableStream({
        start: (stream) =>
          stream.enqueue(encoder.encode('{"Type":"network","Action":"create"}\n{"Type":"net')),
        pull: (stream) => stream.enqueue(encoder.encode('work","Action":"remove"}\n')),
        cancel: () => void (gone = true),
      }, { highWaterMark: 1 }),
    );
  await withEngine({ "GET /events": events }, async (engine) => {
    const seen: unknown[] = [];
    for await (const event of engine.events({ type: ["network"] }, new AbortController().signal)) {
      seen.push(event.Action);
      if (seen.length === 2) break;
    }
    assert.deepEqual(seen, ["create", "remove"]);
  });
  assert.ok(gone, "the engine was not told that nobody listens any more");
});

Deno.test("waiting for events ends with the signal's reason", () =>
  withEngine({ "GET /events": () => new Response(new ReadableStream()) }, async (engine) => {
    const stop = new AbortController();
    const waiting = (async () => {
      for await (const _ of engine.events({}, stop.signal));
    })();
    stop.abort(new Error("enough"));
    await assert.rejects(waiting, /enough/);
  }));

function frame(stream: number, text: string): Uint8Array<ArrayBuffer> {
  const body = new TextEncoder().encode(text);
  const bytes = new Uint8Array(8 + body.length);
  bytes[0] = stream;
  new DataView(bytes.buffer).setUint32(4, body.length);
  bytes.set(body, 8);
  return bytes;
}

async function logsOf(
  parts: Uint8Array<ArrayBuffer>[],
  type: string | undefined,
  details: boolean,
): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  const headers: Record<string, string> = type === undefined ? {} : { "content-type": type };
  await withEngine(
    { "GET /services/s/logs": () => new Response(new Blob(parts).stream(), { headers }) },
    async (engine) => {
      const options = { follow: false, details, signal: new AbortController().signal };
      for await (const line of engine.logs("services", "s", options)) lines.push(line);
    },
  );
  return lines;
}

Deno.test("log frames are told from terminal output, whatever an old engine says of them", async () => {
  const frames = [frame(1, "out\n"), frame(2, "err 1\nerr 2\n"), frame(1, "no end")];
  const lines = [
    { stream: "stdout", text: "out", details: {} },
    { stream: "stderr", text: "err 1", details: {} },
    { stream: "stderr", text: "err 2", details: {} },
    { stream: "stdout", text: "no end", details: {} },
  ];
  for (
    const type of [
      undefined,
      "application/vnd.docker.raw-stream",
      "application/vnd.docker.multiplexed-stream",
    ]
  ) {
    assert.deepEqual(await logsOf(frames, type, false), lines);
  }
  const terminal = [new TextEncoder().encode("one\r\ntwo")];
  assert.deepEqual(await logsOf(terminal, undefined, false), [
    { stream: "stdout", text: "one", details: {} },
    { stream: "stdout", text: "two", details: {} },
  ]);
});

Deno.test("attributes of log lines are read, and unfinished lines of two tasks are kept apart", async () => {
  const frames = [
    frame(1, "com.docker.swarm.task.id=t1,label=a%2Cb+c long "),
    frame(1, "com.docker.swarm.task.id=t2 other line\n"),
    frame(1, "com.docker.swarm.task.id=t1,label=a%2Cb+c line\n"),
  ];
  assert.deepEqual(await logsOf(frames, undefined, true), [
    { stream: "stdout", text: "other line", details: { "com.docker.swarm.task.id": "t2" } },
    { stream: "stdout", text: "long line", details: { "com.docker.swarm.task.id": "t1", label: "a,b c" } },
  ]);
});

Deno.test("an error within a log stream, and a stream that is cut off, are failures", async () => {
  await assert.rejects(
    logsOf([frame(1, "a\n"), frame(3, "node is gone\n")], undefined, false),
    /daemon: node is gone/,
  );
  await assert.rejects(logsOf([frame(1, "a\n").slice(0, 9)], undefined, false), /ends within a message/);
  await assert.rejects(
    logsOf([new Uint8Array([1, 0, 0, 0, 255, 255, 255, 255])], undefined, false),
    /impossibly long/,
  );
});

Deno.test("a name that a URL would swallow reaches no other call", () =>
  withEngine({}, async (engine, requests) => {
    for (const name of ["", ".", ".."]) {
      await assert.rejects(
        async () => await engine.removeNetwork(name),
        (error) => isEngineError(error, "not-found"),
      );
      await assert.rejects(
        async () => await engine.service(name),
        (error) => isEngineError(error, "not-found"),
      );
    }
    await assert.rejects(engine.network("a/../../x?y#z"), (error) => isEngineError(error, "not-found"));
    assert.deepEqual(requests.slice(1), ["GET /v1.51/networks/a%2F..%2F..%2Fx%3Fy%23z"]);
  }));
