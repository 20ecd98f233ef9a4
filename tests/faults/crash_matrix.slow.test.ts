import assert from "node:assert/strict";
import { CONTINUATIONS, crash, reference } from "../support/change_world/crash.ts";
import { SCENARIOS } from "../support/change_world/scenarios.ts";

/** Violations that are printed of each scenario. */
const SHOWN = 12;

const total = { scenarios: 0, runs: 0, violations: 0, ms: 0 };

for (const [number, scenario] of SCENARIOS.entries()) {
  Deno.test(`ended anywhere, an operation can be resumed, undone and run again: ${scenario.name}`, async () => {
    const began = performance.now();
    const normal = await reference(scenario);
    assert.deepEqual(normal.violations, [], "the uninterrupted run");
    const wrong: string[] = [];
    let runs = 0;
    for (const [at, point] of normal.points.entries()) {
      // Around the calls of steps every continuation; around lock, copy and journal one of them, in turn.
      const continuations = point.step ? CONTINUATIONS : [CONTINUATIONS[(at + number) % 3]!];
      for (const [next, how] of continuations.entries()) {
        const problems = await crash(scenario, normal, point, how, at + next + number);
        runs++;
        for (const problem of problems) wrong.push(`${point.name} / ${how}: ${problem}`);
      }
    }
    const ms = performance.now() - began;
    const steps = normal.effects.filter((one) => one.mutates).length;
    console.log(
      `${scenario.name}: ${steps} calls, ${normal.points.length} points, ${runs} runs, ${wrong.length} violations, ${
        (ms / runs).toFixed(1)
      } ms a run`,
    );
    total.scenarios++;
    total.runs += runs;
    total.violations += wrong.length;
    total.ms += ms;
    assert.ok(normal.points.length > 4 * steps, "there are points to end it at");
    assert.deepEqual(wrong.slice(0, SHOWN), []);
  });
}

Deno.test("the crash matrix covers at least twelve scenarios and three thousand runs", () => {
  const { scenarios, runs, violations, ms } = total;
  console.log(`${scenarios} scenarios, ${runs} runs, ${violations} violations, ${(ms / 1000).toFixed(1)} s`);
  assert.ok(scenarios === SCENARIOS.length && scenarios >= 12);
  assert.ok(runs >= 3000);
});
