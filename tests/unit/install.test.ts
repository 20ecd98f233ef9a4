import assert from "node:assert/strict";
import { launcherScript, quote } from "../../scripts/install/launcher.ts";
import { placeFor, prepareFolder, refuseOpenFolder } from "../../scripts/install/place.ts";

function env(values: Record<string, string>): (name: string) => string | undefined {
  return (name) => values[name];
}

Deno.test("install: goes to DOCKER_CONFIG, else to the home folder, else to the system's folder", () => {
  const user = { system: false, os: "linux" } as const;
  assert.equal(
    placeFor({ ...user, env: env({ HOME: "/home/a", DOCKER_CONFIG: "/etc/d" }) }).path,
    "/etc/d/cli-plugins/docker-swarmnet",
  );
  assert.equal(
    placeFor({ ...user, env: env({ HOME: "/home/a" }) }).path,
    "/home/a/.docker/cli-plugins/docker-swarmnet",
  );
  assert.equal(
    placeFor({ system: true, os: "darwin", env: env({}) }).path,
    "/usr/local/lib/docker/cli-plugins/docker-swarmnet",
  );
  assert.equal(
    placeFor({ system: false, os: "windows", env: env({ USERPROFILE: "C:\\Users\\a" }) }).path,
    "C:\\Users\\a\\.docker\\cli-plugins\\docker-swarmnet.exe",
  );
  assert.throws(() => placeFor({ ...user, env: env({}) }), /Neither DOCKER_CONFIG nor HOME/);
});

Deno.test(
  "install: folders are made for all to read when they are the system's, and one that everyone may write to is refused",
  {
    ignore: Deno.build.os === "windows",
  },
  () => {
    const base = Deno.makeTempDirSync();
    try {
      const mode = (path: string) => Deno.statSync(`${base}/${path}`).mode! & 0o777;
      prepareFolder({ folder: `${base}/system/docker/cli-plugins`, owner: "system" });
      assert.deepEqual(["system", "system/docker", "system/docker/cli-plugins"].map(mode), [
        0o755,
        0o755,
        0o755,
      ]);
      prepareFolder({ folder: `${base}/user/cli-plugins`, owner: "user" });
      assert.equal(mode("user/cli-plugins") & 0o022, 0);
      refuseOpenFolder(`${base}/user/cli-plugins`);
      Deno.chmodSync(`${base}/user/cli-plugins`, 0o777);
      prepareFolder({ folder: `${base}/user/cli-plugins`, owner: "user" });
      assert.throws(() => refuseOpenFolder(`${base}/user/cli-plugins`), /chmod go-w/);
    } finally {
      Deno.removeSync(base, { recursive: true });
    }
  },
);

Deno.test("install: the launcher quotes every path and keeps the arguments", {
  ignore: Deno.build.os === "windows",
}, async () => {
  assert.equal(quote("it's"), "'it'\\''s'");
  const base = Deno.makeTempDirSync();
  try {
    const root = `${base}/it's; here`;
    Deno.mkdirSync(root);
    const deno = `${root}/deno`;
    Deno.writeTextFileSync(deno, '#!/bin/sh\nprintf "%s\\n" "PATH=$PATH" "$@"\n', { mode: 0o755 });
    const script = `${base}/docker-swarmnet`;
    Deno.writeTextFileSync(script, launcherScript({ root, deno, version: "2.9.4" }), { mode: 0o755 });
    const { stdout } = await new Deno.Command(script, { args: ["ls", "a b", ""] }).output();
    const words = new TextDecoder().decode(stdout).split("\n");
    assert.deepEqual(words.slice(-5), [`${root}/main.ts`, "ls", "a b", "", ""]);
    assert.ok(words.includes("--no-prompt") && words.includes(`${root}/deno.json`));
    // Some shells have a PATH of their own for a process without one.
    for (
      const [env, path] of [[{}, /^PATH=\/.+/], [{ PATH: "" }, /^PATH=$/], [
        { PATH: "/a" },
        /^PATH=\/a$/,
      ]] as const
    ) {
      const { stdout } = await new Deno.Command(script, { clearEnv: true, env }).output();
      assert.match(new TextDecoder().decode(stdout).split("\n")[0]!, path);
    }
  } finally {
    Deno.removeSync(base, { recursive: true });
  }
});
