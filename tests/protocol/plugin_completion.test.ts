import assert from "node:assert/strict";
import { startHttpEngine } from "../support/http_engine.ts";
import { protocolTest } from "../support/plugin.ts";

/** Candidates without descriptions, and the directive. */
function answer(stdout: string): string[] {
  return stdout.trimEnd().split("\n").map((line) => line.split("\t", 1)[0]!);
}

protocolTest("docker completes our commands with descriptions, and never fails", async ({ run }, t) => {
  await t.step("commands", async () => {
    const { code, stdout } = await run(["__complete", "swarmnet", ""]);
    assert.equal(code, 0);
    assert.ok(answer(stdout).includes("doctor"));
    assert.match(stdout, /^doctor\t\S/m);
    assert.equal(answer(stdout).at(-1), ":4");
  });
  await t.step("docker's own list has the plugin", async () => {
    assert.match((await run(["__complete", "swarmn"])).stdout, /^swarmnet\t/m);
  });
  await t.step("flags and their values", async () => {
    assert.deepEqual(answer((await run(["__complete", "swarmnet", "doctor", "--f"])).stdout), [
      "--format",
      ":4",
    ]);
    assert.deepEqual(answer((await run(["__complete", "swarmnet", "doctor", "--format="])).stdout), [
      "json",
      "text",
      ":4",
    ]);
    assert.deepEqual(answer((await run(["__complete", "swarmnet", "doctor", "--color", "n"])).stdout), [
      "never",
      ":4",
    ]);
  });
  await t.step("docker's own commands, by docker itself", async () => {
    const { stdout } = await run(["__complete", "swarmnet", "service", "create", "--networ"]);
    assert.deepEqual(answer(stdout), ["--network", ":4"]);
  });
  await t.step("nonsense", async () => {
    for (const words of [["bogus", ""], ["--bogus", ""], ["doctor", "--bogus="], ["ls", "--", "--"]]) {
      const { code, stdout } = await run(["__complete", "swarmnet", ...words]);
      assert.equal(code, 0);
      assert.deepEqual(answer(stdout), [":4"]);
    }
  });
}, "23.0");

protocolTest("names come from the engine docker would talk to", async ({ run, standalone }) => {
  await using engine = startHttpEngine();
  const env = { DOCKER_HOST: engine.host };
  const { stdout } = await run(["__complete", "swarmnet", "inspect", ""], { env });
  assert.deepEqual(answer(stdout), ["db", "web", ":4"]);
  assert.deepEqual(answer((await run(["__complete", "swarmnet", "inspect", "web", ""], { env })).stdout), [
    "db",
    ":4",
  ]);
  assert.ok(engine.heard.every((one) => ["GET", "HEAD"].includes(one.method)));
  const bare = await standalone(["__completeNoDesc", "swarmnet", "inspect", "w"], { env });
  assert.equal(bare.stdout, "web\n:4\n");
}, "23.0");

protocolTest(
  "an engine that is not there, or never answers, gives no names and no message",
  async ({ standalone }) => {
    await using hanging = startHttpEngine({ hang: true });
    for (const host of ["unix:///nonexistent.sock", "tcp://127.0.0.1:1", "bogus://x", hanging.host]) {
      const started = performance.now();
      const { code, stdout, stderr } = await standalone(["__complete", "swarmnet", "inspect", ""], {
        env: { DOCKER_HOST: host },
      });
      assert.deepEqual([code, stdout, stderr], [0, ":4\n", ""], host);
      // A bound on a hang: 400 ms for the engine, and the start of a program on a busy machine.
      assert.ok(performance.now() - started < 30_000, host);
    }
  },
);
