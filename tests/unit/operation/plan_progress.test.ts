import assert from "node:assert/strict";
import { PlanProgress } from "../../../lib/operation/plan_progress.ts";
import {
  actionText,
  areaLines,
  leftText,
  overallText,
  phaseDoneText,
  spanText,
  stepLine,
} from "../../../lib/operation/plan_progress_text.ts";
import { displayWidth } from "../../../lib/terminal/width.ts";
import { unstyled } from "../../../lib/terminal/style.ts";
import { samplePlan } from "../../support/sample_plan.ts";

/** All of the estimates of the sample: 80 s of restarts and three steps of half a second. */
const ALL = 81.5;

function run(parallel = 1): PlanProgress {
  return new PlanProgress(samplePlan(), { parallel });
}

Deno.test("progress: before anything was measured the time left is the estimate, shared by those that roll at once", () => {
  assert.equal(run().secondsLeft(0), ALL);
  assert.equal(run(2).secondsLeft(0), ALL / 2);
});

Deno.test("progress: once a service has rolled, its pace decides and not the estimate", () => {
  const progress = run();
  progress.started("s1", 0);
  progress.done("s1", "done", 1000);
  progress.started("s2", 1000);
  assert.equal(progress.secondsLeft(1000), ALL - 0.5, "no service has rolled yet");
  progress.done("s2", "done", 23_000);
  // 10.5 s of estimate took 23 s; 71 s of estimate are left.
  assert.equal(progress.secondsLeft(23_000), 71 * 23 / 10.5);
});

Deno.test("progress: tasks of the service under way count, but never as the whole of it", () => {
  const progress = run();
  for (const id of ["s1", "s2"]) {
    progress.started(id, 0);
    progress.done(id, "done", 11_000);
  }
  progress.started("s3", 11_000);
  const before = progress.secondsLeft(11_000);
  progress.seen("s3", { running: 1, wanted: 3 }, "starting");
  assert.ok(progress.secondsLeft(11_000) < before);
  progress.seen("s3", { running: 3, wanted: 3 }, "verify");
  assert.ok(progress.secondsLeft(41_000) > 42 * 0.9, "what follows is still to come");
});

Deno.test("progress: the time a person takes to answer is not counted", () => {
  const progress = run();
  progress.started("s2", 0);
  progress.done("s2", "done", 10_000);
  const before = progress.secondsLeft(10_000);
  progress.pause(10_000);
  assert.equal(progress.secondsLeft(500_000), before);
  progress.goOn(600_000);
  assert.equal(progress.secondsLeft(600_000), before);
});

Deno.test("progress: steps that were done before are done, and say nothing about the pace", () => {
  const progress = run();
  for (const id of ["s1", "s2"]) progress.done(id, "was done already", 0);
  assert.equal(progress.doneSteps, 2);
  assert.equal(progress.secondsLeft(0), ALL - 10.5);
  assert.equal(unstyled(phaseDoneText(progress, 0)), "done  Create network shop_safe (was done already)");
});

Deno.test("progress: a service that had rolled before, and is only found so, says nothing about the pace", () => {
  const progress = run();
  progress.started("s2", 0);
  progress.done("s2", "done", 200);
  assert.equal(progress.secondsLeft(200), ALL - 10);
});

Deno.test("progress: on a terminal there is the overall count, the phase, and a line for each service", () => {
  const progress = run();
  progress.done("s1", "was done already", 0);
  progress.started("s2", 0);
  progress.done("s2", "done", 12_000);
  progress.started("s3", 12_000);
  progress.seen("s3", { running: 1, wanted: 3 }, "preparing");
  assert.deepEqual(areaLines(progress, 12_000).map(unstyled), [
    "overall progress: 2 out of 7 steps, about 40s left",
    "Attach services to shop_safe",
    "  shop_db   done in 12s",
    "  shop_api  1 out of 3 tasks, preparing",
  ]);
});

Deno.test("progress: of a large phase only those under way have a line, and no line is wider than 80 columns", () => {
  const plan = samplePlan();
  const name = "a-service-with-a-name-of-sixty-three-characters-as-long-as-it-can-be";
  const many = Array.from({ length: 40 }, (_, i) => ({
    ...plan.steps[1]!,
    id: `m${i}`,
    action: { ...plan.steps[1]!.action, service: { id: `x${i}`, name: `${name}${i}` } },
  })) as typeof plan.steps;
  const progress = new PlanProgress({ ...plan, steps: many }, { parallel: 20 });
  for (let i = 0; i < 20; i++) {
    progress.started(`m${i}`, 0);
    progress.seen(`m${i}`, { running: 1, wanted: 12 }, "starting");
  }
  progress.done("m0", "done", 5000);
  const lines = areaLines(progress, 5000).map(unstyled);
  assert.equal(lines.length, 15);
  assert.equal(lines.at(-1), "  1 done, 20 waiting");
  for (const line of lines) assert.ok(displayWidth(line) <= 79, line);
});

Deno.test("progress: a log line says which step, what it does, how far it is and how long the rest takes", () => {
  const progress = run();
  const state = progress.started("s3", 0)!;
  progress.seen("s3", { running: 2, wanted: 3 }, "");
  assert.equal(
    stepLine(progress, state, 0),
    "step 3 of 7: attach shop_api to shop_safe: 2 out of 3 tasks, about 1m left",
  );
  for (const id of ["s1", "s2", "s3", "s4", "s5", "s6", "s7"]) progress.done(id, "done", 61_000);
  assert.equal(
    stepLine(progress, progress.states[6]!, 61_000),
    "step 7 of 7: remove network shop_backend: done in 0s",
  );
  assert.equal(overallText(progress, 61_000), "overall progress: 7 out of 7 steps");
});

Deno.test("progress: names of the swarm cannot write to the terminal", () => {
  const hostile = "a\u001b[2Jb\nc";
  const plan = samplePlan();
  const action = {
    ...plan.steps[1]!.action,
    service: { id: "x", name: hostile },
  } as typeof plan.steps[1]["action"];
  assert.equal(actionText(action), "attach a\\u001b[2Jb\\nc to shop_safe");
});

Deno.test("progress: time left is no more exact than it can be", () => {
  assert.equal(leftText(3), "a few seconds left");
  assert.equal(leftText(43), "about 45s left");
  assert.equal(leftText(59), "about 1m left");
  assert.equal(leftText(199), "about 3m20s left");
  assert.equal(leftText(3700), "about 1h2m left");
  assert.equal(spanText(0), "0s");
  assert.equal(spanText(3605), "1h5s");
});
