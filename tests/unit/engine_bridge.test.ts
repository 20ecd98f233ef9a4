import assert from "node:assert/strict";
import { openBridge } from "../../lib/engine/bridge.ts";
import { connect } from "../../lib/engine/connect.ts";
import type { Endpoint, Target } from "../../lib/engine/endpoint.ts";
import type { EngineError } from "../../lib/engine/errors.ts";
import { openTransport } from "../../lib/engine/transport.ts";
import { json, withEngineSocket, withFolder } from "../support/engine_socket.ts";

const DIAL = new URL("../support/dial_stdio.ts", import.meta.url).pathname;
/** Helpers end a moment after close() has returned, which Deno's leak checks would hold against this test or the next. */
const HELPERS = { sanitizeOps: false, sanitizeResources: false };
const SHELL_ONLY = { ...HELPERS, ignore: Deno.build.os === "windows" };

/** For ssh hosts a helper named `ssh` stands in for docker. */
function target(endpoint: Endpoint, dialStdio = endpoint.kind === "ssh" ? ["ssh"] : undefined): Target {
  const host = endpoint.kind === "ssh" ? `ssh://${endpoint.host}` : "npipe:////./pipe/docker_engine";
  return { endpoint, host, context: "default", headers: {}, ...(dialStdio ? { dialStdio } : {}) };
}

