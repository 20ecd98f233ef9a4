import assert from "node:assert/strict";
import {
  judge,
  NOT_WATCHED,
  readServiceView,
  readTaskView,
  type ServiceView,
  type TaskView,
  type Verdict,
  type WatchState,
} from "../../../lib/operation/convergence_judge.ts";

const NEW = '[["id-db",[],[]]]';
const OLD = "[]";
const watch = { networks: NEW, staleStatus: "t0" };

function service(parts: Partial<ServiceView> = {}): ServiceView {
  return {
    id: "s",
    name: "api",
    mode: "replicated",
    replicas: 2,
    monitorMs: 5000,
    networks: NEW,
    status: null,
    ...parts,
  };
}
function task(id: string, slot: number, parts: Partial<TaskView> = {}): TaskView {
  return {
    id,
    slot,
    node: `node-${slot}`,
    state: "running",
    desired: "running",
    error: "",
    since: "1",
    networks: NEW,
    ...parts,
  };
}
const good = [task("a", 1), task("b", 2)];
const completed = { state: "completed", started: "t1", message: "" };

/** Looks one after the other, each at its time in milliseconds. */
function looks(steps: { at: number; service?: ServiceView; tasks?: TaskView[] }[]): Verdict[] {
  let state: WatchState = NOT_WATCHED;
  return steps.map(({ at, service: seen = service({ status: completed }), tasks = good }) => {
    const found = judge(watch, state, seen, tasks, at);
    state = found.state;
    return found.verdict;
  });
}
const kinds = (verdicts: Verdict[]) => verdicts.map((verdict) => verdict.kind);

Deno.test("converged means: the same tasks have run for the whole monitor window", () => {
  assert.deepEqual(kinds(looks([{ at: 0 }, { at: 4999 }, { at: 5000 }])), [
    "waiting",
    "waiting",
    "converged",
  ]);
});

Deno.test("the window starts anew when a task was replaced", () => {
  const replaced = [task("a", 1), task("c", 2)];
  assert.deepEqual(
    kinds(
      looks([{ at: 0 }, { at: 4000, tasks: replaced }, { at: 5000, tasks: replaced }, {
        at: 9000,
        tasks: replaced,
      }]),
    ),
    [
      "waiting",
      "waiting",
      "waiting",
      "converged",
    ],
  );
});

Deno.test("a missing task ends the window and is told as a relapse", () => {
  const verdicts = looks([{ at: 0 }, { at: 1000, tasks: [task("a", 1)] }]);
  assert.equal(verdicts[1]!.progress.relapsed, true);
  assert.equal(verdicts[1]!.progress.verifyMs, null);
});

Deno.test("the status of an update before this one says nothing", () => {
  const stale = service({ status: { state: "paused", started: "t0", message: "" } });
  assert.deepEqual(kinds(looks([{ at: 0, service: stale }, { at: 5000, service: stale }])), [
    "waiting",
    "converged",
  ]);
});

Deno.test("while swarm says that it is updating, it has not converged", () => {
  const updating = service({ status: { state: "updating", started: "t1", message: "" } });
  assert.deepEqual(kinds(looks([{ at: 0, service: updating }, { at: 9000, service: updating }])), [
    "waiting",
    "waiting",
  ]);
});

Deno.test("tasks of the old spec that swarm still wants keep it from converging, ended ones do not", () => {
  const rolling = [...good, task("old", 2, { networks: OLD })];
  assert.deepEqual(kinds(looks([{ at: 0, tasks: rolling }, { at: 9000, tasks: rolling }])), [
    "waiting",
    "waiting",
  ]);
  const ended = [...good, task("old", 2, { networks: OLD, desired: "shutdown" })];
  assert.deepEqual(kinds(looks([{ at: 0, tasks: ended }, { at: 5000, tasks: ended }])), [
    "waiting",
    "converged",
  ]);
});

Deno.test("paused and rolled back updates are failures, with the words of the task that swarm names", () => {
  const id = "mfjg8glosmg6c8fj4s8dxgx29";
  const tasks = [
    task("other", 2, { state: "failed", error: "something newer", since: "9", desired: "shutdown" }),
    task(id, 1, { state: "rejected", error: "no command specified", since: "5", desired: "ready" }),
  ];
  const message = `update paused due to failure or early termination of task ${id}`;
  for (const state of ["paused", "rollback_paused", "rollback_completed"] as const) {
    const [verdict] = looks([{
      at: 0,
      service: service({ status: { state, started: "t1", message } }),
      tasks,
    }]);
    assert.equal(verdict!.kind, "failed");
    assert.equal((verdict as { state: string }).state, state);
    assert.equal((verdict as { taskError: string }).taskError, "no command specified");
  }
});

