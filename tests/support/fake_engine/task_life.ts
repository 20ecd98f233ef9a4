import type { State, TaskBehaviour } from "./state.ts";
import { type FakeTask, isOver, rank, type TaskState } from "./types.ts";
import { setTaskState } from "./task_state.ts";

/** What the task's node does with it: prepares, waits for desired RUNNING, starts, runs, perhaps fails. */
export function runTask(state: State, task: FakeTask): void {
  const behaviour = behaviourOf(state, task);
  setTaskState(state, task, "preparing", "preparing");
  state.clock.schedule(behaviour.prepare ?? state.timing.prepare, () => {
    if (task.state !== "preparing") return;
    if (behaviour.rejected) {
      return setTaskState(state, task, "rejected", "preparing", behaviour.error ?? "rejected");
    }
    setTaskState(state, task, "ready", "prepared");
    startIfWanted(state, task);
  });
}

/** A task that is ready starts as soon as its desired state says so. */
export function startIfWanted(state: State, task: FakeTask): void {
  if (
    task.state !== "ready" || rank(task.desired) < rank("running") || rank(task.desired) > rank("complete")
  ) return;
  const behaviour = behaviourOf(state, task);
  setTaskState(state, task, "starting", "starting");
  state.clock.schedule(behaviour.start ?? state.timing.start, () => {
    if (task.state !== "starting") return;
    task.container = state.ids.hex();
    if (behaviour.failAfter === 0) return fail(state, task, behaviour);
    setTaskState(state, task, "running", "started");
    if (behaviour.failAfter !== undefined) {
      state.clock.schedule(behaviour.failAfter, () => {
        if (task.state === "running") fail(state, task, behaviour);
      });
    }
  });
}

function fail(state: State, task: FakeTask, behaviour: TaskBehaviour): void {
  task.exitCode = 1;
  setTaskState(state, task, "failed", "started", behaviour.error ?? "task: non-zero exit (1)");
}

/** Wants the task to end; `remove` also forgets it afterwards. One that has no node yet ends at once. */
export function stopTask(state: State, task: FakeTask, desired: TaskState = "shutdown"): void {
  if (rank(desired) <= rank(task.desired)) return;
  task.desired = desired;
  state.touch(task);
  const finish = () => {
    if (!isOver(task)) setTaskState(state, task, "shutdown", "shutdown");
    if (task.desired === "remove") forget(state, task);
  };
  if (isOver(task)) {
    if (desired === "remove") forget(state, task);
  } else if (rank(task.state) < rank("assigned")) finish();
  else if (state.nodes.get(task.node)?.state === "ready") {
    state.clock.schedule(behaviourOf(state, task).stop ?? state.timing.stop, finish);
  }
}

function forget(state: State, task: FakeTask): void {
  state.tasks.delete(task.id);
  state.waiting.tasks.delete(task.id);
  state.unplaced.delete(task.id);
}

function behaviourOf(state: State, task: FakeTask): TaskBehaviour {
  const service = state.services.get(task.service)?.spec.Name ?? "";
  const { id, slot, node, template } = task;
  return state.behaviour?.({ id, service, slot, node, template }) ?? {};
}
