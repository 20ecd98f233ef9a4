import assert from "node:assert/strict";
import { connect } from "../../lib/engine/connect.ts";
import { EngineError } from "../../lib/engine/errors.ts";
import { dockerCli } from "../support/docker_cli.ts";
import { json, pong, withFolder } from "../support/engine_socket.ts";
import { carriedTarget } from "../support/through_docker.ts";

/** TLS through the real `docker system dial-stdio`: docker decides, this client reports what it decided. */
const reason = await missing();
if (reason !== undefined) console.log(`TLS tests are skipped: ${reason}`);
const OPTIONS = { ignore: reason !== undefined, sanitizeOps: false, sanitizeResources: false };

async function missing(): Promise<string | undefined> {
  if (dockerCli() === undefined) return "there is no docker CLI on the PATH";
  try {
    const { success } = await new Deno.Command("openssl", { args: ["version"], stdout: "null" }).output();
    return success ? undefined : "openssl does not run";
  } catch {
    return "there is no openssl on the PATH";
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

const KEY = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes".split(" ");

/** An authority NAME.pem, NAME.key. */
function authority(folder: string, name: string): Promise<void> {
  return openssl(
    folder,
    ...["req", "-x509", ...KEY, "-days", "2", "-subj", `/CN=${name}`],
    ...["-keyout", `${name}.key`, "-out", `${name}.pem`],
  );
}

/** A certificate NAME.pem, NAME.key of that authority for these names. */
async function certificate(folder: string, name: string, by: string, names: string): Promise<void> {
  await openssl(
    folder,
    ...["req", ...KEY, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${name}`],
  );
  Deno.writeTextFileSync(`${folder}/${name}.ext`, `subjectAltName=${names}`);
  await openssl(
    folder,
    ...["x509", "-req", "-in", `${name}.csr`, "-CA", `${by}.pem`, "-CAkey", `${by}.key`, "-CAcreateserial"],
    ...["-days", "2", "-extfile", `${name}.ext`, "-out", `${name}.pem`],
  );
}

/** Connects through docker with these TLS flags; "connected", or the failure. */
async function attempt(port: number, flags: string[]): Promise<EngineError | "connected"> {
  const host = `tcp://127.0.0.1:${port}`;
  const endpoint = { kind: "tcp", host: "127.0.0.1", port, pathPrefix: "", tls: true } as const;
  const words = [...flags, "-H", host, "system", "dial-stdio"];
  try {
    const engine = await connect(carriedTarget(endpoint, host, [dockerCli()!, ...words]));
    const info = await engine.info();
    engine.close();
    assert.equal(info.Name, "tls");
    return "connected";
  } catch (error) {
    assert.ok(error instanceof EngineError, String(error));
    assert.equal(error.message, `Cannot reach the Docker engine at ${host} through docker`);
    assert.equal(error.kind, "tls", error.why);
    assert.ok(error.next.length > 0);
    return error;
  }
}

function refused(result: EngineError | "connected", why: RegExp): void {
  assert.ok(result instanceof EngineError, "it connected");
  assert.match(result.why!, why);
}

Deno.test(
  "an engine is accepted by the authority given only; what docker refuses is named",
  OPTIONS,
  () =>
    withFolder(async (folder) => {
      await Promise.all([authority(folder, "ca"), authority(folder, "other")]);
      await certificate(folder, "good", "ca", "DNS:localhost,IP:127.0.0.1");
      await certificate(folder, "elsewhere", "ca", "DNS:elsewhere.example");
      const read = (name: string) => Deno.readTextFileSync(`${folder}/${name}`);
      const serve = (name: string | undefined) => {
        const place = {
          hostname: "127.0.0.1",
          port: 0,
          onListen() {},
          onError: () => new Response(null, { status: 500 }),
        };
        const answer = (request: Request) =>
          request.url.includes("_ping") ? pong("1.51") : json({ Name: "tls" });
        return name === undefined
          ? Deno.serve(place, answer)
          : Deno.serve({ ...place, cert: read(`${name}.pem`), key: read(`${name}.key`) }, answer);
      };
      const servers = [serve("good"), serve("elsewhere"), serve(undefined)];
      const [good, elsewhere, plain] = servers.map((server) => server.addr.port) as [number, number, number];
      const trusting = (
        name: string,
      ) => ["--tlsverify", `--tlscacert=${folder}/${name}.pem`, "--tlscert=", "--tlskey="];
      try {
        assert.equal(await attempt(good, trusting("ca")), "connected");
        assert.equal(await attempt(good, ["--tls", ...trusting("other").slice(1)]), "connected");
        refused(await attempt(good, trusting("other")), /an authority that is not trusted/);
        refused(await attempt(elsewhere, trusting("ca")), /is for another name/);
        refused(await attempt(plain, trusting("ca")), /does not use TLS/);
      } finally {
        await Promise.all(servers.map((server) => server.shutdown()));
      }
    }),
);

Deno.test(
  "an engine that requires a client certificate gets it; without one that is the reason",
  OPTIONS,
  () =>
    withFolder(async (folder) => {
      await authority(folder, "ca");
      await certificate(folder, "good", "ca", "DNS:localhost,IP:127.0.0.1");
      const port = freePort();
      const server = new Deno.Command("openssl", {
        args: ["s_server", "-accept", `127.0.0.1:${port}`, "-cert", "good.pem", "-key", "good.key"]
          .concat("-CAfile", "ca.pem", "-Verify", "1", "-verify_return_error", "-quiet"),
        cwd: folder,
        stdin: "null",
        stdout: "null",
        stderr: "null",
      }).spawn();
      try {
        await listening(port);
        const flags = ["--tlsverify", `--tlscacert=${folder}/ca.pem`, "--tlscert=", "--tlskey="];
        const result = await attempt(port, flags);
        refused(result, /requires a client certificate/);
        assert.match((result as EngineError).next.join(), /cert\.pem and key\.pem/);
      } finally {
        server.kill();
        await server.status;
      }
    }),
);

Deno.test("an engine with TLS that is addressed without it says how to address it", async () => {
  // What Go's server answers to plain HTTP on a TLS port; Deno's own server would close the connection.
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response("Client sent an HTTP request to an HTTPS server.\n", { status: 400 }),
  );
  const { port } = server.addr;
  const endpoint = { kind: "tcp", host: "127.0.0.1", port, pathPrefix: "" } as const;
  await assert.rejects(connect(carriedTarget(endpoint, `tcp://127.0.0.1:${port}`)), (error) => {
    assert.ok(error instanceof EngineError && error.kind === "tls");
    assert.match(error.next.join(), /--tlsverify/);
    return true;
  });
  await server.shutdown();
});

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
