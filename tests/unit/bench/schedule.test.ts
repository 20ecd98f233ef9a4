import assert from "node:assert/strict";
import fc from "../../support/fast_check.ts";
import { formatBitRate, parseBitRate } from "../../../lib/base/bit_rate.ts";
import { ARMS, MEASURES } from "../../../lib/bench/judge/model.ts";
import { costOf, scheduleOf, secondsOf } from "../../../lib/bench/judge/schedule.ts";
import { MADE_OPTIONS } from "../../support/bench_run.ts";

Deno.test("both networks are measured next to each other in every round, and who goes first is balanced", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 20 }), (half) => {
    const trials = scheduleOf({ trials: half * 2 }, ARMS).filter((one) => one.round > 0);
    for (const measure of MEASURES) {
      const own = trials.filter((one) => one.measure === measure);
      const first = own.filter((_, at) => at % 2 === 0);
      for (const [at, one] of first.entries()) {
        const other = own[at * 2 + 1]!;
        assert.equal(other.place, one.place + 1);
        assert.notEqual(other.arm, one.arm);
        assert.equal(other.round, one.round);
      }
      assert.equal(first.filter((one) => one.arm === "plain").length, half);
    }
  }));
});

Deno.test("the order within a round is plain, encrypted, encrypted, plain", () => {
  const round = scheduleOf({ trials: 1 }, ARMS).filter((one) => one.round === 1).map((one) => one.arm[0])
    .join("");
  assert.equal(round, "peeppeep");
});

Deno.test("each network warms up once, with one network alone too", () => {
  assert.deepEqual(scheduleOf({ trials: 3 }, ARMS).filter((one) => one.round === 0).map((one) => one.arm), [
    ...ARMS,
  ]);
  const alone = scheduleOf({ trials: 3 }, ["plain"]);
  assert.equal(alone.length, 13);
  assert.ok(alone.every((one, at) => one.arm === "plain" && one.place === at));
});

Deno.test("warm-up and latency are bounded whatever the duration", () => {
  const long = { seconds: 60 };
  assert.equal(secondsOf(long, { round: 0, measure: "tcp-one" }), 2);
  assert.equal(secondsOf(long, { round: 1, measure: "latency" }), 5);
  assert.equal(secondsOf(long, { round: 1, measure: "udp" }), 60);
});

Deno.test("the cost grows with pairs, and --max-rate bounds the bytes", () => {
  const free = costOf(MADE_OPTIONS, 1, ARMS);
  assert.equal(free.assumed, true);
  assert.equal(free.trials, 42);
  const capped = costOf({ ...MADE_OPTIONS, maxRate: 1e8 }, 3, ARMS);
  assert.equal(capped.assumed, false);
  assert.equal(capped.seconds, free.seconds * 3);
  // 20 TCP trials of 5 s and two warm-ups of 2 s at 12.5 MB/s; UDP packets carry 214 bytes for 64.
  const tcp = (20 * 5 + 2 * 2) * 12.5e6;
  const udp = 10 * 5 * 12.5e6 / 64 * 214;
  assert.ok(Math.abs(capped.bytes / 3 / (tcp + udp) - 1) < 0.01, String(capped.bytes));
});

Deno.test("rates are read as networks count them", () => {
  for (
    const [text, rate] of [
      ["500Mbit", 5e8],
      ["2Gbit/s", 2e9],
      ["1.5gbps", 1.5e9],
      ["800k", 8e5],
      ["10 Gbit/s", 1e10],
      [
        "64000",
        64000,
      ],
      ["100Mb/s", 1e8],
      ["100MBIT", 1e8],
    ] as const
  ) assert.equal(parseBitRate(text), rate, text);
  for (const text of ["", "fast", "-5Mbit", "0", "5MB", "5MB/s", "5MiB", "1e9", "5 M bit", "Gbit"]) {
    assert.equal(parseBitRate(text), undefined, text);
  }
});

Deno.test("rates are written with three digits and read back as the same", () => {
  assert.equal(formatBitRate(338_400_000), "338 Mbit/s");
  assert.equal(formatBitRate(5e9), "5 Gbit/s");
  assert.equal(formatBitRate(999_900_000), "1 Gbit/s");
  assert.equal(formatBitRate(950), "950 bit/s");
  fc.assert(fc.property(fc.double({ min: 1, max: 1e13, noNaN: true }), (rate) => {
    assert.ok(Math.abs(parseBitRate(formatBitRate(rate))! / rate - 1) < 0.006);
  }));
});