/** Runs with `ssh` in PATH being this shell script; the script finds the engine's socket in $ENGINE. */
async function withSsh<T>(script: string, socket: string, use: (folder: string) => Promise<T>): Promise<T> {
  return await withFolder(async (folder) => {
    Deno.writeTextFileSync(`${folder}/ssh`, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const before = Deno.env.get("PATH") ?? "";
    Deno.env.set("PATH", `${folder}:${before}`);
    Deno.env.set("FOLDER", folder);
    Deno.env.set("ENGINE", socket);
    try {
      return await use(folder);
    } finally {
      Deno.env.set("PATH", before);
      Deno.env.delete("FOLDER");
      Deno.env.delete("ENGINE");
    }
  });
}

const PIPE = `echo $$ >>"$FOLDER/pids"; 
exec "${Deno.execPath()}" run -A "${DIAL}" "$ENGINE"`;

/** Whether a process still runs (a zombie does not). */
function runs(pid: string): boolean {
  try {
    return !/^State:\s+Z/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch {
    return false;
  }
}

async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + 10_000;
  while (!condition()) {
    assert.ok(performance.now() < end, "it did not come about within 10 s");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

Deno.test(
  "calls through ssh share one login and end with close",
  SHELL_ONLY,
  () =>
    withEngineSocket(
      { "GET /info": () => json({ Name: "far" }), "GET /networks": () => json([]) },
      (socket) =>
        withSsh(PIPE, socket, async (folder) => {
          const engine = await connect(target({ kind: "ssh", host: "host1" }));
          const [info] = await Promise.all([
            engine.info(),
            engine.networks(),
            engine.networks(),
            engine.info(),
          ]);
          assert.equal(info.Name, "far");
          assert.equal(engine.local, false);
          const pids = Deno.readTextFileSync(`${folder}/pids`).trim().split("\n");
          assert.equal(pids.length, 1, "more than one ssh was started");
          assert.ok(runs(pids[0]!));
          engine.close();
          await until(() => !runs(pids[0]!));
        }),
    ),
);

Deno.test(
  "events through ssh do not block other calls",
  SHELL_ONLY,
  () =>
    withEngineSocket(
      { "GET /info": () => json({}), "GET /events": () => new Response(new ReadableStream()) },
      (socket) =>
        withSsh(PIPE, socket, async () => {
          const engine = await connect(target({ kind: "ssh", host: "host1" }));
          const stop = new AbortController();
          const waiting = (async () => {
            for await (const _ of engine.events({}, stop.signal));
          })().catch(() => "stopped");
          await engine.info();
          stop.abort();
          assert.equal(await waiting, "stopped");
          engine.close();
        }),
    ),
);

/** What ssh says when it fails → kind and cause. */
const SAID: [said: string, kind: string, why: RegExp][] = [
  [
    "Host key verification failed.",
    "unreachable",
    /does not trust the host's key.*Host key verification failed/,
  ],
  ["me@host1: Permission denied (publickey).", "permission", /refused the login/],
  [
    "ssh: Could not resolve hostname host1: Name or service not known",
    "unreachable",
    /host name is not known/,
  ],
  ["ssh: connect to host host1 port 22: Connection timed out", "unreachable", /does not answer/],
  ["bash: line 1: docker: command not found", "unreachable", /no docker command on the other side/],
  [
    "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
    "not-running",
    /engine/,
  ],
  [
    "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: dial unix",
    "permission",
    /may not use the engine's socket there/,
  ],
  ["something new", "unreachable", /docker said: something new/],
];

for (const [said, kind, why] of SAID) {
  Deno.test(
    `ssh that ends with "${said.slice(0, 50)}" is reported as ${kind}`,
    SHELL_ONLY,
    () =>
      withSsh(`echo "${said}" >&2; exit 255`, "/none", async () => {
        const error = await connect(target({ kind: "ssh", host: "host1" })).then(
          () => assert.fail("it connected"),
          (e) => e as EngineError,
        );
        assert.equal(error.kind, kind);
        assert.match(error.message, /^Cannot reach the Docker engine at ssh:\/\/host1 through docker$/);
        assert.match(error.why!, why);
        assert.ok(error.next.length > 0);
      }),
  );
}

Deno.test(
  "a helper that says very much is quoted in bounds",
  SHELL_ONLY,
  () =>
    withSsh(
      `i=0; while [ $i -lt 3000 ]; do echo "line $i of many" >&2; i=$((i+1)); done; exit 1`,
      "/none",
      async () => {
        const error = await connect(target({ kind: "ssh", host: "host1" })).then(
          () => assert.fail("it connected"),
          (e) => e as EngineError,
        );
        assert.ok(error.why!.length < 5000, `${error.why!.length} characters`);
        assert.match(error.why!, /line 2999 of many/);
      },
    ),
);

Deno.test("no ssh on the PATH is said so", HELPERS, () =>
  withFolder(async (folder) => {
    const before = Deno.env.get("PATH")!;
    Deno.env.set("PATH", folder);
    try {
      const error = await connect(target({ kind: "ssh", host: "host1" })).then(
        () => assert.fail("it connected"),
        (e) => e as EngineError,
      );
      assert.match(error.why!, /ssh/);
      assert.match(error.why!, /No such file|not found|entity/i);
    } finally {
      Deno.env.set("PATH", before);
    }
  }));

Deno.test(
  "a named pipe and TLS without verification are left to docker's own dial-stdio",
  HELPERS,
  () =>
    withEngineSocket({ "GET /info": () => json({ Name: "near" }) }, async (socket) => {
      const docker = [Deno.execPath(), "run", "-A", DIAL, "--context", "x", "system", "dial-stdio", socket];
      const pipe: Endpoint = { kind: "npipe", path: "//./pipe/docker_engine" };
      const tls: Endpoint = {
        kind: "tcp",
        host: "127.0.0.1",
        port: 1,
        pathPrefix: "",
        tls: true,
      };
      for (const [endpoint, local] of [[pipe, true], [tls, false]] as const) {
        const engine = await connect(target(endpoint, docker));
        assert.equal((await engine.info()).Name, "near");
        assert.equal(engine.local, local);
        engine.close();
        await assert.rejects(connect(target(endpoint)), /Cannot reach/);
      }
    }),
);

Deno.test(
  "the bridge's socket is in a folder for this user only, and both are gone after close",
  SHELL_ONLY,
  () => {
    const bridge = openBridge(["true"]);
    const { proxy } = bridge;
    assert.ok(proxy.transport === "unix");
    const folder = proxy.path.replace(/\/[^/]+$/, "");
    assert.equal(Deno.statSync(folder).mode! & 0o777, 0o700);
    bridge.close();
    assert.throws(() => Deno.statSync(folder), Deno.errors.NotFound);
  },
);

Deno.test(
  "where a loopback port must do, nobody gets through without the secret",
  HELPERS,
  () =>
    withEngineSocket({ "GET /info": () => json({ Name: "near" }) }, async (socket) => {
      const bridge = openBridge([Deno.execPath(), "run", "-A", DIAL, socket], { port: true });
      const client = Deno.createHttpClient({ proxy: bridge.proxy });
      const good = await fetch("http://x/info", { client, headers: bridge.headers });
      assert.deepEqual(await good.json(), { Name: "near" });
      client.close();
      const stranger = Deno.createHttpClient({ proxy: bridge.proxy });
      const [name] = Object.keys(bridge.headers);
      await assert.rejects(
        fetch("http://x/info", { client: stranger, headers: { [name!]: "0".repeat(64) } }),
      );
      await assert.rejects(fetch("http://x/info", { client: stranger }));
      stranger.close();
      bridge.close();
    }),
);

Deno.test("on Windows the bridge is such a port", HELPERS, async () => {
  const transport = await openTransport(target({ kind: "npipe", path: "x" }, ["docker"]), {
    env: () => undefined,
    os: "windows",
  });
  assert.match(Object.values(transport.headers).join(), /^[0-9a-f]{64}$/);
  transport.close();
});
