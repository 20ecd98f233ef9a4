import assert from "node:assert/strict";
import { diff } from "../../commands/diff.ts";
import { snapshot } from "../../commands/snapshot.ts";
import { EXIT, UsageError } from "../../lib/base/errors.ts";
import { connect } from "../../lib/engine/connect.ts";
import type { Command, Flags } from "../../lib/cli/command.ts";
import { parseCommand } from "../../lib/cli/parse.ts";
import { loadSwarm } from "../../lib/cli/swarm_source.ts";
import { demoSwarm } from "../../lib/demo/demo.ts";
import type { Swarm } from "../../lib/swarm/model.ts";
import { parseSnapshot, snapshotText } from "../../lib/swarm/snapshot.ts";
import { MemoryIo, testContext } from "../support/context.ts";
import { unixTarget } from "../support/engine_socket.ts";
import { startFakeEngine } from "../support/fake_engine.ts";
import { assertGolden } from "../support/golden.ts";

/** Runs a command as typed; `live` is what the engine would say. */
async function run<F extends Flags, O>(
  command: Command<F, O>,
  words: string[],
  { files = {}, live = demoSwarm(), input }: {
    files?: Record<string, string>;
    live?: Swarm;
    input?: string;
  } = {},
) {
  const io = new MemoryIo(input === undefined ? {} : { input });
  const ctx = testContext({ io, files });
  ctx.swarm = ({ from }) => from === undefined ? Promise.resolve(live) : loadSwarm(ctx, { from });
  const parsed = parseCommand(command, words);
  assert.equal(parsed.kind, "run");
  const code = parsed.kind === "run" ? await command.run(ctx, parsed.options) ?? EXIT.done : EXIT.usage;
  return { code, out: io.stdoutText, err: io.stderrText, ctx };
}

function faultsOf(content: string): { message: string; why: string } {
  try {
    parseSnapshot(content, "a.json");
  } catch (error) {
    assert.ok(error instanceof UsageError);
    return { message: error.message, why: error.why ?? "" };
  }
  return { message: "", why: "" };
}

const TEXT = snapshotText(demoSwarm()).text;
const edited = (edit: (document: Record<string, never>) => void): string => {
  const document = JSON.parse(TEXT);
  edit(document);
  return JSON.stringify(document);
};

Deno.test("a snapshot says what it is, has one object a line, and ends with a newline", () => {
  const lines = TEXT.split("\n");
  assert.deepEqual(lines.slice(0, 3), [
    "{",
    '"schema": "swarmnet/snapshot/1",',
    '"taken": "2026-06-01T09:30:00Z",',
  ]);
  assert.equal(lines.filter((line) => line.startsWith('{"addr":')).length, 5);
  assert.ok(TEXT.endsWith("]\n}\n"));
});

Deno.test("the same swarm gives the same bytes, whatever the order of its lists and keys", () => {
  const swarm = demoSwarm();
  const turned = <T extends object>(one: T) => Object.fromEntries(Object.entries(one).reverse()) as T;
  const other: Swarm = {
    ...turned(swarm),
    nodes: swarm.nodes.map(turned).reverse(),
    networks: swarm.networks.map(turned).reverse(),
    services: swarm.services.map(turned).reverse(),
    tasks: swarm.tasks.map(turned).reverse(),
  };
  assert.equal(snapshotText(other).text, TEXT);
});

Deno.test("a snapshot read and written again is the same", () => {
  assert.equal(snapshotText(parseSnapshot(TEXT, "a.json")).text, TEXT);
  assert.equal(snapshotText(parseSnapshot("\uFEFF" + TEXT, "a.json")).text, TEXT);
});

Deno.test("another version of the schema is refused by name", () => {
  const { message, why } = faultsOf(TEXT.replace("swarmnet/snapshot/1", "swarmnet/snapshot/2"));
  assert.equal(message, "a.json has snapshot version swarmnet/snapshot/2");
  assert.equal(why, "This program reads swarmnet/snapshot/1");
});