Deno.test("a roll-back that has started is waited for and counted by the spec it goes back to", () => {
  const rolling = service({
    networks: OLD,
    status: { state: "rollback_started", started: "t1", message: "m" },
  });
  const [verdict] = looks([{
    at: 0,
    service: rolling,
    tasks: [task("old", 1, { networks: OLD }), task("new", 2)],
  }]);
  assert.equal(verdict!.kind, "waiting");
  assert.equal(verdict!.progress.rollingBack, true);
  assert.equal(verdict!.progress.running, 1);
});

Deno.test("a network list that somebody else wrote means that this change is gone", () => {
  const [verdict] = looks([{ at: 0, service: service({ networks: OLD }) }]);
  assert.equal((verdict as { state: string }).state, "superseded");
});

Deno.test("a service without tasks has converged at once", () => {
  const [verdict] = looks([{ at: 0, service: service({ replicas: 0 }), tasks: [] }]);
  assert.equal(verdict!.kind, "converged");
});

Deno.test("a global service has one place for each node that has a task", () => {
  const everywhere = service({ mode: "global", replicas: 0, status: completed });
  const tasks = [task("a", 0, { node: "n1" }), task("b", 0, { node: "n2", networks: OLD })];
  const [first] = looks([{ at: 0, service: everywhere, tasks }]);
  assert.deepEqual(first!.progress.slots.map(({ label, task }) => [label, task?.id]), [["n1", "a"], [
    "n2",
    undefined,
  ]]);
  assert.equal(first!.kind, "waiting");
  const done = [tasks[0]!, task("c", 0, { node: "n2" })];
  assert.deepEqual(
    kinds(
      looks([{ at: 0, service: everywhere, tasks: done }, { at: 5000, service: everywhere, tasks: done }]),
    ),
    [
      "waiting",
      "converged",
    ],
  );
});

Deno.test("slots with gaps in their numbers are all counted", () => {
  const tasks = [task("a", 1), task("b", 7)];
  assert.deepEqual(kinds(looks([{ at: 0, tasks }, { at: 5000, tasks }])), ["waiting", "converged"]);
});

Deno.test("raw services and tasks are read with Go's zero values left out", () => {
  assert.deepEqual(
    readServiceView({
      ID: "s",
      Spec: { Name: "api", TaskTemplate: {}, Mode: { Global: {} } },
      UpdateStatus: {},
    }),
    {
      id: "s",
      name: "api",
      mode: "global",
      replicas: 0,
      monitorMs: 5000,
      watchedBySwarm: true,
      networks: "[]",
      status: null,
    },
  );
  assert.equal(
    readServiceView({ Spec: { UpdateConfig: { Monitor: 3e9 }, Mode: { Replicated: { Replicas: 4 } } } })
      .monitorMs,
    3000,
  );
  assert.deepEqual(
    readTaskView({ ID: "t", Spec: { Networks: [{ Target: "id-db" }] }, Status: { State: "new" } }),
    {
      id: "t",
      slot: 0,
      node: "",
      state: "new",
      desired: "",
      error: "",
      since: "",
      networks: NEW,
    },
  );
});

Deno.test("an update that swarm watched and calls completed is converged at once, but not with a task missing or an old status", () => {
  const watched = service({ status: completed, watchedBySwarm: true });
  assert.deepEqual(kinds(looks([{ at: 0, service: watched }])), ["converged"]);
  assert.deepEqual(kinds(looks([{ at: 0, service: watched, tasks: [task("a", 1)] }])), ["waiting"]);
  const old = service({ status: { ...completed, started: "t0" }, watchedBySwarm: true });
  assert.deepEqual(kinds(looks([{ at: 0, service: old }])), ["waiting"]);
});

Deno.test("swarm's own watch counts only where it stops at the first failure", () => {
  const view = (update: Record<string, unknown>) =>
    readServiceView({ Spec: { UpdateConfig: update } }).watchedBySwarm;
  assert.equal(view({}), true);
  assert.equal(view({ FailureAction: "rollback", MaxFailureRatio: 0 }), true);
  assert.equal(view({ FailureAction: "continue" }), false);
  assert.equal(view({ FailureAction: "pause", MaxFailureRatio: 0.3 }), false);
});
