import assert from "node:assert/strict";
import { screenOf } from "../../../lib/operation/operation_observer.ts";
import { PlanProgress } from "../../../lib/operation/plan_progress.ts";
import { areaLines } from "../../../lib/operation/plan_progress_text.ts";
import { terminalProgress } from "../../../lib/terminal/progress.ts";
import { MemoryIo, TestClock } from "../../support/context.ts";
import { samplePlan } from "../../support/sample_plan.ts";

/** What a terminal shows after text with the few control sequences that progress uses. */
class Terminal {
  readonly lines: string[] = [""];
  #row = 0;

  write(text: string): void {
    // deno-lint-ignore no-control-regex
    for (const [part, up] of text.matchAll(/\u001b\[(\d+)A|\u001b\[2K|\r|\n|[^\u001b\r\n]+/g)) {
      if (up !== undefined) this.#row -= Number(up);
      else if (part.endsWith("[2K")) this.lines[this.#row] = "";
      else if (part === "\n") this.lines[++this.#row] ??= "";
      else if (part !== "\r") this.lines[this.#row] += part;
      assert.ok(this.#row >= 0, "the cursor left the text");
    }
  }

  get shown(): string[] {
    return this.lines.slice(0, this.lines.findLastIndex((line) => line !== "") + 1);
  }
}

function rig(parts: { term?: string; terminal?: boolean } = {}) {
  const terminal = new Terminal();
  const io = new MemoryIo({ terminal: parts.terminal ?? true });
  io.err = (text) => terminal.write(text);
  io.progress = () =>
    terminalProgress((raw) => terminal.write(raw), () => ({ columns: 80, rows: 24 }), false);
  const clock = new TestClock();
  const progress = new PlanProgress(samplePlan(), { parallel: 1 });
  const ctx = { io, clock, env: { get: (name: string) => name === "TERM" ? parts.term : undefined } };
  return { terminal, io, clock, progress, screen: screenOf(ctx, progress, false) };
}

Deno.test("on a terminal finished phases and notes stay, and the phase under way is rewritten below them", () => {
  const { terminal, clock, progress, screen } = rig();
  const step = (id: string, ms: number) => {
    screen.changed(progress.started(id, clock.ticks()));
    clock.ms += ms;
    screen.done(progress.done(id, "done", clock.ticks())!);
  };
  step("s1", 1000);
  step("s2", 10_000);
  const note =
    "A note that is longer than a line of the terminal is wide: it is not cut, since it is no progress";
  screen.note(note);
  screen.changed(progress.started("s3", clock.ticks()));
  for (let running = 0; running <= 3; running++) {
    screen.changed(progress.seen("s3", { running, wanted: 3 }, "starting"));
    assert.deepEqual(terminal.shown, [
      "done  Create network shop_safe (1s)",
      note,
      terminal.shown[2]!,
      "Attach services to shop_safe",
      "  shop_db   done in 10s",
      `  shop_api  ${running} out of 3 tasks, starting`,
    ]);
    assert.match(terminal.shown[2]!, /^overall progress: 2 out of 7 steps, about \w+ left$/);
  }
  clock.ms += 20_000;
  screen.done(progress.done("s3", "done", clock.ticks())!);
  for (const id of ["s4", "s5", "s6", "s7"]) step(id, 5000);
  screen.end();
  assert.deepEqual(terminal.shown, [
    "done  Create network shop_safe (1s)",
    note,
    "done  Attach services to shop_safe (30s)",
    "done  Verify that all are reachable on shop_safe (5s)",
    "done  Detach services from shop_backend (10s)",
    "done  Remove network shop_backend (5s)",
  ]);
});

Deno.test("a terminal that cannot move its cursor, and a log, get whole lines, at most one every five seconds a step", () => {
  for (const made of [rig({ term: "dumb" }), rig({ terminal: false })]) {
    const { terminal, clock, progress, screen } = made;
    screen.changed(progress.started("s3", clock.ticks()));
    for (let second = 0; second < 14; second++) {
      screen.changed(progress.seen("s3", { running: 0, wanted: 3 }, `starting ${second}`));
      clock.ms += 1000;
    }
    assert.deepEqual(terminal.shown.map((line) => line.replace(/, about.*/, "")), [
      "step 3 of 7: attach shop_api to shop_safe: 0 out of 3 tasks, starting 5",
      "step 3 of 7: attach shop_api to shop_safe: 0 out of 3 tasks, starting 10",
    ]);
  }
});

Deno.test("what is rewritten fits on a small terminal, however many phases are under way", () => {
  const plan = samplePlan();
  const steps = Array.from({ length: 40 }, (_, at) => ({ ...plan.steps[1]!, id: `m${at}`, phase: at >> 1 }));
  const phases = steps.map((_, at) => `Phase ${at}`);
  const progress = new PlanProgress({ ...plan, steps, phases }, { parallel: 40 });
  for (const { id } of steps) progress.started(id, 0);
  assert.equal(areaLines(progress, 0).length, 20);
});
