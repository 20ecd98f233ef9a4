import assert from "node:assert/strict";
import { expandedTail, medianInterval, randomFrom } from "../../../lib/bench/judge/bootstrap.ts";
import { median, quantile, spreadOf } from "../../../lib/bench/judge/quantiles.ts";

Deno.test("quantiles are those of R's type 7", () => {
  const values = [1, 2, 4, 8, 16];
  assert.equal(quantile(values, 0.5), 4);
  assert.equal(quantile(values, 0.25), 2);
  assert.equal(quantile(values, 0.9), 12.8);
  assert.equal(quantile([3], 0.99), 3);
});

Deno.test("one odd value moves neither median nor MAD", () => {
  const spread = spreadOf([10, 11, 12, 13, 900])!;
  assert.deepEqual([spread.median, spread.mad, spread.iqr, spread.low, spread.high], [12, 1, 2, 10, 900]);
  assert.equal(spreadOf([]), null);
});

Deno.test("the interval of the same seed is the same, and another seed's is near", () => {
  const values = [0.31, 0.29, 0.33, 0.3, 0.35, 0.28, 0.32, 0.3];
  const one = medianInterval(values, 1)!;
  assert.deepEqual(one, medianInterval(values, 1));
  const other = medianInterval(values, 2)!;
  assert.ok(Math.abs(one.low - other.low) < 0.01 && Math.abs(one.high - other.high) < 0.01);
  assert.ok(one.low <= one.value && one.value <= one.high);
});

Deno.test("five values give their range, four give no interval", () => {
  assert.deepEqual(medianInterval([3, 1, 2, 5, 4], 1), { value: 3, low: 1, high: 5 });
  assert.equal(medianInterval([3, 1, 2, 4], 1), null);
});

Deno.test("few values cut off less than the plain 2.5 % at each end", () => {
  assert.ok(Math.abs(expandedTail(5) - 0.00095) < 0.0004);
  assert.ok(Math.abs(expandedTail(10) - 0.00856) < 0.0005);
  assert.ok(Math.abs(expandedTail(1000) - 0.0249) < 0.0005);
});

Deno.test("the interval holds the true median about as often as it says, for 5, 8 and 20 skewed values", () => {
  for (const count of [5, 8, 20]) {
    const next = randomFrom(42 + count);
    let held = 0;
    const tries = 200;
    for (let attempt = 0; attempt < tries; attempt++) {
      // Exponential: as skewed as timings are; its median is ln 2.
      const { low, high } = medianInterval(
        Array.from({ length: count }, () => -Math.log(1 - next())),
        attempt,
      )!;
      if (low <= Math.LN2 && Math.LN2 <= high) held++;
    }
    assert.ok(held / tries >= 0.9, `${count} values: ${held} of ${tries}`);
    assert.ok(count < 20 || held / tries <= 0.995, `${count} values: ${held} of ${tries}, too wide`);
  }
});

Deno.test("random numbers are spread evenly", () => {
  const next = randomFrom(3);
  const values = Array.from({ length: 2000 }, next);
  assert.ok(values.every((one) => one >= 0 && one < 1));
  assert.ok(Math.abs(median(values) - 0.5) < 0.03);
});
