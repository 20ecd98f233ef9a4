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

test("answers docker's metadata call with any PATH, an empty one and none", async (binary) => {
  for (const env of [{ PATH: "/nonexistent" }, { PATH: "" }, {}]) {
    const ran = await capture([binary, "docker-cli-plugin-metadata"], { clearEnv: true, env, cwd: "/" });
    assert.equal(ran.code, 0, ran.stderr);
    assert.equal(JSON.parse(ran.stdout).SchemaVersion, "0.1.0");
    assert.equal(ran.stderr, "");
  }
});

test("leaves no file behind, neither in the temporary folder nor at home", async (binary) => {
  await inEmptyFolder(async (folder) => {
    const env = { PATH: Deno.env.get("PATH") ?? "", HOME: folder, TMPDIR: folder };
    const ran = await capture([binary, "ls", "--from", "demo"], { clearEnv: true, env, cwd: folder });
    assert.equal(ran.code, 0, ran.stderr);
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  });
});

test("runs docker under its own permission list, whatever the environment holds", async (binary) => {
  await inEmptyFolder(async (folder) => {
    Deno.writeTextFileSync(`${folder}/docker`, '#!/bin/sh\necho "this is docker" >&2\nexit 7\n', {
      mode: 0o755,
    });
    // A docker in the folder for temporary files is run, too.
    const env = {
      PATH: `${folder}:/usr/bin:/bin`,
      HOME: folder,
      TMPDIR: folder,
      LD_LIBRARY_PATH: folder,
      DOCKER_HOST: "ssh://nobody@nowhere.invalid",
    };
    const ran = await capture([binary, "ls"], { clearEnv: true, env, timeoutMs: 30_000 });
    assert.equal(ran.code, 1);
    assert.match(ran.stderr, /this is docker/);
    assert.doesNotMatch(ran.stderr, /--allow|NotCapable/);
  });
});
