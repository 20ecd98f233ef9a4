import assert from "node:assert/strict";
import { capture } from "../../scripts/support/process.ts";
import { type HttpEngine, startHttpEngine } from "../support/http_engine.ts";
import { type PluginUnderTest, protocolTest } from "../support/plugin.ts";

/** A command that asks the engine something; its own result does not matter here. */
const ASK = ["swarmnet", "ls"];

/** An engine with TLS, and the folder of its files: ca.pem, server.pem, server-key.pem, other-ca.pem, other/ca.pem. */
interface Secure {
  plugin: PluginUnderTest;
  engine: HttpEngine;
  folder: string;
}

/** An authority and a certificate for 127.0.0.1 in `folder`; false where there is no openssl. */
async function makeCertificates(folder: string): Promise<boolean> {
  const script = `set -e
cd "$1"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=test-ca -keyout ca-key.pem -out ca.pem
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=127.0.0.1 -keyout server-key.pem -out server.csr
printf 'subjectAltName=IP:127.0.0.1\\n' > ext
openssl x509 -req -in server.csr -CA ca.pem -CAkey ca-key.pem -CAcreateserial -days 2 -extfile ext -out server.pem
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=other-ca -keyout other-key.pem -out other-ca.pem`;
  await Deno.mkdir(folder);
  return (await capture(["sh", "-c", script, "sh", folder])).code === 0;
}

function tlsTest(name: string, work: (secure: Secure, t: Deno.TestContext) => Promise<void>): void {
  protocolTest(`TLS: ${name}`, async (plugin, t) => {
    const folder = `${plugin.config}/certs`;
    if (!await makeCertificates(folder)) {
      return console.log("not checked: no openssl to make certificates with");
    }
    const read = (name: string) => Deno.readTextFileSync(`${folder}/${name}`);
    await using engine = startHttpEngine({ tls: { cert: read("server.pem"), key: read("server-key.pem") } });
    await Deno.mkdir(`${folder}/other`);
    await Deno.copyFile(`${folder}/other-ca.pem`, `${folder}/other/ca.pem`);
    await work({ plugin, engine, folder }, t);
  });
}

async function expectAnswer(
  { plugin, engine }: Secure,
  globals: string[],
  env: Record<string, string>,
): Promise<void> {
  const before = engine.heard.length;
  const { stderr } = await plugin.run([...globals, ...ASK], { env });
  const paths = engine.heard.slice(before).map((one) => one.path);
  assert.ok(paths.some((path) => /^\/v1\.\d+\//.test(path)), stderr);
}

async function makeContext({ plugin, engine }: Secure, name: string, files: string): Promise<void> {
  const create = ["context", "create", name, "--docker", `host=${engine.host},${files}`];
  assert.equal((await plugin.run(create)).code, 0);
}

tlsTest("the right authority is accepted, and any where verification is off", async (secure, t) => {
  const { folder, engine: { host } } = secure;
  const other = ["--tlscacert", `${folder}/other-ca.pem`];
  const works: [what: string, globals: string[], env: Record<string, string>][] = [
    ["DOCKER_TLS_VERIFY and DOCKER_CERT_PATH", [], {
      DOCKER_HOST: host,
      DOCKER_TLS_VERIFY: "1",
      DOCKER_CERT_PATH: folder,
    }],
    ["--tlsverify and --tlscacert", ["-H", host, "--tlsverify", "--tlscacert", `${folder}/ca.pem`], {}],
    ["--tls does not verify", ["-H", host, "--tls", ...other], {}],
    ["--tlsverify=false neither", ["-H", host, "--tlsverify=false", ...other], {}],
  ];
  for (const [what, globals, env] of works) {
    await t.step(what, () => expectAnswer(secure, globals, env));
  }
  await t.step("a context with its own authority", async () => {
    await makeContext(secure, "secure", `ca=${folder}/ca.pem`);
    await expectAnswer(secure, ["--context", "secure"], {});
  });
  await t.step("a context that skips verification", async () => {
    await makeContext(secure, "lax", "skip-tls-verify=true");
    await expectAnswer(secure, ["--context", "lax"], {});
    const { stdout } = await secure.plugin.run(["--context", "lax", "swarmnet", "doctor"]);
    assert.match(stdout, /problem .*"lax" does not verify/);
  });
});

tlsTest("only the authority that is named is accepted; without one the system's are", async (secure, t) => {
  const { folder, engine, plugin } = secure;
  // What Go takes for the system's authorities (crypto/x509).
  const system = { SSL_CERT_FILE: `${folder}/ca.pem` };
  await makeContext(secure, "pinned", `ca=${folder}/other-ca.pem`);
  await makeContext(secure, "open", `cert=${folder}/server.pem,key=${folder}/server-key.pem`);
  await t.step("a context without an authority", () => expectAnswer(secure, ["--context", "open"], system));
  const refused: [what: string, globals: string[], env: Record<string, string>][] = [
    ["another authority in DOCKER_CERT_PATH", ["-H", engine.host, "--tlsverify"], {
      ...system,
      DOCKER_CERT_PATH: `${folder}/other`,
    }],
    ["another authority in a context", ["--context", "pinned"], system],
    ["an authority that the system does not know", ["--context", "open"], {}],
  ];
  for (const [what, globals, env] of refused) {
    await t.step(`${what} is refused`, async () => {
      const before = engine.heard.length;
      const { code, stderr } = await plugin.run([...globals, ...ASK], { env });
      assert.equal(code, 1);
      assert.match(stderr, /x509: certificate signed by unknown authority/);
      assert.equal(engine.heard.length, before);
    });
  }
});
