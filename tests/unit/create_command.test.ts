import assert from "node:assert/strict";
import { create } from "../../commands/create.ts";
import { EXIT, Failure, Interrupted } from "../../lib/base/errors.ts";
import { collect } from "../../lib/engine/collect.ts";
import { connect } from "../../lib/engine/connect.ts";
import { parseCommand } from "../../lib/cli/parse.ts";
import { MemoryIo, testContext } from "../support/context.ts";
import { unixTarget } from "../support/engine_socket.ts";
import { type FakeEngine, type FakeEngineOptions, startFakeEngine } from "../support/fake_engine.ts";
import { makeSwarm } from "../support/make_swarm.ts";

interface Result {
  out: string;
  err: string;
  failure: Failure | undefined;
  fake: FakeEngine;
}

interface With {
  engine?: FakeEngineOptions;
  env?: Record<string, string>;
  files?: Record<string, string>;
  signal?: AbortSignal;
  urgent?: AbortSignal;
  before?: (fake: FakeEngine) => void | Promise<void>;
}

/** Runs `create` with these words against a fake engine. */
async function run(words: string[], options: With = {}): Promise<Result> {
  await using fake = await startFakeEngine(options.engine);
  const engine = await connect(unixTarget(fake.socket));
  try {
    const io = new MemoryIo();
    const ctx = testContext({
      io,
      engine,
      env: options.env ?? {},
      files: options.files ?? {},
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      ...(options.urgent === undefined ? {} : { urgent: options.urgent }),
    });
    ctx.swarm = ({ tasks }) => collect(engine, { clock: fake.clock, tasks });
    Object.assign(ctx, { clock: fake.clock });
    await options.before?.(fake);
    let failure: Failure | undefined;
    try {
      const parsed = parseCommand(create, words);
      assert.equal(parsed.kind, "run");
      if (parsed.kind === "run") await create.run(ctx, parsed.options);
    } catch (error) {
      assert.ok(error instanceof Failure, String(error));
      failure = error;
    }
    return { out: io.stdoutText, err: io.stderrText, failure, fake };
  } finally {
    engine.close();
  }
}

const posts = ({ fake }: Result) => fake.writes().filter(({ path }) => path.includes("/networks/create"));

Deno.test("prints the ID alone on stdout, after the managers have allocated the network", async () => {
  const result = await run(["--encrypted", "--attachable", "app"]);
  assert.equal(result.failure, undefined);
  const id = result.out.trim();
  assert.equal(result.out, `${id}\n`);
  const network = result.fake.state.networks.get(id);
  assert.equal(network?.spec.Name, "app");
  assert.deepEqual(network?.spec.Options, { encrypted: "" });
  assert.ok(network?.allocated);
  assert.match(result.err, /^NOTE: Network app is encrypted/);
});

Deno.test("warns of a network without encryption, and says nothing with --no-warn", async () => {
  const loud = await run(["app"]);
  assert.match(loud.err, /^WARNING: Network app is not encrypted\n {2}In clear: what tasks say/);
  const quiet = await run(["--no-warn", "app"]);
  assert.equal(quiet.err, "");
  assert.equal(quiet.failure, undefined);
});

Deno.test("every objection is said at once, nothing is sent, exit 125", async () => {
  const result = await run([
    "--subnet",
    "10.0.0.1/24",
    "--scope",
    "local",
    "-o",
    "encrypted=false",
    "my.net",
  ]);
  assert.equal(result.failure?.exit, EXIT.usage);
  assert.match(result.err, /^5 problems; nothing was sent\n/);
  assert.deepEqual(result.fake.writes(), []);
  assert.equal(result.out, "");
});

Deno.test("one objection is a failure like any other", async () => {
  const result = await run(["--mtu", "20", "app"]);
  assert.equal(result.failure?.exit, EXIT.usage);
  assert.match(result.failure!.message, /--mtu 20 leaves -30 bytes/);
  assert.deepEqual(result.failure!.next, ["--mtu 1500, or what the link between the nodes carries"]);
  assert.deepEqual(result.fake.writes(), []);
});

Deno.test("a dry run prints the exact body and sends nothing", async () => {
  const words = ["--encrypted", "--mtu", "9000", "--subnet", "10.77.0.0/24", "--label", "a=b=c", "app"];
  const dry = await run(["--dry-run", ...words]);
  assert.deepEqual(dry.fake.writes(), []);
  const wet = await run(words);
  assert.deepEqual(JSON.parse(dry.out), posts(wet)[0]!.body);
  assert.deepEqual(JSON.parse(dry.out).Labels, { a: "b=c" });
});

