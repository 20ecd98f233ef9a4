import assert from "node:assert/strict";
import { connect } from "../../lib/engine/connect.ts";
import type { Target, Tls } from "../../lib/engine/endpoint.ts";
import { EngineError } from "../../lib/engine/errors.ts";
import { Http } from "../../lib/engine/http.ts";
import { openTransport } from "../../lib/engine/transport.ts";
import { pong, withFolder } from "../support/engine_socket.ts";

const ignore = await missingOpenssl();

async function missingOpenssl(): Promise<boolean> {
  try {
    return !(await new Deno.Command("openssl", { args: ["version"], stdout: "null" }).output()).success;
  } catch {
    console.log("TLS tests are skipped: there is no openssl on the PATH");
    return true;
  }
}

async function openssl(folder: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("openssl", {
    args,
    cwd: folder,
    stdout: "null",
    stderr: "piped",
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
}

/** An authority NAME.pem, NAME.key. */
function authority(folder: string, name: string): Promise<void> {
  return openssl(
    folder,
    ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2".split(" "),
    ...["-keyout", `${name}.key`, "-out", `${name}.pem`, "-subj", `/CN=${name}`],
  );
}

/** A certificate NAME.pem, NAME.key of that authority for these names. */
async function certificate(folder: string, name: string, by: string, names: string, days = 2): Promise<void> {
  await openssl(
    folder,
    ..."req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes".split(" "),
    ...["-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${name}`],
  );
  Deno.writeTextFileSync(`${folder}/${name}.ext`, `subjectAltName=${names}`);
  await openssl(
    folder,
    ...["x509", "-req", "-in", `${name}.csr`, "-CA", `${by}.pem`, "-CAkey", `${by}.key`, "-CAcreateserial"],
    ...["-days", String(days), "-extfile", `${name}.ext`, "-out", `${name}.pem`],
  );
}

const LOOPBACK = "DNS:localhost,IP:127.0.0.1";

function target(port: number, tls?: Tls): Target {
  const endpoint = { kind: "tcp" as const, host: "127.0.0.1", port, pathPrefix: "", ...(tls ? { tls } : {}) };
  return { endpoint, host: `tcp://127.0.0.1:${port}`, context: "default", headers: {} };
}

/** Connects to an engine with this certificate, trusting that authority. */
async function attempt(folder: string, served: string | undefined, tls: Tls | undefined): Promise<string> {
  const read = (name: string) => Deno.readTextFileSync(`${folder}/${name}`);
  const answer = () => pong("1.51");
  const place = {
    hostname: "127.0.0.1",
    port: 0,
    onListen() {},
    onError: () => new Response(null, { status: 500 }),
  };
  const server = served === undefined
    ? Deno.serve(place, answer)
    : Deno.serve({ ...place, cert: read(`${served}.pem`), key: read(`${served}.key`) }, answer);
  try {
    const engine = await connect(target(server.addr.port, tls));
    engine.close();
    return "connected";
  } catch (error) {
    assert.ok(error instanceof EngineError, String(error));
    assert.equal(error.kind, "tls", `${error.message}: ${error.why}`);
    assert.match(error.message, /^No secure connection to the Docker engine at tcp:\/\/127\.0\.0\.1:\d+$/);
    assert.ok(error.next.length > 0);
    return error.why!;
  } finally {
    await server.shutdown();
  }
}

Deno.test({
  name:
    "a certificate of the authority given is taken; unknown authority, expired, other name and no TLS are refused by name",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      await Promise.all([authority(folder, "ca"), authority(folder, "other")]);
      await certificate(folder, "good", "ca", LOOPBACK);
      await certificate(folder, "old", "ca", LOOPBACK, -1);
      await certificate(folder, "elsewhere", "ca", "DNS:elsewhere.example");
      const trust = (name: string): Tls => ({
        ca: Deno.readTextFileSync(`${folder}/${name}.pem`),
        skipVerify: false,
      });
      assert.equal(await attempt(folder, "good", trust("ca")), "connected");
      assert.match(
        await attempt(folder, "good", trust("other")),
        /not issued by a certificate authority that is trusted/,
      );
      assert.match(
        await attempt(folder, "good", { skipVerify: false }),
        /not issued by a certificate authority that is trusted/,
      );
      assert.match(await attempt(folder, "old", trust("ca")), /has expired/);
      assert.match(await attempt(folder, "elsewhere", trust("ca")), /made out to another name/);
      assert.match(await attempt(folder, undefined, trust("ca")), /does not speak TLS/);
    }),
});

Deno.test({
  name:
    "an engine that asks for a client certificate gets it, and without one the missing certificate is named",
  ignore,
  fn: () =>
    withFolder(async (folder) => {
      await Promise.all([authority(folder, "ca"), authority(folder, "other")]);
      await certificate(folder, "good", "ca", LOOPBACK);
      await certificate(folder, "me", "ca", "DNS:me");
      await certificate(folder, "stranger", "other", "DNS:stranger");
      Deno.writeTextFileSync(
        `${folder}/info`,
        'HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n{"Name":"tls"}',
      );
      const port = freePort();
      const server = new Deno.Command("openssl", {
        args: [
          "s_server",
          "-accept",
          `127.0.0.1:${port}`,
          "-cert",
          "good.pem",
          "-key",
          "good.key",
          "-CAfile",
          "ca.pem",
        ]
          .concat("-Verify", "1", "-verify_return_error", "-HTTP", "-quiet"),
        cwd: folder,
        stdin: "null",
        stdout: "null",
        stderr: "null",
      }).spawn();
      try {
        await listening(port);
        const ca = Deno.readTextFileSync(`${folder}/ca.pem`);
        const own = (name: string): Tls => ({
          ca,
          cert: Deno.readTextFileSync(`${folder}/${name}.pem`),
          key: Deno.readTextFileSync(`${folder}/${name}.key`),
          skipVerify: false,
        });
        assert.deepEqual(await infoOf(port, own("me")), { Name: "tls" });
        for (const tls of [{ ca, skipVerify: false }, own("stranger")]) {
          await assert.rejects(infoOf(port, tls), (error) => {
            assert.ok(error instanceof EngineError);
            assert.equal(error.kind, "tls", error.why);
            assert.match(error.why!, /asks for a client certificate/);
            assert.match(error.next.join(), /cert\.pem and key\.pem/);
            return true;
          });
        }
      } finally {
        server.kill();
        await server.status;
      }
    }),
});

Deno.test("an engine with TLS that is addressed without it says how to address it", async () => {
  // What Go's server answers to plain HTTP on a TLS port; Deno's own server would close the connection.
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response("Client sent an HTTP request to an HTTPS server.\n", { status: 400 }),
  );
  await assert.rejects(connect(target(server.addr.port)), (error) => {
    assert.ok(error instanceof EngineError && error.kind === "tls");
    assert.match(error.next.join(), /--tlsverify/);
    return true;
  });
  await server.shutdown();
});

Deno.test("TLS files that are none are a usage error", async () => {
  for (const tls of [{ ca: "no certificate" }, { cert: "x", key: "y" }]) {
    await assert.rejects(connect(target(1, { ...tls, skipVerify: false })), {
      exit: 125,
      message: /TLS files .* cannot be used/,
    });
  }
});

async function infoOf(port: number, tls: Tls): Promise<unknown> {
  const place = target(port, tls);
  const transport = await openTransport(place, { env: () => undefined, os: Deno.build.os });
  const http = new Http(transport, { host: place.host, headers: {}, limit: 5000 });
  try {
    return await http.json({ method: "GET", path: "/info" });
  } finally {
    http.close();
  }
}

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

async function listening(port: number): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  assert.fail("openssl does not listen");
}
