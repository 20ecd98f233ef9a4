import assert from "node:assert/strict";
import type { Comparison } from "../../../lib/bench/judge/compare.ts";
import type { MetricId } from "../../../lib/bench/judge/metrics.ts";
import { benchReport } from "../../../lib/bench/judge/report.ts";
import type { BenchRun } from "../../../lib/bench/judge/model.ts";
import { type Made, madeRun } from "../../support/bench_run.ts";

function compared(made: Made, change: (run: BenchRun) => void = () => {}): (id: MetricId) => Comparison {
  const run = madeRun(made);
  change(run);
  const [pair] = benchReport(run, null).pairs;
  return (id) => pair!.comparisons.find((one) => one.metric.id === id)!;
}

Deno.test("a penalty is seen with its sign and size: less throughput, more latency, more CPU", () => {
  const by = compared({});
  for (
    const [id, ratio] of [
      ["tcp-one", 0.25],
      ["tcp-many", 0.25],
      ["udp-packets", 0.245],
      ["latency-p50", 1.5],
      [
        "cpu-sender",
        3,
      ],
      ["cpu-receiver", 3],
    ] as const
  ) {
    const one = by(id);
    assert.equal(one.verdict, "costs", id);
    assert.ok(Math.abs(one.ratio!.value / ratio - 1) < 0.06, `${id}: ${one.ratio!.value}`);
    assert.ok(one.ratio!.low <= ratio * 1.04 && one.ratio!.high >= ratio * 0.96, id);
  }
});

Deno.test("background work of a node is not charged to the networks", () => {
  const ratio = compared({ noise: 0.001 })("cpu-sender").ratio!.value;
  assert.ok(Math.abs(ratio - 3) < 0.05, String(ratio));
});

Deno.test("noise larger than the effect is not decided", () => {
  const one = compared({ factor: { rate: 0.97, latency: 1, cpu: 1 }, noise: 0.2 })("tcp-one");
  assert.equal(one.verdict, "unclear");
  assert.match(one.note, /contains 1|rounds differ/);
});

Deno.test("two equal networks with steady figures are the same", () => {
  const one = compared({ factor: { rate: 1, latency: 1, cpu: 1 }, noise: 0.003 })("tcp-one");
  assert.equal(one.verdict, "same");
});

Deno.test("rounds that differ by more than the networks do are not decided, even where all point one way", () => {
  const ratios = [0.99, 0.97, 0.6, 0.94, 0.5];
  const by = compared({}, (run) => {
    for (const { round, arm, measure, result } of run.pairs[0]!.trials) {
      if (measure === "tcp-one" && result.kind === "tcp") {
        result.bitsPerSecond = arm === "plain" ? 1e9 : 1e9 * ratios[(round + 4) % 5]!;
      }
    }
  });
  assert.equal(by("tcp-one").verdict, "unclear");
  assert.match(by("tcp-one").note, /rounds differ/);
});

Deno.test("an encrypted network that is faster is said to be so", () => {
  assert.equal(compared({ factor: { rate: 1.6 } })("tcp-one").verdict, "gains");
});

Deno.test("four rounds give no interval and no verdict", () => {
  const one = compared({ options: { trials: 4 } })("tcp-one");
  assert.equal(one.verdict, "unclear");
  assert.equal(one.ratio, null);
  assert.match(one.note, /4 of the 5 rounds/);
});

Deno.test("a rate that --max-rate holds back on both networks is capped, on one it is a hint", () => {
  const both = compared({ options: { maxRate: 5e8 }, noise: 0.001 })("tcp-many");
  assert.equal(both.verdict, "capped");
  const one = compared({ options: { maxRate: 3e9 }, noise: 0.001 })("tcp-one");
  assert.equal(one.verdict, "costs");
  assert.match(one.note, /plain network was held back/);
});

Deno.test("a failed trial leaves its round out, and what was measured on one network only is missing", () => {
  const by = compared({ options: { trials: 6 } }, (run) => {
    const trial = run.pairs[0]!.trials.find((one) =>
      one.measure === "tcp-one" && one.arm === "plain" && one.round === 2
    )!;
    trial.result = { kind: "failed", why: "timed out" };
    run.pairs[0]!.trials = run.pairs[0]!.trials.filter((one) => one.measure !== "udp" || one.arm === "plain");
  });
  assert.equal(by("tcp-one").rounds, 5);
  assert.equal(by("udp-packets").verdict, "missing");
});

Deno.test("the warm-up never counts", () => {
  const calm = compared({})("tcp-one");
  const wild = compared({}, (run) => {
    for (const { round, result } of run.pairs[0]!.trials) {
      if (round === 0 && result.kind === "tcp") result.bitsPerSecond = 1;
    }
  })("tcp-one");
  assert.deepEqual(wild, calm);
});

Deno.test("lost packets are counted over all trials of a network", () => {
  const { loss } = benchReport(madeRun(), null).pairs[0]!;
  assert.ok(Math.abs(loss.plain! - 0.001) < 1e-4);
  assert.ok(Math.abs(loss.encrypted! - 0.02) < 1e-4);
});

Deno.test("the estimate multiplies CPU per gigabit and says whether the ceiling is high enough", () => {
  const at = (rate: number, made: Made = { noise: 0.001 }) =>
    benchReport(madeRun(made), rate).pairs[0]!.estimate!;
  const { plain, encrypted } = at(4e9).arms;
  assert.ok(Math.abs(plain.senderCores! - 0.48) < 0.02, String(plain.senderCores));
  assert.ok(Math.abs(encrypted.receiverCores! - 1.8) < 0.05, String(encrypted.receiverCores));
  assert.deepEqual([plain.suffices, encrypted.suffices], [true, false]);
  const capped = at(4e9, { noise: 0.001, options: { maxRate: 1e9 } }).arms;
  assert.deepEqual([capped.plain.suffices, capped.encrypted.suffices], [null, null]);
});

Deno.test("two nodes on one kernel are noticed", () => {
  const run = madeRun();
  run.pairs[0]!.to.boot = run.pairs[0]!.from.boot;
  assert.equal(benchReport(run, null).pairs[0]!.oneKernel, true);
  assert.equal(benchReport(madeRun(), null).pairs[0]!.oneKernel, false);
});
