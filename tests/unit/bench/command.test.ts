import assert from "node:assert/strict";
import { bench } from "../../../commands/bench.ts";
import { EXIT, Interrupted, UsageError } from "../../../lib/base/errors.ts";
import { MemoryIo } from "../../support/context.ts";
import { type FakeEngine, startFakeEngine } from "../../support/fake_engine.ts";
import { runOnEngine, runOnSwarm } from "../../support/run_command.ts";

/** Marks of runs are kept here. */
const HOME = Deno.makeTempDirSync();
globalThis.addEventListener("unload", () => Deno.removeSync(HOME, { recursive: true }));
const env = { DOCKER_CONFIG: HOME };

/** What the engine was asked to create, after a run has ended. */
function created({ writes }: FakeEngine): string[] {
  return writes().filter(({ method, path }) => method === "POST" && /create$/.test(path)).map(({ path }) =>
    path.replace(/^\/v[\d.]+/, "")
  );
}

const SHORT = ["--yes", "--trials", "1", "--duration", "1s"];

function nothingLeft(fake: FakeEngine): void {
  assert.equal(fake.state.services.size, 0);
  assert.deepEqual(
    [...fake.state.networks.values()].filter((one) => one.spec.Name.startsWith("swarmnet")),
    [],
  );
}

Deno.test("flags are checked together, before anything is asked of an engine", async () => {
  const words = [
    "--duration",
    "500ms",
    "--trials",
    "0",
    "--streams",
    "99",
    "--max-rate",
    "5MB",
    "--at",
    "fast",
  ];
  const { failure, exit } = await runOnSwarm(bench, [
    ...words,
    "--nodes",
    "a",
    "--all-pairs",
    "--image",
    "tools",
  ]);
  assert.ok(failure instanceof UsageError);
  assert.equal(exit, EXIT.usage);
  for (
    const flag of [
      "--duration",
      "--trials",
      "--streams",
      "--max-rate",
      "--at",
      "--nodes takes",
      "exclude",
      "--image",
    ]
  ) {
    assert.ok(failure.message.includes(flag), `${flag}: ${failure.message}`);
  }
});

Deno.test("a swarm of one node is told so", async () => {
  await using fake = await startFakeEngine({ nodes: [{ hostname: "only", role: "manager" }] });
  const { failure, exit } = await runOnEngine(bench, ["--yes"], fake);
  assert.equal(exit, EXIT.failed);
  assert.match(failure!.message, /one node/);
  assert.deepEqual(fake.writes(), []);
});

Deno.test("without a terminal and without --yes it refuses, having told the cost and sent nothing", async () => {
  await using fake = await startFakeEngine();
  const { failure, exit, err } = await runOnEngine(bench, ["--max-rate", "100Mbit"], fake);
  assert.equal(exit, EXIT.usage);
  assert.ok(failure instanceof UsageError);
  assert.match(err, /Takes about .* and moves at most .* \(--max-rate 100 Mbit\/s\)/);
  assert.deepEqual(fake.writes(), []);
});

Deno.test("who says no is left alone", async () => {
  await using fake = await startFakeEngine();
  const io = new MemoryIo({ terminal: true, answers: [false] });
  const files = { "/project/.swarmnet.yaml": "tool-image: evil.example/tools:1\n" };
  const { exit, err } = await runOnEngine(bench, [], fake, { io, files });
  assert.equal(exit, EXIT.failed);
  assert.match(err, /tool-image is ignored here/);
  assert.match(err, /with image nicolaka\/netshoot:v0\.13 \(default\),/);
  assert.deepEqual(fake.writes(), []);
});

Deno.test("a dry run prints the exact bodies of every call and sends none", async () => {
  await using fake = await startFakeEngine();
  const { out, exit } = await runOnEngine(bench, ["--dry-run", "--image", "tools:2"], fake, { env });
  assert.equal(exit, EXIT.done);
  const { networks, services } = JSON.parse(out);
  assert.deepEqual(fake.writes(), []);
  assert.deepEqual(networks.map((one: { Options: object }) => "encrypted" in one.Options), [false, true]);
  const [plain, encrypted] = networks.map((one: { IPAM: { Config: { Subnet: string }[] } }) =>
    one.IPAM.Config[0]!.Subnet
  );
  assert.notEqual(plain, encrypted);
  assert.equal(services.length, 2);
  for (const { TaskTemplate, Labels } of services) {
    assert.equal(TaskTemplate.ContainerSpec.Image, "tools:2");
    assert.deepEqual(TaskTemplate.ContainerSpec.Mounts, []);
    assert.equal("CapabilityAdd" in TaskTemplate.ContainerSpec, false);
    assert.ok(Labels["swarmnet.helper"].length > 0);
  }
});

Deno.test("helpers that never answer end in time, as a failure, with everything removed", async () => {
  await using fake = await startFakeEngine();
  const { exit, err } = await runOnEngine(bench, [...SHORT, "--image", "tools:2"], fake, { env });
  assert.equal(exit, EXIT.failed);
  assert.match(err, /Nothing was measured/);
  assert.ok(created(fake).includes("/networks/create") && created(fake).includes("/services/create"));
  nothingLeft(fake);
});

Deno.test("interrupted at any of its calls, it removes what it made", async () => {
  for (const at of [1, 2, 3]) {
    await using fake = await startFakeEngine();
    const controller = new AbortController();
    const io = new MemoryIo();
    const stop = fake.requests.push.bind(fake.requests);
    let seen = 0;
    fake.requests.push = (...entries) => {
      seen += entries.filter(({ method, path }) => method === "POST" && /create$/.test(path)).length;
      if (seen >= at) controller.abort(new Interrupted());
      return stop(...entries);
    };
    const { exit } = await runOnEngine(bench, ["--yes", "--image", "tools:2"], fake, {
      env,
      io,
      signal: controller.signal,
    });
    assert.equal(exit, EXIT.interrupted, `at call ${at}`);
    nothingLeft(fake);
  }
});
