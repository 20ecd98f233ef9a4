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

test("starts the programs it needs under its own permission list, whatever the environment holds", async (binary) => {
  await inEmptyFolder(async (folder) => {
    // The runtime denies writing around programs it may run, so the temporary folder must not be above these.
    const elsewhere = "/var/tmp";
    for (const name of ["docker", "ssh"]) {
      Deno.writeTextFileSync(`${folder}/${name}`, `#!/bin/sh\necho "this is ${name}" >&2\nexit 7\n`, {
        mode: 0o755,
      });
    }
    const env = {
      PATH: `${folder}:/usr/bin:/bin`,
      HOME: folder,
      TMPDIR: elsewhere,
      LD_LIBRARY_PATH: folder,
      DOCKER_HOST: "ssh://nobody@nowhere.invalid",
    };
    const ran = await capture([binary, "ls"], { clearEnv: true, env, timeoutMs: 30_000 });
    assert.equal(ran.code, 1);
    assert.match(ran.stderr, /this is (?:docker|ssh)/);
    assert.doesNotMatch(ran.stderr, /--allow|NotCapable/);
  });
});
