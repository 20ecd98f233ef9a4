import assert from "node:assert/strict";
import type { Progress, TaskView } from "../../../lib/operation/convergence_judge.ts";
import { progressLines } from "../../../lib/operation/change_networks.ts";
import { unstyled } from "../../../lib/terminal/style.ts";

function task(state: string, error = ""): TaskView {
  return { id: "t", slot: 1, node: "n", state, desired: "running", error, since: "", networks: "" };
}
function progress(parts: Partial<Progress> = {}): Progress {
  return {
    service: {
      id: "s",
      name: "api",
      mode: "replicated",
      replicas: 3,
      monitorMs: 5000,
      networks: "",
      status: null,
    },
    slots: [
      { label: "1/3", task: task("running") },
      { label: "2/3", task: task("starting") },
      { label: "3/3", task: undefined },
    ],
    running: 1,
    wanted: 3,
    rollingBack: false,
    verifyMs: null,
    relapsed: false,
    message: "",
    ...parts,
  };
}
const lines = (shown: Progress, width = 80) => progressLines(shown, width).map(unstyled);

Deno.test("tasks are shown by slot in docker's words", () => {
  assert.deepEqual(lines(progress()), [
    "overall progress: 1 out of 3 tasks",
    "1/3: running",
    "2/3: starting",
    "3/3:",
  ]);
});

Deno.test("a bar of 50 cells stands behind the state on a wide terminal", () => {
  const [, running, starting] = lines(progress(), 120);
  assert.equal(running, `1/3: running   [${"=".repeat(50)}>]`);
  assert.equal(starting, `2/3: starting  [${"=".repeat(44)}>${" ".repeat(6)}]`);
});

Deno.test("a task's error takes the place of its state, on one line of at most 75 cells", () => {
  const [, line] = lines(
    progress({ slots: [{ label: "1/1", task: task("failed", `bad\n${"x".repeat(100)}`) }] }),
  );
  assert.equal(line, `1/1: bad\\n${"x".repeat(69)}…`);
});

Deno.test("more than 20 tasks show as their sum", () => {
  const slots = Array.from({ length: 21 }, (_, i) => ({ label: `${i + 1}/21`, task: task("running") }));
  assert.deepEqual(lines(progress({ slots, running: 21, wanted: 21 })), [
    "overall progress: 21 out of 21 tasks",
  ]);
});

Deno.test("the watch over running tasks counts down, then says that the service converged", () => {
  assert.equal(
    lines(progress({ verifyMs: 4001 })).at(-1),
    "verify: Waiting 5 seconds to verify that tasks are stable...",
  );
  assert.equal(lines(progress({ verifyMs: 0 })).at(-1), "verify: Service api converged");
  assert.equal(lines(progress({ relapsed: true })).at(-1), "verify: Detected task failure");
});

Deno.test("a roll-back is told with swarm's reason", () => {
  const status = { state: "rollback_started", started: "t", message: "m" };
  const shown = progress({ rollingBack: true, message: "update rolled back due to failure of task x" });
  shown.service = { ...shown.service, status };
  assert.deepEqual(lines(shown).slice(0, 2), [
    "rollback: update rolled back due to failure of task x",
    "overall progress: rolling back update: 1 out of 3 tasks",
  ]);
});
