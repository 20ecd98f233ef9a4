import assert from "node:assert/strict";
import { type HttpEngine, startHttpEngine } from "../support/http_engine.ts";
import { type PluginUnderTest, protocolTest } from "../support/plugin.ts";

/** A command that waits for an engine that never answers. */
const WAITING = ["swarmnet", "inspect", "x"];

const LIMIT_MS = 30_000;

interface Started {
  child: Deno.ChildProcess;
  /** Ends the wait for the child in any case. */
  ended: Promise<{ code: number; stderr: string }>;
}

/** Starts it and resolves once the engine has been asked: the plugin is at work then. */
async function start(
  words: string[],
  plugin: PluginUnderTest,
  engine: HttpEngine,
  stdin: "null" | "piped" = "null",
): Promise<Started> {
  const child = new Deno.Command(words[0]!, {
    args: words.slice(1),
    clearEnv: true,
    env: plugin.env({ DOCKER_HOST: engine.host }),
    stdin,
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
  const ended = Promise.all([
    child.status,
    new Response(child.stderr).text(),
    new Response(child.stdout).text(),
  ])
    .then(([{ code }, stderr, stdout]) => ({ code, stderr: stderr + stdout }))
    .finally(() => clearTimeout(timer));
  await Promise.race([
    engine.asked,
    ended.then(({ code, stderr }) => Promise.reject(new Error(`ended before it asked: ${code} ${stderr}`))),
  ]);
  return { child, ended };
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  protocolTest(
    `${signal} to docker alone, output piped: the plugin's socket ends, exit 130, no message`,
    async (plugin) => {
      await using engine = startHttpEngine({ hang: true });
      const { child, ended } = await start([plugin.docker, ...WAITING], plugin, engine);
      child.kill(signal);
      assert.deepEqual(await ended, { code: 130, stderr: "" });
    },
    { since: "25.0" },
  );
}

protocolTest("Ctrl-C on a terminal: exit 130", async (plugin) => {
  await using engine = startHttpEngine({ hang: true });
  const line = [plugin.docker, ...WAITING].join(" ");
  const { child, ended } = await start(["script", "-qec", line, "/dev/null"], plugin, engine, "piped");
  const writer = child.stdin.getWriter();
  await writer.write(new Uint8Array([3]));
  const { code, stderr } = await ended;
  await writer.close().catch(() => {});
  assert.equal(code, 130, stderr);
  assert.doesNotMatch(stderr, /error|Error|exiting/);
}, { programs: ["script"] });

protocolTest(
  "Ctrl-C on a terminal with the output piped, where signal and end of socket come together: exit 130",
  async (plugin) => {
    await using engine = startHttpEngine({ hang: true });
    const line = `${[plugin.docker, ...WAITING].join(" ")} | cat; exit \${PIPESTATUS[0]}`;
    const words = ["script", "-qec", `bash -c '${line}'`, "/dev/null"];
    const { child, ended } = await start(words, plugin, engine, "piped");
    const writer = child.stdin.getWriter();
    await writer.write(new Uint8Array([3]));
    const { code, stderr } = await ended;
    await writer.close().catch(() => {});
    assert.equal(code, 130, stderr);
  },
  { programs: ["script"] },
);

for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 143]] as const) {
  protocolTest(`${signal} to the plugin itself: exit ${code}`, async (plugin) => {
    await using engine = startHttpEngine({ hang: true });
    const { child, ended } = await start([plugin.path, ...WAITING], plugin, engine);
    child.kill(signal);
    assert.deepEqual(await ended, { code, stderr: "" });
  });
}

/** Puts a shell before the plugin that writes its exit code down, for which docker can no longer be asked; gives the file. */
async function noteExit(plugin: PluginUnderTest): Promise<string> {
  const real = `${plugin.config}/real-plugin`;
  await Deno.rename(plugin.path, real);
  const note = `${plugin.config}/note`;
  await Deno.writeTextFile(
    plugin.path,
    `#!/bin/sh\n"${real}" "$@"; code=$?\n[ "$1" = swarmnet ] && echo $code > "${note}.new" && mv "${note}.new" "${note}"\nexit $code\n`,
  );
  await Deno.chmod(plugin.path, 0o755);
  return note;
}

protocolTest("docker killed outright: the plugin ends as well", async (plugin) => {
  await using engine = startHttpEngine({ hang: true });
  const note = await noteExit(plugin);
  const { child, ended } = await start([plugin.docker, ...WAITING], plugin, engine);
  child.kill("SIGKILL");
  // The pipes stay open until the plugin has gone.
  await ended;
  assert.equal((await Deno.readTextFile(note)).trim(), "130");
}, { since: "25.0" });

protocolTest("docker killed outright on a terminal: the plugin ends as well", async (plugin) => {
  await using engine = startHttpEngine({ hang: true });
  const note = await noteExit(plugin);
  // The shell stays and keeps the terminal, whose end would be another signal.
  const pid = `${plugin.config}/pid`;
  const docker = `sh -c 'echo $$ > ${pid}; exec ${[plugin.docker, ...WAITING].join(" ")}'`;
  const line = `${docker}; while [ ! -e ${note} ]; do :; done`;
  const { ended } = await start(["script", "-qec", line, "/dev/null"], plugin, engine, "piped");
  Deno.kill(Number(await Deno.readTextFile(pid)), "SIGKILL");
  await ended;
  assert.equal((await Deno.readTextFile(note)).trim(), "130");
}, { since: "25.0" });
