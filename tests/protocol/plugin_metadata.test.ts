import assert from "node:assert/strict";
import { VERSION } from "../../lib/base/version.ts";
import { capture } from "../../scripts/support/process.ts";
import { protocolTest } from "../support/plugin.ts";

const WORD = "docker-cli-plugin-metadata";

protocolTest("docker info lists the plugin without a warning", async ({ run, path }) => {
  const { stdout, stderr } = await run(["info", "--format", "{{json .ClientInfo.Plugins}}"]);
  const plugins: Record<string, unknown>[] = JSON.parse(stdout);
  const own = plugins.filter((plugin) => plugin.Name === "swarmnet");
  assert.equal(own.length, 1);
  assert.equal(own[0]!.Err, undefined);
  assert.equal(own[0]!.Version, VERSION);
  assert.equal(own[0]!.Path, path);
  assert.doesNotMatch(stderr, /WARNING: Plugin/);
});

protocolTest("docker --help has one line for it, and no invalid plugins", async ({ run, config }) => {
  const { code, stdout } = await run(["--help"]);
  assert.equal(code, 0);
  assert.match(stdout, /^ {2}swarmnet\* +\S.*$/m);
  // Other plugins of this machine may be invalid; ours is not among them.
  assert.ok(!(stdout.split("Invalid Plugins:")[1] ?? "").includes(config));
});

protocolTest(
  "the metadata is one JSON object and nothing else, whatever the surroundings",
  async (plugin, t) => {
    const expectJson = (ran: { code: number; stdout: string; stderr: string }) => {
      assert.equal(ran.code, 0, ran.stderr);
      const metadata = JSON.parse(ran.stdout);
      assert.equal(metadata.SchemaVersion, "0.1.0");
      assert.ok(metadata.Vendor.length > 0);
      assert.doesNotMatch(metadata.ShortDescription, /\n/);
      assert.equal(ran.stdout.trimEnd().split("\n").length, 1);
    };
    await t.step("an engine that is not there", async () => {
      expectJson(await plugin.standalone([WORD], { env: { DOCKER_HOST: "tcp://192.0.2.1:1" } }));
    });
    await t.step("a broken configuration", async () => {
      await Deno.writeTextFile(`${plugin.config}/config.json`, "{ broken");
      expectJson(
        await plugin.standalone([WORD], { env: { DOCKER_CONTEXT: "nope", DOCKER_API_VERSION: "x" } }),
      );
      await Deno.remove(`${plugin.config}/config.json`);
    });
    await t.step("no HOME and nearly no environment", async () => {
      const { PATH, DENO_DIR } = plugin.env() as { PATH: string; DENO_DIR: string };
      expectJson(await capture([plugin.path, WORD], { clearEnv: true, env: { PATH, DENO_DIR } }));
    });
    await t.step("a HOME that is not there", async () => {
      expectJson(await plugin.standalone([WORD], { env: { HOME: "/nonexistent/home" } }));
    });
    await t.step("a read-only disk", async () => {
      const script =
        'mount --make-rprivate / && mount -o remount,bind,ro / && ! touch "$1/x" 2>/dev/null || exit 99; shift; exec "$@"';
      const ran = await capture([
        "unshare",
        "-rm",
        "sh",
        "-c",
        script,
        "sh",
        plugin.config,
        plugin.path,
        WORD,
      ], {
        clearEnv: true,
        env: plugin.env(),
      });
      if (ran.code === 99 || ran.code === 127 || /unshare/.test(ran.stderr)) {
        console.log(`not checked: ${ran.stderr || "no way to a read-only disk"}`);
      } else expectJson(ran);
    });
  },
);
