import assert from "node:assert/strict";
import { create } from "../../../commands/create.ts";
import { EXIT, Failure, Interrupted } from "../../../lib/base/errors.ts";
import { collect } from "../../../lib/engine/collect.ts";
import { connect } from "../../../lib/engine/connect.ts";
import { parseCommand } from "../../../lib/cli/parse.ts";
import { MemoryIo, testContext } from "../../support/context.ts";
import { unixTarget } from "../../support/engine_socket.ts";
import { type FakeEngine, type FakeEngineOptions, startFakeEngine } from "../../support/fake_engine.ts";
import { makeSwarm } from "../../support/make_swarm.ts";

interface Result {
  out: string;
  err: string;
  failure: Failure | undefined;
  /** Exit code; 0: done. */
  exit: number;
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
    let exit: number = EXIT.done;
    try {
      const parsed = parseCommand(create, words);
      assert.equal(parsed.kind, "run");
      if (parsed.kind === "run") await create.run(ctx, parsed.options);
    } catch (error) {
      assert.ok(error instanceof Failure, String(error));
      failure = error;
      exit = error.exit;
    }
    return { out: io.stdoutText, err: io.stderrText, failure, exit, fake };
  } finally {
    engine.close();
  }
}

/** The codes in what was printed, each once. */
const codesIn = (text: string) => [...new Set(text.match(/SN\d{4}/g))].sort();

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
  assert.equal(result.err, "");
});

Deno.test("warns of an unencrypted network in at most three lines, and prints nothing with --no-warn", async () => {
  const loud = await run(["app"], { engine: { nodes: 3 } });
  assert.match(
    loud.err,
    /^warning SN0101 network app: not encrypted: traffic between nodes is sent in plaintext\n {2}fix: Add --encrypted/,
  );
  assert.ok(loud.err.trimEnd().split("\n").length <= 3, loud.err);
  const quiet = await run(["--no-warn", "app"], { engine: { nodes: 3 } });
  assert.equal(quiet.err, "");
  assert.equal(quiet.exit, EXIT.done);
  const ignored = await run(["--ignore", "SN0101=app", "app"], { engine: { nodes: 3 } });
  assert.equal(ignored.err, "");
});

Deno.test("every finding is told at once with its code, nothing is sent, exit 125", async () => {
  const words = ["--subnet", "10.0.0.1/24", "--scope", "local", "-o", "encrypted=false", "my.net"];
  const result = await run(words);
  assert.equal(result.exit, EXIT.usage);
  assert.deepEqual(codesIn(result.err), ["SN0103", "SN0202", "SN0221", "SN0223", "SN0406"]);
  assert.match(result.err, /\ncreate: 5 blockers, no changes made\n$/);
  assert.deepEqual(result.fake.writes(), []);
  assert.equal(result.out, "");
});

Deno.test("one finding prints why and the flag that would be right", async () => {
  const result = await run(["--no-warn", "--mtu", "20", "app"]);
  assert.equal(result.exit, EXIT.usage);
  assert.match(
    result.err,
    /^error SN0210 network app: .*it leaves -30 bytes inside.*\n {2}why: .*\n {2}fix: --mtu 1500,.*\ncreate: 1 blocker, no changes made\n$/,
  );
  assert.deepEqual(result.fake.writes(), []);
});

Deno.test(".swarmnet.yaml and --ignore suppress what the engine would take, and nothing else", async () => {
  const words = ["--opt", "encrypted=false", "app"];
  const files = (text: string) => ({ files: { "/project/.swarmnet.yaml": text } });
  const refused = await run(words);
  assert.deepEqual([refused.exit, codesIn(refused.err)], [EXIT.usage, ["SN0103"]]);
  for (
    const options of [
      files("ignore:\n  - rule: SN0103\n    reason: test\n"),
      files("rules: {SN0103: off}\n"),
      files("rules: {SN0103: warning}\n"),
    ]
  ) {
    const taken = await run(words, options);
    assert.equal(taken.exit, EXIT.done, taken.err);
  }
  assert.equal((await run(["--ignore", "SN0103", ...words])).exit, EXIT.done);
  const bound = await run(["--ignore", "SN0223", "--scope", "local", "app"], files("rules: {SN0223: off}\n"));
  assert.deepEqual([bound.exit, codesIn(bound.err).includes("SN0223")], [EXIT.usage, true]);
});

Deno.test("the policies of .swarmnet.yaml refuse a network", async () => {
  const files = {
    "/project/.swarmnet.yaml":
      "policies: {must-encrypt: ['shop_*'], allowed-subnets: [10.50.0.0/16], forbidden-ports: ['5432']}\n",
  };
  const bad = await run(["shop_back"], { files });
  assert.equal(bad.exit, EXIT.usage);
  assert.deepEqual(codesIn(bad.err).filter((code) => code !== "SN0101"), ["SN0115", "SN0220"]);
  assert.deepEqual(bad.fake.writes(), []);
  const good = await run(["--encrypted", "--subnet", "10.50.7.0/24", "shop_back"], { files });
  assert.equal(good.exit, EXIT.done, good.err);
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
  assert.match(result.failure!.why!, /Probably because of SN0202: .*10\.77\.0\.0\/24 overlaps that of rival/);
  assert.match(result.failure!.next[0]!, /Remove it: docker network rm \w+/);
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
  assert.match(result.err, /^warning SN0226 network base: /);
  assert.doesNotMatch(result.err, /encrypted/);
});

Deno.test("require-encryption: error refuses, from the environment or a file", async () => {
  const env = await run(["app"], { env: { SWARMNET_REQUIRE_ENCRYPTION: "error" } });
  assert.equal(env.exit, EXIT.usage);
  assert.match(env.err, /error SN0117 network app: .*SWARMNET_REQUIRE_ENCRYPTION/);
  const file = await run(["app"], { files: { "/project/.swarmnet.yaml": "require-encryption: error\n" } });
  assert.match(file.err, /error SN0117 network app: .*\/project\/\.swarmnet\.yaml/);
  const off = await run(["app"], { engine: { nodes: 3 }, env: { SWARMNET_REQUIRE_ENCRYPTION: "off" } });
  assert.deepEqual([off.exit, off.err], [EXIT.done, ""]);
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
  assert.match(result.err, /network x\\u001b\]0;evil\\u0007y: /);
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