Deno.test("what is no snapshot is refused as such", () => {
  assert.match(faultsOf("hello").why, /^It is not JSON/);
  assert.equal(faultsOf("[]").why, 'It has no "schema": "swarmnet/snapshot/1"');
  assert.equal(faultsOf('{"schema":"other/1"}').why, "Its schema is other/1, not swarmnet/snapshot/1");
});

Deno.test("every missing, unknown and wrong field is named with its path, up to twenty", () => {
  const { message, why } = faultsOf(edited((document: Record<string, never>) => {
    // deno-lint-ignore no-explicit-any -- damaged on purpose
    const any = document as any;
    delete any.source.kernel;
    any.services[3].ports = [{ name: "", protocol: "tcp", target: -1, published: 80, mode: "hots" }];
    any.tasks[0].networks[0].addresses = "10.0.0.1";
    any.networks[1].labels["odd key"] = 3;
    any.extra = true;
  }));
  assert.equal(message, "a.json is a damaged snapshot");
  assert.deepEqual(why.split("; "), [
    "source.kernel is missing",
    'networks[1].labels["odd key"] must be text, not a number',
    "services[3].ports[0].target must be a whole number that is not negative",
    "services[3].ports[0].mode must be one of ingress, host",
    "tasks[0].networks[0].addresses must be a list, not text",
    "extra is unknown",
  ]);
  const empty = edited((document) => Object.assign(document, { tasks: Array(1000).fill({}) }));
  assert.equal(faultsOf(empty).why.split("; ").length, 20);
});

Deno.test("a key __proto__ in a file changes no prototype", () => {
  const text = TEXT.replace('"nodes": [', '"__proto__": {"polluted": "yes"},\n"nodes": [');
  assert.match(faultsOf(text).why, /__proto__ is unknown/);
  assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
  const swarm = demoSwarm();
  swarm.networks[0]!.labels = JSON.parse('{"__proto__": "value"}');
  const back = parseSnapshot(snapshotText(swarm).text, "a.json");
  assert.deepEqual(Object.keys(back.networks.find(({ id }) => id === swarm.networks[0]!.id)!.labels), [
    "__proto__",
  ]);
});

Deno.test("snapshot prints to standard output, or writes a file that only its owner can read", async () => {
  const printed = await run(snapshot, []);
  assert.equal(printed.out, TEXT);
  const written = await run(snapshot, ["-o", "/project/s.json"]);
  assert.equal(written.out, "");
  assert.equal(written.ctx.files.text("/project/s.json"), TEXT);
  assert.equal(written.ctx.files.modes.get("/project/s.json"), 0o600);
  assert.equal(written.err, "Wrote /project/s.json; redacted: 5 label values\n");
});

Deno.test("hostile names reach a terminal as JSON escapes, so that what is printed is still the same JSON", async () => {
  const live = demoSwarm();
  live.services[0]!.name = "a\u009b31m\u202e\ufdd3b\u001b";
  const { out } = await run(snapshot, [], { live });
  // deno-lint-ignore no-control-regex -- that there are none is the point
  assert.doesNotMatch(out, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\ufdd3]/);
  assert.ok(parseSnapshot(out, "stdout").services.some(({ name }) => name === live.services[0]!.name));
});

Deno.test("snapshot replaces a file only with --force", async () => {
  const files = { "/project/s.json": "mine" };
  await assert.rejects(run(snapshot, ["-o", "/project/s.json"], { files }), /s\.json exists already/);
  const forced = await run(snapshot, ["-o", "/project/s.json", "--force"], { files });
  assert.equal(forced.ctx.files.text("/project/s.json"), TEXT);
});

Deno.test("snapshot refuses flags that contradict each other, all at once", () => {
  assert.throws(
    () => parseCommand(snapshot, ["--force", "--deep", "--inspect=false"]),
    /--force needs --output; --deep and --inspect=false contradict each other/,
  );
});

