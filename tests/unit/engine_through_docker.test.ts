import assert from "node:assert/strict";
import { Failure } from "../../lib/base/errors.ts";
import { connect } from "../../lib/engine/connect.ts";
import type { Endpoint } from "../../lib/engine/endpoint.ts";
import { EngineError } from "../../lib/engine/errors.ts";
import { json, withEngineSocket } from "../support/engine_socket.ts";
import { carriedTarget, carrier, withScript } from "../support/through_docker.ts";

/** Processes end a moment after close() has returned. */
const PROCESSES = { sanitizeOps: false, sanitizeResources: false, ignore: Deno.build.os === "windows" };

const SSH: Endpoint = { kind: "ssh", host: "host1" };
const PIPE: Endpoint = { kind: "npipe", path: "//./pipe/docker_engine" };
const TLS: Endpoint = { kind: "tcp", host: "host1", port: 2376, pathPrefix: "", tls: true };

/** Whether a process still runs (a zombie does not). */
function runs(pid: string): boolean {
  try {
    return !/^State:\s+Z/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch {
    return false;
  }
}

async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + 60_000;
  while (!condition()) {
    assert.ok(performance.now() < end, "it did not come about within 60 s");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function refusal(script: string): Promise<EngineError> {
  return await withScript(script, async (docker) => {
    const error = await connect(carriedTarget(SSH, "ssh://host1", [docker, "system", "dial-stdio"])).then(
      () => assert.fail("it connected"),
      (error) => error,
    );
    assert.ok(error instanceof EngineError, String(error));
    return error;
  });
}

Deno.test("calls through docker share one process, which ends with close", PROCESSES, () =>
  withEngineSocket(
    { "GET /info": () => json({ Name: "far" }), "GET /networks": () => json([]) },
    (socket) =>
      withScript(carrier(socket), async (docker, folder) => {
        const words = ["-H", "ssh://host1", "system", "dial-stdio"];
        const engine = await connect(carriedTarget(SSH, "ssh://host1", [docker, ...words]));
        const [info] = await Promise.all([
          engine.info(),
          engine.networks(),
          engine.networks(),
          engine.info(),
        ]);
        assert.equal(info.Name, "far");
        const pids = Deno.readTextFileSync(`${folder}/pids`).trim().split("\n");
        assert.equal(pids.length, 1, "more than one docker was started");
        assert.deepEqual(Deno.readTextFileSync(`${folder}/argv`).trim().split("\n"), words);
        assert.ok(runs(pids[0]!));
        engine.close();
        await until(() => !runs(pids[0]!));
      }),
  ));

Deno.test("each kind of endpoint sends the Host header that docker's client sends", PROCESSES, async () => {
  const hosts: [Endpoint, host: string, local: boolean][] = [
    [SSH, "docker.example.com", false],
    [PIPE, "api.moby.localhost", true],
    [TLS, "host1:2376", false],
    [{ ...TLS, host: "::1" }, "[::1]:2376", false],
  ];
  for (const [endpoint, host, local] of hosts) {
    await withEngineSocket(
      { "GET /info": (request) => json({ host: request.headers.get("host") }) },
      (socket) =>
        withScript(carrier(socket), async (docker) => {
          const engine = await connect(carriedTarget(endpoint, "x", [docker]));
          assert.equal((await engine.info()).host, host);
          assert.equal(engine.local, local);
          engine.close();
        }),
    );
  }
});

Deno.test("events through docker do not block other calls", PROCESSES, () =>
  withEngineSocket(
    { "GET /info": () => json({}), "GET /events": () => new Response(new ReadableStream()) },
    (socket) =>
      withScript(carrier(socket), async (docker) => {
        const engine = await connect(carriedTarget(SSH, "ssh://host1", [docker]));
        const stop = new AbortController();
        const waiting = (async () => {
          for await (const _ of engine.events({}, stop.signal));
        })().catch(() => "stopped");
        await engine.info();
        stop.abort();
        assert.equal(await waiting, "stopped");
        engine.close();
      }),
  ));

Deno.test("without a docker command TLS, ssh and named pipes are refused", async () => {
  for (const endpoint of [SSH, PIPE, TLS]) {
    const error = await connect(carriedTarget(endpoint, "x")).then(() => assert.fail(), (error) => error);
    assert.ok(error instanceof Failure && !(error instanceof EngineError), String(error));
    assert.match(`${error.why}`, /no docker command was found/);
  }
});

Deno.test("a docker command that has gone is reported", PROCESSES, async () => {
  const error = await connect(carriedTarget(SSH, "ssh://host1", ["/no/such/docker"])).then(
    () => assert.fail("it connected"),
    (error) => error,
  );
  assert.ok(error instanceof EngineError && error.kind === "unreachable", String(error));
  assert.match(error.why!, /docker could not be started/);
});

/** What docker 28.2.2 wrote to standard error -> kind and cause. */
const SAID: [said: string, kind: string, why: RegExp][] = [
  ["Host key verification failed.", "unreachable", /does not trust the host's key.*Host key verification/],
  ["me@host1: Permission denied (publickey).", "permission", /refused the login/],
  [
    "ssh: Could not resolve hostname host1: Name or service not known",
    "unreachable",
    /host name is not known/,
  ],
  ["ssh: connect to host host1 port 22: Connection timed out", "unreachable", /does not answer/],
  ["bash: line 1: docker: command not found", "unreachable", /no docker command on the host/],
  [
    "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
    "not-running",
    /engine is not running/,
  ],
  [
    "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: dial unix",
    "permission",
    /may not use the engine's socket/,
  ],
  [
    "failed to open the raw stream connection: dial tcp: lookup host1 on 10.0.0.53:53: no such host",
    "unreachable",
    /host name is not known/,
  ],
  [
    "failed to open the raw stream connection: dial tcp 127.0.0.1:1: connect: connection refused",
    "unreachable",
    /No server listens/,
  ],
  [
    "failed to open the raw stream connection: tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-11-30T11:00:00Z is after 2026-01-01T00:00:00Z",
    "tls",
    /has expired or is not valid yet/,
  ],
  [
    "error while Copy (stream to stdout): remote error: tls: certificate required",
    "tls",
    /requires a client certificate/,
  ],
  ["tls: private key does not match public key", "tls", /The TLS connection failed/],
  ["something new", "unreachable", /^docker reported: something new$/],
  [
    "error while Copy (stream to stdout): command [ssh h] has exited with exit status 255, make sure the URL is valid: stderr=banned",
    "unreachable",
    /^ssh reported: banned$/,
  ],
];

for (const [said, kind, why] of SAID) {
  Deno.test(`"${said.slice(0, 70)}" is reported as ${kind}`, PROCESSES, async () => {
    const error = await refusal(`echo "${said}" >&2; exit 1`);
    assert.equal(error.kind, kind);
    assert.equal(error.message, "Cannot reach the Docker engine at ssh://host1 through docker");
    assert.match(error.why!, why);
    assert.ok(error.next.length > 0);
  });
}

Deno.test("docker that ends and reports nothing is a failure that says so", PROCESSES, async () => {
  assert.match((await refusal("exit 0")).why!, /reported nothing/);
});

Deno.test("only the end of a long report is quoted", PROCESSES, async () => {
  const script = `i=0; while [ $i -lt 3000 ]; do echo "line $i of many" >&2; i=$((i+1)); done; exit 1`;
  const error = await refusal(script);
  assert.ok(error.why!.length < 5000, `${error.why!.length} characters`);
  assert.match(error.why!, /line 2999 of many/);
});

Deno.test(
  "docker that starts and never answers runs into the limit, and ends",
  PROCESSES,
  () =>
    withScript(`echo $$ >"$(dirname "$0")/pid"; while read -r line; do :; done`, async (docker, folder) => {
      const target = carriedTarget(SSH, "ssh://host1", [docker]);
      await assert.rejects(
        connect(target, { pingLimit: 300 }),
        (error) => error instanceof EngineError && error.kind === "timeout",
      );
      await until(() => !runs(Deno.readTextFileSync(`${folder}/pid`).trim()));
    }),
);
