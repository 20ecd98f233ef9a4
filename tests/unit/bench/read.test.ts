import assert from "node:assert/strict";
import fc from "../../support/fast_check.ts";
import { cpuOf, lackingTools, nodeFacts } from "../../../lib/bench/read_node.ts";
import { readTrials } from "../../../lib/bench/read_trials.ts";
import type { Fact } from "../../../lib/helper/model.ts";
import type { Arm, Measure, PlannedTrial, Result } from "../../../lib/bench/judge/model.ts";

/** What both scripts wrote on one machine, with iperf3 3.12 and busybox's ping: `encrypted` was an address that nobody has. */
const CLIENT = linesOf("client");
const SERVER = linesOf("server");
const KNOWN = { id: "id", name: "node", engine: "28.5.2" };
const PLAN = plan([
  ["plain", "tcp-one"],
  ["encrypted", "tcp-one"],
  ["plain", "tcp-one"],
  ["plain", "tcp-many"],
  ["plain", "udp"],
  ["plain", "latency"],
  ["encrypted", "tcp-one"],
  ["encrypted", "latency"],
]);

function linesOf(end: "client" | "server"): Fact[] {
  const file = new URL(`../../support/bench_lines/${end}.txt`, import.meta.url);
  return factsOf(Deno.readTextFileSync(file));
}

function factsOf(text: string): Fact[] {
  return text.trimEnd().split("\n").map((line) => {
    const at = line.indexOf(" ");
    return at < 0
      ? { kind: line, text: "", received: 0 }
      : { kind: line.slice(0, at), text: line.slice(at + 1), received: 0 };
  });
}

function plan(trials: [Arm, Measure][]): PlannedTrial[] {
  return trials.map(([arm, measure], place) => ({ place, round: place < 2 ? 0 : 1, arm, measure }));
}

function read(client: readonly Fact[] = CLIENT, server: readonly Fact[] = SERVER, planned = PLAN): Result[] {
  const node = (facts: readonly Fact[]) => nodeFacts(KNOWN, facts, { plain: "127.0.0.1", encrypted: "" });
  const ends = [client, server].map((facts) => ({ facts, node: node(facts) }));
  return readTrials(planned, ends[0]!, ends[1]!).map((one) => one.result);
}

Deno.test("a node's facts are read from its lines", () => {
  const facts = nodeFacts(KNOWN, CLIENT, { plain: "192.0.2.2", encrypted: "10.0.0.1" });
  assert.deepEqual(facts.mtu, { plain: 1400, encrypted: null });
  assert.equal(facts.kernel, "6.12.9");
  assert.equal(facts.iperf, "3.12");
  assert.equal(facts.aes, true);
  assert.equal(facts.cpus, 2);
  assert.ok(facts.background! >= 0 && facts.background! <= 2);
});

Deno.test("an interface's MTU is found by its address, as ip writes it for a veth", () => {
  const lines = factsOf(
    "address eth1@if12 10.0.3.4/25\naddress eth0 10.0.2.4/25\nmtu eth1 1424\nmtu eth0 1450\n",
  );
  const { mtu } = nodeFacts(KNOWN, lines, { plain: "10.0.2.4", encrypted: "10.0.3.4" });
  assert.deepEqual(mtu, { plain: 1450, encrypted: 1424 });
});

Deno.test("a processor without AES instructions and one that does not say are told apart", () => {
  const aes = (text: string) => nodeFacts(KNOWN, factsOf(text), { plain: "", encrypted: "" }).aes;
  assert.equal(aes("flags fpu sse\n"), false);
  assert.equal(aes("flags fp asimd aes pmull\n"), true);
  assert.equal(aes("flags fpu vaes\n"), false);
  assert.equal(aes("kernel 6.1\n"), null);
});

Deno.test("both ends' lines become results, with the CPU of both", () => {
  const [one, , , many, udp, latency] = read();
  assert.ok(one?.kind === "tcp" && one.bitsPerSecond > 1e9 && Math.abs(one.seconds - 1) < 0.1);
  assert.ok(Math.abs(one.bytes * 8 / one.seconds / one.bitsPerSecond - 1) < 0.01);
  assert.ok(
    many?.kind === "tcp" && many.sender!.busy > 0.5 && many.receiver!.busy > 0.5 && many.receiver!.busy <= 2,
  );
  assert.ok(udp?.kind === "udp" && udp.sent > 1000 && udp.lost <= udp.sent && udp.receiver !== null);
  assert.ok(latency?.kind === "latency" && latency.samples.length === 50);
  assert.ok(latency.samples.every((sample) => sample > 1 && sample < 5000));
});

Deno.test("a trial that failed says why in the tool's words, and those behind a dead network are left out", () => {
  const results = read();
  assert.deepEqual(results[1], { kind: "failed", why: "unable to connect to server: Connection refused" });
  assert.ok(results[6]?.kind === "failed" && /warm-up/.test(results[6].why));
  assert.ok(results[7]?.kind === "failed" && /not reached/.test(results[7].why));
});

Deno.test("without the server's lines the throughput stays, its CPU is not known", () => {
  const [one] = read(CLIENT, []);
  assert.ok(one?.kind === "tcp" && one.receiver === null && one.sender !== null);
});

Deno.test("an image without iperf3 is noticed", () => {
  const facts = factsOf(
    "lacks iperf3\nbegin 0\nspent 0 10 100 0 1 2\ncode 0 127\njson 0 timeout: can't execute 'iperf3'\n",
  );
  assert.deepEqual(lackingTools(facts), ["iperf3"]);
  assert.deepEqual(read(facts, [], PLAN.slice(0, 1)), [{
    kind: "failed",
    why: "the tool ended with code 127",
  }]);
});

Deno.test("no answer to any request is a failure with ping's own words", () => {
  const planned = plan([["plain", "latency"]]);
  const facts = factsOf("begin 0\nsaid 0 50 packets transmitted, 0 received, 100% packet loss\n");
  const [result] = read(facts, [], planned);
  assert.ok(result?.kind === "failed" && /100% packet loss/.test(result.why));
});

Deno.test("busy time is cores, whatever a tick is", () => {
  assert.deepEqual(cpuOf("150 400 40 10.00 12.00", 2), { seconds: 2, cores: 0.75, steal: 0.1 });
  for (const text of ["", "1 2 3", "5 4 0 1 2", "1 100 0 2 2", "-1 100 0 1 2", "a b c d e", "1 100 0 5 1"]) {
    assert.equal(cpuOf(text, 2), null, text);
  }
});

Deno.test("whatever a node writes, reading it gives a result for each trial and no number that is none", () => {
  const kinds = fc.constantFrom(
    "begin",
    "json",
    "times",
    "spent",
    "served",
    "code",
    "said",
    "skipped",
    "flags",
    "cpus",
    "mtu",
  );
  const texts = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '0 {"end":{"sum_received":{"seconds":1e999,"bytes":-5,"bits_per_second":"7"}}}',
      '0 {"end":{"sum":{"seconds":1,"packets":5,"lost_packets":99}}}',
      "0 [1,2]",
      "0 null",
      "0 1 100 0 0 1",
      "0 0.1 1e5 NaN",
    ),
  );
  const fact = fc.record({ kind: kinds, text: texts, received: fc.constant(0) });
  fc.assert(fc.property(fc.array(fact), fc.array(fact), (client, server) => {
    const results = read(client, server);
    assert.equal(results.length, PLAN.length);
    JSON.stringify(results, (_, value) => {
      assert.ok(typeof value !== "number" || (Number.isFinite(value) && value >= 0), String(value));
      return value;
    });
  }));
});
