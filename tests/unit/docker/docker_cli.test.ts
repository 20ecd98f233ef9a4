import assert from "node:assert/strict";
import { Interrupted } from "../../../lib/base/errors.ts";
import { findDocker, isRunnable, runDocker } from "../../../lib/docker/docker_cli.ts";

function find(env: Record<string, string>, files: string[], windows = false): Promise<string | undefined> {
  return findDocker({
    env: { get: (name) => env[name] },
    windows,
    runnable: (path) => Promise.resolve(files.includes(path)),
  });
}
const CALLER = "DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND";

Deno.test("docker: the very one that called, by its path", async () => {
  assert.equal(
    await find({ [CALLER]: "/opt/docker", PATH: "/bin" }, ["/opt/docker", "/bin/docker"]),
    "/opt/docker",
  );
  assert.equal(await find({ [CALLER]: "./docker", PATH: "/bin" }, ["./docker", "/bin/docker"]), "./docker");
});

Deno.test("docker: by its name on the PATH, also when it was called by another one", async () => {
  assert.equal(await find({ [CALLER]: "docker", PATH: "/a:/bin/" }, ["/bin/docker"]), "/bin/docker");
  assert.equal(
    await find({ [CALLER]: "docker-28", PATH: "/bin" }, ["/bin/docker", "/bin/docker-28"]),
    "/bin/docker-28",
  );
  assert.equal(await find({ PATH: "/a:/b" }, ["/b/docker", "/a/docker"]), "/a/docker");
  assert.equal(await find({ PATH: "/a" }, []), undefined);
  assert.equal(await find({}, ["/bin/docker"]), undefined);
});

Deno.test("docker: while completing, the variable names this plugin, which is passed over", async () => {
  const files = ["/p/docker-swarmnet", "/bin/docker"];
  assert.equal(await find({ [CALLER]: "/p/docker-swarmnet", PATH: "/bin" }, files), "/bin/docker");
  const windows = { [CALLER]: "C:\\p\\docker-swarmnet.exe", PATH: "C:\\bin" };
  assert.equal(
    await find(windows, ["C:\\p\\docker-swarmnet.exe", "C:\\bin\\docker.exe"], true),
    "C:\\bin\\docker.exe",
  );
});

Deno.test("docker: the current directory is never searched", async () => {
  assert.equal(
    await find({ PATH: ":.:bin:/bin" }, ["/docker", "./docker", "docker", "bin/docker", "/bin/docker"]),
    "/bin/docker",
  );
  const files = [
    "docker.exe",
    ".\\docker.exe",
    "\\docker.exe",
    'C:\\My "x"\\docker.exe',
    "C:\\d\\docker.exe",
  ];
  assert.equal(await find({ [CALLER]: "docker", PATH: ';.;\\;"C:\\d"' }, files, true), "C:\\d\\docker.exe");
});

const unix = { ignore: Deno.build.os === "windows" };
const never = { signal: new AbortController().signal, source: () => undefined };

Deno.test({
  ...unix,
  name: "docker: the exit code is handed on, a signal as 128 and its number",
  fn: async () => {
    assert.equal(await runDocker("/bin/sh", ["-c", "exit 7"], never), 7);
    assert.equal(await runDocker("/bin/sh", ["-c", "kill -TERM $$"], never), 143);
  },
});

for (
  const [source, reason, code] of [
    ["socket", "SIGINT", 130],
    ["signal", "SIGTERM", 143],
  ] as const
) {
  Deno.test({
    ...unix,
    name: `docker: a wish to stop by ${source} (${reason}) is passed on`,
    fn: async () => {
      const controller = new AbortController();
      const running = runDocker("/bin/sh", ["-c", "exec sleep 30"], {
        signal: controller.signal,
        source: () => source,
      });
      controller.abort(new Interrupted(reason));
      assert.equal(await running, code);
    },
  });
}

Deno.test({
  ...unix,
  name: "docker: Ctrl-C is not passed on, because the terminal gives it to docker itself",
  fn: async () => {
    const controller = new AbortController();
    controller.abort(new Interrupted("SIGINT"));
    assert.equal(
      await runDocker("/bin/sh", ["-c", "exit 3"], { signal: controller.signal, source: () => "signal" }),
      3,
    );
  },
});

Deno.test({
  ...unix,
  name: "docker: only files with an execute bit can be run",
  fn: async () => {
    assert.equal(await isRunnable("/bin/sh"), true);
    assert.equal(await isRunnable("/etc/passwd"), false);
    assert.equal(await isRunnable("/bin"), false);
    assert.equal(await isRunnable("/nowhere"), false);
  },
});
