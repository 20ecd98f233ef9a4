import { planAllocation } from "./allocator.ts";
import { matches, planPlacement } from "./scheduler.ts";
import { canonical, type State } from "./state.ts";
import { startIfWanted, stopTask } from "./task_life.ts";
import { type FakeNode, type FakeService, type FakeTask, isOver, rank, type TaskState } from "./types.ts";
import { updateSawTask } from "./updater.ts";

/** Jobs run to their end; everything else runs until told otherwise. */
export function isJob(service: FakeService): boolean {
  return service.spec.Mode?.ReplicatedJob !== undefined || service.spec.Mode?.GlobalJob !== undefined;
}
export function isGlobal(service: FakeService): boolean {
  return service.spec.Mode?.Global !== undefined || service.spec.Mode?.GlobalJob !== undefined;
}

/** Wanted tasks of a replicated service; unset means 1. */
export function replicasOf(service: FakeService): number {
  const job = service.spec.Mode?.ReplicatedJob;
  if (job !== undefined) return job.TotalCompletions ?? job.MaxConcurrent ?? 1;
  return service.spec.Mode?.Replicated?.Replicas ?? 1;
}

/** The slot of a task as the orchestrator counts: its number, or its node in a global service. */
export function slotKey(service: FakeService, task: FakeTask): string {
  return isGlobal(service) ? task.node : String(task.slot);
}

/** Nodes a global service has a task on. */
export function eligible(state: State, service: FakeService): FakeNode[] {
  const constraints = service.spec.TaskTemplate.Placement?.Constraints ?? [];
  return [...state.nodes.values()].filter((node) =>
    node.availability === "active" && node.state === "ready" &&
    constraints.every((constraint) => matches(constraint, node))
  );
}

export function endpointKey(service: FakeService): string {
  return canonical(service.spec.EndpointSpec ?? {});
}

/** A new task for a slot, made from the service's present spec. */
export function createTask(state: State, service: FakeService, slot: string, desired: TaskState): FakeTask {
  const global = isGlobal(service);
  const task: FakeTask = {
    ...state.stored(),
    service: service.id,
    slot: global || isJob(service) ? 0 : Number(slot),
    node: global ? slot : "",
    template: structuredClone(service.spec.TaskTemplate),
    endpoint: endpointKey(service),
    state: "new",
    desired,
    message: "created",
    error: "",
    since: state.clock.now(),
    attachments: [],
    container: "",
    attachedContainer: "",
    hostPorts: [],
    exitCode: 0,
    labels: {},
  };
  state.tasks.set(task.id, task);
  state.waiting.tasks.add(task.id);
  planAllocation(state);
  return task;
}

/** Whether the task counts for its slot: wanted, and not over. */
export function isLive(task: FakeTask): boolean {
  return rank(task.desired) <= rank("complete") && !isOver(task);
}

/** Makes and stops tasks until there is one for each slot. Which spec they have is the updater's affair. */
export function reconcile(state: State, service: FakeService): void {
  const slots = new Map<string, FakeTask[]>();
  for (const task of state.tasksOf(service.id)) {
    if (!isLive(task) && !(isJob(service) && task.state === "complete")) continue;
    const key = isJob(service) ? task.id : slotKey(service, task);
    slots.set(key, [...(slots.get(key) ?? []), task]);
  }
  if (isGlobal(service)) return reconcileGlobal(state, service, slots);
  const wanted = replicasOf(service);
  if (isJob(service)) {
    for (let count = slots.size; count < wanted; count++) createTask(state, service, "0", "complete");
    return;
  }
  const extra = [...slots.keys()].sort((a, b) => Number(a) - Number(b)).slice(wanted);
  for (const key of extra) for (const task of slots.get(key)!) stopTask(state, task, "remove");
  const kept = new Set([...slots.keys()].filter((key) => !extra.includes(key)));
  for (let slot = 1; kept.size < wanted; slot++) {
    if (kept.has(String(slot))) continue;
    kept.add(String(slot));
    createTask(state, service, String(slot), "running");
  }
}

function reconcileGlobal(state: State, service: FakeService, slots: Map<string, FakeTask[]>): void {
  const nodes = new Set(eligible(state, service).map((node) => node.id));
  for (const [node, tasks] of slots) {
    if (!nodes.has(node)) {
      for (const task of tasks) stopTask(state, task);
    }
  }
  const desired = isJob(service) ? "complete" : "running";
  for (const node of nodes) if (!slots.has(node)) createTask(state, service, node, desired);
}

/** What follows from a task's new state: the update goes on, a lost task is replaced, room is filled. */
export function taskChanged(state: State, task: FakeTask): void {
  const service = state.services.get(task.service);
  if (isOver(task)) planPlacement(state);
  if (service === undefined) return;
  const lost = isOver(task) && rank(task.desired) <= rank("running") && task.state !== "complete";
  if (lost) restart(state, service, task);
  updateSawTask(state, service, task);
  if (isOver(task)) trimHistory(state, service, task);
}

/** The restart supervisor: a successor at once, started after the restart delay (5 s unless set). */
function restart(state: State, service: FakeService, task: FakeTask): void {
  const policy = task.template.RestartPolicy;
  task.desired = "shutdown";
  if (policy?.Condition === "none") return;
  const key = slotKey(service, task);
  const others = state.tasksOf(service.id).some((one) =>
    one !== task && isLive(one) && slotKey(service, one) === key
  );
  if (others || (isGlobal(service) && !eligible(state, service).some((node) => node.id === task.node))) {
    return;
  }
  const next = createTask(state, service, key, "ready");
  next.template = structuredClone(service.spec.TaskTemplate);
  state.clock.schedule((policy?.Delay ?? 5e9) / 1e6, () => {
    if (next.desired !== "ready") return;
    next.desired = "running";
    state.touch(next);
    startIfWanted(state, next);
  });
}

/** Keeps as many ended tasks of a slot as the swarm's history limit says. */
function trimHistory(state: State, service: FakeService, task: FakeTask): void {
  const key = slotKey(service, task);
  const over = state.tasksOf(service.id).filter((one) => isOver(one) && slotKey(service, one) === key);
  over.sort((a, b) => a.since - b.since);
  for (const old of over.slice(0, Math.max(0, over.length - state.cluster.taskHistory + 1))) {
    state.tasks.delete(old.id);
  }
}