Deno.test("a swarm comes from the demo, a file or standard input", async () => {
  const ctx = testContext({ files: { "/project/s.json": TEXT }, io: new MemoryIo({ input: TEXT }) });
  assert.deepEqual(await loadSwarm(ctx, { from: "demo" }), demoSwarm());
  for (const from of ["/project/s.json", "-"]) {
    assert.equal(snapshotText(await loadSwarm(ctx, { from })).text, TEXT);
  }
  await assert.rejects(loadSwarm(ctx, { from: "" }), /--from needs a file/);
  await assert.rejects(loadSwarm(ctx, { from: "/project/none.json" }), /Cannot read \/project\/none\.json/);
  ctx.files.content.set("/project/bin", new Uint8Array([0xff, 0xfe, 0x00]));
  await assert.rejects(loadSwarm(ctx, { from: "/project/bin" }), (error: UsageError) => {
    assert.equal(error.exit, EXIT.usage);
    return error.why === "It is not UTF-8 text";
  });
});

/** The demo some weeks later. */
function later(): Swarm {
  const swarm = demoSwarm();
  const network = (name: string) => swarm.networks.find((one) => one.name === name)!;
  const service = (name: string) => swarm.services.find((one) => one.name === name)!;
  swarm.nodes[4]!.availability = "drain";
  swarm.nodes[4]!.engineVersion = "29.3.1";
  swarm.networks = swarm.networks.filter(({ name }) => name !== "metrics_old");
  swarm.networks.push({ ...network("mail_relay"), id: "id-mail2", name: "mail_encrypted" });
  const metrics = network("monitoring_metrics");
  for (const { networks, vips } of swarm.services) {
    for (const one of networks) if (one.target === metrics.id) one.target = "id-metrics2";
    for (const one of vips) if (one.network === metrics.id) one.network = "id-metrics2";
  }
  Object.assign(metrics, { id: "id-metrics2", options: { encrypted: "" } });
  service("shop_web").replicas = 6;
  service("shop_mail").networks.push({ target: "id-mail2", aliases: ["mail", "smtp"], driverOpts: {} });
  service("legacy_web").ports[0]!.published = 8089;
  service("shop_redis").endpointMode = "dnsrr";
  service("shop_redis").vips = [];
  swarm.services = swarm.services.filter(({ name }) => name !== "staging_web");
  return swarm;
}

Deno.test("diff shows what was added, removed and changed, before and after", async () => {
  const { code, out } = await run(diff, ["demo", "live"], { live: later() });
  assert.equal(code, EXIT.done);
  assertGolden(import.meta.url, "diff_text", out);
});

Deno.test("diff as JSON is one document with a schema", async () => {
  const { out } = await run(diff, ["--format", "json", "demo", "live"], { live: later() });
  assertGolden(import.meta.url, "diff_json", out);
  assert.equal(JSON.parse(out).schema, "swarmnet/diff/1");
});

Deno.test("diff exits with 3 on differences only when asked to", async () => {
  const files = { "/project/s.json": TEXT };
  const same = await run(diff, ["--detailed-exitcode", "/project/s.json", "live"], { files });
  assert.deepEqual([same.code, same.out], [EXIT.done, "No differences\n"]);
  const other = await run(diff, ["--detailed-exitcode", "/project/s.json", "live"], { files, live: later() });
  assert.equal(other.code, EXIT.no);
});

Deno.test("diff does not take a redacted value for a changed one", async () => {
  const live = demoSwarm();
  live.services[0]!.labels["secret"] = "s3cr3t";
  const file = snapshotText(live).text;
  live.services[0]!.labels["secret"] = "other";
  const { out } = await run(diff, ["-", "live"], { live, input: file });
  assert.equal(out, "No differences\n");
});

Deno.test("a snapshot of a live swarm only reads, and the swarm read from it is the live one", async () => {
  await using fake = await startFakeEngine({ from: demoSwarm() });
  const engine = await connect(unixTarget(fake.socket));
  try {
    const ctx = testContext({ engine, io: new MemoryIo() });
    const live = await loadSwarm(ctx, { inspect: true });
    const { out } = await run(snapshot, [], { live });
    assert.deepEqual(fake.writes(), []);
    assert.deepEqual(
      parseSnapshot(out, "stdout").networks.map(({ name }) => name),
      live.networks.map(({ name }) => name),
    );
    const { out: difference } = await run(diff, ["-", "live"], { live, input: out });
    assert.equal(difference, "No differences\n");
  } finally {
    engine.close();
  }
});
