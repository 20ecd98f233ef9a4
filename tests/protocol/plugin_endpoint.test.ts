import assert from "node:assert/strict";
import { VERSION } from "../../lib/base/version.ts";
import { capture } from "../../scripts/support/process.ts";
import { type Heard, type HttpEngine, startHttpEngine } from "../support/http_engine.ts";
import { protocolTest } from "../support/plugin.ts";

/** A command that asks the engine something; its own result does not matter here. */
const ASK = ["swarmnet", "ls"];
const NOWHERE = "tcp://127.0.0.1:1";

/** Without the calls of docker itself, which before 23.0 pings the engine for plugins as well. */
function ours(engine: HttpEngine): Heard[] {
  return engine.heard.filter((one) => !one.headers.get("user-agent")?.startsWith("Docker-Client/"));
}

/** The path of the first call after the ping, or what went wrong. */
function asked(engine: HttpEngine): string {
  return ours(engine).find((one) => !one.path.includes("/_ping"))?.path ?? "nothing asked";
}

protocolTest("the engine is chosen as docker chooses it", async (plugin, t) => {
  const { run } = plugin;
  for (const name of ["one", "two"]) {
    assert.equal((await run(["context", "create", name, "--docker", `host=${NOWHERE}`])).code, 0);
  }
  const cases: [
    what: string,
    globals: (host: string) => string[],
    env: (host: string) => Record<string, string>,
  ][] = [
    ["DOCKER_HOST", () => [], (host) => ({ DOCKER_HOST: host })],
    ["DOCKER_HOST without scheme", () => [], (host) => ({ DOCKER_HOST: host.replace("tcp://", "") })],
    [
      "-H over DOCKER_HOST and DOCKER_CONTEXT",
      (host) => ["-H", host],
      () => ({ DOCKER_HOST: NOWHERE, DOCKER_CONTEXT: "two" }),
    ],
    ["--host=", (host) => [`--host=${host}`], () => ({})],
    ["DOCKER_HOST over DOCKER_CONTEXT", () => [], (host) => ({ DOCKER_HOST: host, DOCKER_CONTEXT: "two" })],
  ];
  for (const [what, globals, env] of cases) {
    await t.step(what, async () => {
      await using engine = startHttpEngine();
      const { stderr } = await run([...globals(engine.host), ...ASK], { env: env(engine.host) });
      assert.match(asked(engine), /^\/v1\.\d+\//, stderr);
    });
  }
  const byContext: [what: string, globals: string[], env: Record<string, string>, current?: string][] = [
    ["--context over DOCKER_HOST", ["--context", "one"], { DOCKER_HOST: NOWHERE }],
    ["-c grouped with -D", ["-Dcone"], { DOCKER_HOST: NOWHERE }],
    ["DOCKER_CONTEXT over the current context", [], { DOCKER_HOST: "", DOCKER_CONTEXT: "one" }, "two"],
    ["the current context", [], { DOCKER_HOST: "" }, "one"],
  ];
  for (const [what, globals, env, current = "default"] of byContext) {
    await t.step(what, async () => {
      await using engine = startHttpEngine();
      assert.equal((await run(["context", "update", "one", "--docker", `host=${engine.host}`])).code, 0);
      assert.equal((await run(["context", "use", current], { env: { DOCKER_HOST: "" } })).code, 0);
      const { stderr } = await run([...globals, ...ASK], { env });
      assert.match(asked(engine), /^\/v1\.\d+\//, stderr);
    });
  }
  await t.step("--config names another store", async () => {
    await using engine = startHttpEngine();
    const other = `${plugin.config}/other`;
    await Deno.mkdir(`${other}/cli-plugins`, { recursive: true });
    await Deno.copyFile(plugin.path, `${other}/cli-plugins/docker-swarmnet`);
    const create = ["--config", other, "context", "create", "there", "--docker", `host=${engine.host}`];
    assert.equal((await run(create)).code, 0);
    const { stderr } = await run(["--config", other, "--context", "there", ...ASK]);
    assert.match(asked(engine), /^\/v1\.\d+\//, stderr);
  });
});

protocolTest(
  "calls carry the path prefix, the pinned version and the user's headers",
  async ({ run, config }, t) => {
    await t.step("a path prefix", async () => {
      await using engine = startHttpEngine();
      await run(["-H", `${engine.host}/pre/fix`, ...ASK]);
      assert.ok(engine.heard.length > 1);
      for (const { path } of engine.heard) assert.match(path, /^\/pre\/fix\/(_ping|v1\.\d+\/)/);
    });
    await t.step("DOCKER_API_VERSION, with and without v", async () => {
      for (const version of ["1.44", "v1.44"]) {
        await using engine = startHttpEngine();
        await run(ASK, { env: { DOCKER_HOST: engine.host, DOCKER_API_VERSION: version } });
        assert.match(asked(engine), /^\/v1\.44\//);
      }
    });
    await t.step("the engine's version where it is older", async () => {
      await using engine = startHttpEngine({ version: "1.43" });
      await run(ASK, { env: { DOCKER_HOST: engine.host } });
      assert.match(asked(engine), /^\/v1\.43\//);
    });
    await Deno.writeTextFile(
      `${config}/config.json`,
      '{"HttpHeaders":{"x-from-config":"1","User-Agent":"me"}}',
    );
    await t.step("HttpHeaders of config.json, and our own User-Agent", async () => {
      await using engine = startHttpEngine();
      await run(ASK, { env: { DOCKER_HOST: engine.host } });
      assert.ok(ours(engine).length > 0);
      for (const { headers } of ours(engine)) {
        assert.equal(headers.get("x-from-config"), "1");
        assert.equal(headers.get("user-agent"), `swarmnet/${VERSION}`);
      }
    });
    await t.step("DOCKER_CUSTOM_HEADERS instead of them", async () => {
      await using engine = startHttpEngine();
      await run(ASK, { env: { DOCKER_HOST: engine.host, DOCKER_CUSTOM_HEADERS: 'one=1,"two=a,b"' } });
      assert.ok(ours(engine).length > 0);
      for (const { headers } of ours(engine)) {
        assert.equal(headers.get("one"), "1");
        assert.equal(headers.get("two"), "a,b");
        assert.equal(headers.get("x-from-config"), null);
      }
    });
    await t.step("a malformed value is an error of a few lines, where docker itself panics", async () => {
      const { code, stderr } = await run(ASK, {
        env: { DOCKER_HOST: NOWHERE, DOCKER_CUSTOM_HEADERS: "oops" },
      });
      assert.equal(code, 125);
      assert.match(stderr, /^DOCKER_CUSTOM_HEADERS cannot be read\n/);
      assert.ok(stderr.split("\n").length <= 4);
    });
    await t.step("a broken config.json is a warning, as with docker", async () => {
      await Deno.writeTextFile(`${config}/config.json`, "{ broken");
      await using engine = startHttpEngine();
      const { stderr } = await run(ASK, { env: { DOCKER_HOST: engine.host } });
      assert.match(stderr, /^WARNING: Error parsing config file \(.*config\.json\)/m);
      assert.match(asked(engine), /^\/v1\.\d+\//);
    });
  },
);

protocolTest(
  "ssh is started by docker, also from a folder for temporary files, and its own words are shown when it fails",
  async (plugin) => {
    const bin = `${plugin.config}/bin`;
    await Deno.mkdir(bin);
    await Deno.writeTextFile(
      `${bin}/ssh`,
      `#!/bin/sh\nfor word in "$@"; do printf '%s\\n' "$word"; done > "${plugin.config}/ssh-argv"\necho 'Permission denied (publickey).' >&2\nexit 255\n`,
    );
    await Deno.chmod(`${bin}/ssh`, 0o755);
    const env = { PATH: `${bin}:${plugin.env().PATH}` };
    const { code, stderr } = await plugin.run(["-H", "ssh://me@host1:2222", ...ASK], { env });
    assert.equal(code, 1);
    assert.match(stderr, /Permission denied \(publickey\)/);
    const argv = (await Deno.readTextFile(`${plugin.config}/ssh-argv`)).trimEnd().split("\n");
    // Older and newer docker CLIs hand the command over as one word or as three.
    assert.equal(argv.slice(argv.indexOf("--")).join(" "), "-- host1 docker system dial-stdio");
    for (const word of ["-l", "me", "-p", "2222", "-T"]) assert.ok(argv.includes(word), argv.join(" "));
  },
);

protocolTest(
  "without an environment the metadata is answered and the account's home is used",
  async (plugin) => {
    const bare = (words: string[], env: Record<string, string> = {}) =>
      capture([plugin.path, ...words], { clearEnv: true, env, cwd: plugin.config, timeoutMs: 60_000 });
    const metadata = await bare(["docker-cli-plugin-metadata"]);
    assert.equal(metadata.code, 0, metadata.stderr);
    assert.equal(JSON.parse(metadata.stdout).SchemaVersion, "0.1.0");
    const ls = await bare(["ls"], { DOCKER_HOST: NOWHERE });
    assert.match(ls.stderr.split("\n")[0]!, / at tcp:\/\/127\.0\.0\.1:1/);
    for (const PATH of ["", "/nonexistent"]) {
      const create = await bare(["service", "create", "x"], { PATH, DOCKER_HOST: NOWHERE });
      assert.equal(create.code, 1);
      assert.match(create.stderr, /^Cannot run docker\n.*no docker command on the PATH/);
      const ssh = await bare(["ls"], { PATH, DOCKER_HOST: "ssh://host1" });
      assert.match(ssh.stderr, /no docker command was found/);
    }
  },
);
