import assert from "node:assert/strict";
import { type FakeEngine, startFakeEngine } from "../support/fake_engine.ts";
import { type PluginUnderTest, protocolTest } from "../support/plugin.ts";

/** What docker prints under its heading, without colour and carriage returns; "" where there is no hint. */
function hint(terminal: string): string {
  // deno-lint-ignore no-control-regex
  const text = terminal.replaceAll(/\u001b\[[0-9;]*m|\r/g, "");
  const [, after] = text.split("What's next:\n");
  return after === undefined
    ? ""
    : after.split("\n").filter((line) => line.startsWith("    ")).map((line) => line.slice(4)).join("\n");
}

async function withHooks(
  plugin: PluginUnderTest,
  work: (engine: FakeEngine, type: (words: string[]) => Promise<string>) => Promise<void>,
) {
  assert.equal((await plugin.run(["swarmnet", "hooks", "enable"])).code, 0);
  await using engine = await startFakeEngine({ time: "wall", speed: 50 });
  await work(engine, async (words) => {
    const { stdout } = await plugin.onTerminal(words, { env: { DOCKER_HOST: engine.host } });
    return stdout;
  });
  const agents = engine.requests.map((request) => request.headers.get("user-agent") ?? "");
  assert.ok(agents.some((agent) => agent.startsWith("Docker-Client/")));
  assert.deepEqual(
    agents.filter((agent) => agent.includes("swarmnet")),
    [],
    "a hint must not ask the engine",
  );
}

protocolTest(
  "after docker network create there is a hint for an overlay that is not encrypted, and for nothing else",
  async (plugin, t) => {
    await withHooks(plugin, async (_engine, type) => {
      await t.step("overlay", async () => {
        const said = await type(["network", "create", "-d", "overlay", "--attachable", "plain"]);
        assert.match(hint(said), /^plain is not encrypted: .*\n.*docker swarmnet inspect plain$/, said);
      });
      await t.step("overlay, driver with an equals sign", async () => {
        assert.match(
          hint(await type(["network", "create", "--driver=overlay", "plain2"])),
          /^plain2 is not encrypted/,
        );
      });
      const silent: [string, string[]][] = [
        ["encrypted", ["network", "create", "-d", "overlay", "--opt", "encrypted", "safe"]],
        ["bridge", ["network", "create", "-d", "bridge", "b1"]],
        ["no driver", ["network", "create", "b2"]],
        ["help", ["network", "create", "--help"]],
        ["a failure", ["network", "create", "-d", "overlay", "plain"]],
        ["a wrong flag", ["network", "create", "-d", "overlay", "--bogus", "x"]],
        ["another command", ["network", "ls"]],
      ];
      for (const [what, words] of silent) {
        await t.step(`silent: ${what}`, async () => assert.equal(hint(await type(words)), ""));
      }
    });
  },
  { since: "26.1", programs: ["script"] },
);

protocolTest(
  "after service create and update onto a network, and stack deploy, there is a next step",
  async (plugin, t) => {
    await withHooks(plugin, async (_engine, type) => {
      await type(["network", "create", "-d", "overlay", "net"]);
      const create = ["service", "create", "--detach", "--no-resolve-image", "--network", "net"];
      await t.step("service create", async () => {
        const said = await type([...create, "--name", "api", "busybox"]);
        assert.match(hint(said), /docker swarmnet service inspect api$/, said);
      });
      await t.step("silent: service create without a name, or without a network", async () => {
        assert.equal(hint(await type([...create, "busybox"])), "");
        assert.equal(
          hint(
            await type(["service", "create", "--detach", "--no-resolve-image", "--name", "lone", "busybox"]),
          ),
          "",
        );
      });
      await t.step("service update", async () => {
        const said = await type([
          "service",
          "update",
          "--detach",
          "--no-resolve-image",
          "--network-add",
          "net",
          "lone",
        ]);
        assert.match(hint(said), /docker swarmnet service inspect lone$/, said);
        assert.equal(
          hint(
            await type(["service", "update", "--detach", "--no-resolve-image", "--label-add", "a=b", "lone"]),
          ),
          "",
        );
      });
      await t.step("stack deploy", async () => {
        const file = `${plugin.config}/stack.yml`;
        await Deno.writeTextFile(file, 'version: "3.8"\nservices:\n  web:\n    image: busybox\n');
        const said = await type([
          "stack",
          "deploy",
          "--detach",
          "--resolve-image",
          "never",
          "-c",
          file,
          "shop",
        ]);
        assert.match(
          hint(said),
          /docker swarmnet ls --filter label=com\.docker\.stack\.namespace=shop$/,
          said,
        );
      });
    });
  },
  { since: "26.1", programs: ["script"] },
);

protocolTest("disabled hints do not come, nor on a pipe", async (plugin) => {
  await using engine = await startFakeEngine({ time: "wall" });
  const env = { DOCKER_HOST: engine.host };
  assert.equal((await plugin.run(["swarmnet", "hooks", "enable"])).code, 0);
  const piped = await plugin.run(["network", "create", "-d", "overlay", "one"], { env });
  assert.equal(piped.code, 0, piped.stderr);
  assert.doesNotMatch(piped.stderr, /What's next/);
  assert.equal((await plugin.run(["swarmnet", "hooks", "disable"])).code, 0);
  const { stdout } = await plugin.onTerminal(["network", "create", "-d", "overlay", "two"], { env });
  assert.equal(hint(stdout), "");
}, { programs: ["script"] });

protocolTest("config.json is what docker itself would have written", async ({ run, config }) => {
  const path = `${config}/config.json`;
  await Deno.writeTextFile(
    path,
    '{"auths":{},"HttpHeaders":{"b":"<&>","a":"é"},"features":{"z":"1"},"plugins":{"zed":{"k":"v"}}}',
  );
  await Deno.chmod(path, 0o640);
  // docker rewrites the file when the context changes; the second change takes currentContext away again.
  const rewrite = async () => {
    assert.equal((await run(["context", "use", "other"], { env: { DOCKER_HOST: "" } })).code, 0);
    assert.equal((await run(["context", "use", "default"], { env: { DOCKER_HOST: "" } })).code, 0);
  };
  assert.equal((await run(["context", "create", "other", "--docker", "host=unix:///x"])).code, 0);
  await rewrite();
  const before = await Deno.readTextFile(path);
  assert.equal((await run(["swarmnet", "hooks", "enable"])).code, 0);
  const ours = await Deno.readTextFile(path);
  assert.notEqual(ours, before);
  assert.equal((await Deno.stat(path)).mode! & 0o777, 0o640);
  await rewrite();
  assert.equal(await Deno.readTextFile(path), ours);
  assert.equal((await run(["swarmnet", "hooks", "disable"])).code, 0);
  assert.equal(await Deno.readTextFile(path), before);
}, { since: "26.1" });

protocolTest("a new config.json is what docker itself would have written", async ({ run, config }) => {
  const path = `${config}/config.json`;
  assert.equal((await run(["swarmnet", "hooks", "enable"])).code, 0);
  const ours = await Deno.readTextFile(path);
  assert.equal((await run(["context", "create", "other", "--docker", "host=unix:///x"])).code, 0);
  assert.equal((await run(["context", "use", "other"], { env: { DOCKER_HOST: "" } })).code, 0);
  assert.equal((await run(["context", "use", "default"], { env: { DOCKER_HOST: "" } })).code, 0);
  assert.equal(await Deno.readTextFile(path), ours);
  assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
}, { since: "26.1" });
