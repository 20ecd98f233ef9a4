/** What holds for the compiled binary only; SWARMNET_BINARY names it. */
import assert from "node:assert/strict";
import { capture } from "../../scripts/support/process.ts";

const binary = Deno.env.get("SWARMNET_BINARY");
if (!binary) console.log("skipped: tests of the compiled binary: SWARMNET_BINARY is not set");

function test(name: string, fn: (binary: string) => Promise<void>): void {
  Deno.test({ name: `binary: ${name}`, ignore: !binary, fn: () => fn(binary!) });
}

async function inEmptyFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = Deno.makeTempDirSync({ prefix: "swarmnet-binary-" });
  try {
    return await use(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

// Without any PATH the runtime itself does not start: it resolves the names in --allow-run first.
test("answers docker's metadata call with nothing in its environment but a PATH", async (binary) => {
  const ran = await capture([binary, "docker-cli-plugin-metadata"], {
    clearEnv: true,
    env: { PATH: "/nonexistent" },
    cwd: "/",
  });
  assert.equal(ran.code, 0);
  assert.equal(JSON.parse(ran.stdout).SchemaVersion, "0.1.0");
  assert.equal(ran.stderr, "");
});

test("leaves no file behind, neither in the temporary folder nor at home", async (binary) => {
  await inEmptyFolder(async (folder) => {
    const env = { PATH: Deno.env.get("PATH") ?? "", HOME: folder, TMPDIR: folder };
    const ran = await capture([binary, "ls", "--from", "demo"], { clearEnv: true, env, cwd: folder });
    assert.equal(ran.code, 0, ran.stderr);
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  });
});

test("runs under its own permission list: it starts docker, and says nothing of permissions", async (binary) => {
  await inEmptyFolder(async (folder) => {
    // A docker that only says what it was asked for.
    Deno.writeTextFileSync(`${folder}/docker`, '#!/bin/sh\necho "docker $*"\n', { mode: 0o755 });
    const env = {
      PATH: `${folder}:/usr/bin:/bin`,
      HOME: folder,
      LD_LIBRARY_PATH: folder,
      DOCKER_HOST: `unix://${folder}/none.sock`,
      DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND: `${folder}/docker`,
    };
    const words = ["swarmnet", "service", "create", "--help"];
    const ran = await capture([binary, ...words], { clearEnv: true, env });
    assert.doesNotMatch(ran.stderr, /allow-run|NotCapable|Requires/);
  });
});