Deno.test("--size-for picks a subnet, says which, and sends it", async () => {
  const result = await run(["--size-for", "200", "app"]);
  const body = posts(result)[0]!.body as { IPAM: { Config: { Subnet: string }[] } };
  assert.equal(body.IPAM.Config[0]!.Subnet, "10.0.2.0/23");
  assert.match(
    result.err,
    /NOTE: Subnet 10\.0\.2\.0\/23 was picked: 509 addresses, at most 404 needed \(200 tasks, 201/,
  );
});

Deno.test("commas separate subnets, as in docker", async () => {
  const result = await run([
    "--dry-run",
    "--subnet",
    "10.77.0.0/24,10.78.0.0/24",
    "--gateway",
    "10.78.0.9",
    "app",
  ]);
  assert.deepEqual(JSON.parse(result.out).IPAM.Config, [
    { Subnet: "10.77.0.0/24" },
    { Subnet: "10.78.0.0/24", Gateway: "10.78.0.9" },
  ]);
});

Deno.test("what somebody else takes between check and creation is found out: named, left in place, exit 1", async () => {
  const result = await run(["--subnet", "10.77.0.0/24", "app"], {
    before: (fake) => {
      fake.faults.once("POST", /networks\/create/, {
        before: async () => {
          const other = await connect(unixTarget(fake.socket));
          await other.createNetwork({
            Name: "rival",
            Driver: "overlay",
            IPAM: { Driver: "default", Config: [{ Subnet: "10.77.0.0/16" }] },
          });
          other.close();
        },
      });
    },
  });
  assert.equal(result.failure?.exit, EXIT.failed);
  assert.match(
    result.failure!.message,
    /^Network app \(\w+\) was created, but the managers did not allocate it within 10s/,
  );
  assert.match(result.failure!.why!, /Probably because --subnet 10\.77\.0\.0\/24 overlaps network rival/);
  assert.match(result.failure!.next[0]!, /remove it: docker network rm \w+/);
  assert.equal(result.out, "");
  assert.equal([...result.fake.state.networks.values()].filter((one) => one.spec.Name === "app").length, 1);
});

Deno.test("Ctrl-C while waiting for the managers says that the network exists", async () => {
  const controller = new AbortController();
  const result = await run(["app"], {
    engine: { timing: { allocate: 60_000 } },
    signal: controller.signal,
    before: (fake) => {
      fake.faults.once("GET", /networks\/\w+$/, { after: () => controller.abort(new Interrupted()) });
    },
  });
  assert.equal(result.failure?.exit, EXIT.failed);
  assert.match(result.failure!.message, /was created, but whether it was allocated is not known/);
  assert.match(result.failure!.why!, /Interrupted/);
});

Deno.test("Ctrl-C twice while the engine does not answer stops at once, and says what is not known", async () => {
  const [first, second] = [new AbortController(), new AbortController()];
  const result = await run(["app"], {
    signal: first.signal,
    urgent: second.signal,
    before: (fake) => {
      fake.faults.once("POST", /networks\/create/, {
        before: () => {
          first.abort(new Interrupted());
          second.abort(new Interrupted());
        },
        then: "hang",
      });
    },
  });
  assert.match(result.err, /Stopping after the current API call\. Press Ctrl-C again to stop now\.\n$/);
  assert.equal(result.failure?.exit, EXIT.failed);
  assert.match(result.failure!.message, /Stopped before the engine answered/);
  assert.match(result.failure!.next[0]!, /docker swarmnet inspect app$/);
});

Deno.test("the engine's refusal is passed on", async () => {
  const result = await run(["app"], {
    before: (fake) =>
      fake.faults.once("POST", /networks\/create/, { status: 500, message: "raft is unhappy" }),
  });
  assert.equal(result.failure?.exit, EXIT.failed);
  assert.match(`${result.failure!.message} ${result.failure!.why}`, /raft is unhappy/);
});

Deno.test("a config-only network is an object of this engine: no waiting, no talk of encryption", async () => {
  const result = await run(["--config-only", "--subnet", "10.77.0.0/24", "base"]);
  assert.equal(result.failure, undefined);
  assert.match(result.err, /^WARNING: base will exist on this engine only/);
  assert.doesNotMatch(result.err, /encrypted/);
});

Deno.test("require-encryption: error refuses, from the environment or a file", async () => {
  const env = await run(["app"], { env: { SWARMNET_REQUIRE_ENCRYPTION: "error" } });
  assert.equal(env.failure?.exit, EXIT.usage);
  assert.match(env.failure!.why!, /SWARMNET_REQUIRE_ENCRYPTION/);
  const file = await run(["app"], { files: { "/project/.swarmnet.yaml": "require-encryption: error\n" } });
  assert.match(file.failure!.why!, /\/project\/\.swarmnet\.yaml/);
  const off = await run(["app"], { env: { SWARMNET_REQUIRE_ENCRYPTION: "off" } });
  assert.equal(off.err, "");
});

Deno.test("other drivers are docker's business, and --from needs --dry-run", async () => {
  const bridge = await run(["-d", "bridge", "lan"]);
  assert.equal(bridge.failure?.exit, EXIT.usage);
  assert.deepEqual(bridge.failure!.next, ["docker network create -d bridge lan"]);
  const from = await run(["--from", "demo", "app"]);
  assert.match(from.failure!.message, /--dry-run only/);
  const label = await run(["--label", "=x", "app"]);
  assert.match(label.failure!.message, /has no name/);
  const blank = await run(["--label", "my key=x", "app"]);
  assert.match(blank.failure!.message, /blank in its name/);
  assert.deepEqual(blank.failure!.next, ["--label my-key=x"]);
});

Deno.test("a dry run against a snapshot needs no engine", async () => {
  const io = new MemoryIo();
  const ctx = testContext({ io, swarm: makeSwarm({ source: { apiVersion: "1.41" } }) });
  const parsed = parseCommand(create, ["--dry-run", "--from", "x.json", "app"]);
  if (parsed.kind === "run") await create.run(ctx, parsed.options);
  assert.equal(JSON.parse(io.stdoutText).CheckDuplicate, true);
});

Deno.test("names of the swarm are escaped wherever they are shown", async () => {
  const result = await run(["x\u001b]0;evil\u0007y"]);
  assert.match(result.failure!.message, /x\\u001b\]0;evil\\u0007y/);
});

Deno.test("a connection that breaks after the request leaves no doubt about what to look at", async () => {
  const result = await run(["app"], {
    before: (fake) => fake.faults.once("POST", /networks\/create/, "drop"),
  });
  assert.equal(result.failure?.exit, EXIT.failed);
  assert.ok(
    result.failure!.next.some((line) => line.includes("docker swarmnet inspect app")),
    result.failure!.message,
  );
});
