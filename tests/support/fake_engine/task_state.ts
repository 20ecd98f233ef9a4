import { releaseTask } from "./allocator.ts";
import type { State } from "./state.ts";
import { type FakeTask, isOver, type TaskState } from "./types.ts";

/** Moves a task on and tells the orchestrator. One that is over gives its addresses back. */
export function setTaskState(
  state: State,
  task: FakeTask,
  next: TaskState,
  message: string,
  error = "",
): void {
  const wasOver = isOver(task);
  task.state = next;
  task.message = message;
  task.error = error;
  task.since = state.clock.now();
  state.touch(task);
  if (!wasOver && isOver(task)) {
    state.waiting.tasks.delete(task.id);
    state.unplaced.delete(task.id);
    releaseTask(state, task);
  }
  state.onTask(task);
}
