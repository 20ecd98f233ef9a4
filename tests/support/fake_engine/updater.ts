import type { State } from "./state.ts";
import { canonical, timestamp } from "./state.ts";
import { createTask, endpointKey, isGlobal, isJob, isLive, slotKey } from "./orchestrator.ts";
import { startIfWanted, stopTask } from "./task_life.ts";
import { type FakeService, type FakeTask, isOver, rank } from "./types.ts";
import type { Update } from "./update_state.ts";

/** The rolling update, after swarmkit's manager/orchestrator/update/updater.go: one slot after the other, `Parallelism` at a time. */
export function runUpdate(state: State, service: FakeService): void {
  const old = state.updates.get(service.id);
  if (old !== undefined) old.cancelled = true;
  state.updates.delete(service.id);
  if (isJob(service)) return;
  const status = service.updateStatus?.State;
  if (status === "paused" || status === "rollback_paused") return;
  const queue = dirtySlots(state, service);
  const rollback = status === "rollback_started";
  if (queue.length === 0) {
    if (status === "updating" || rollback) complete(state, service);
    return;
  }
  if (service.updateStatus === null) {
    service.updateStatus = {
      State: "updating",
      StartedAt: timestamp(state.clock.now()),
      Message: "update in progress",
    };
    wrote(state, service, { "updatestate.new": "updating" });
  }
  const update: Update = {
    service: service.id,
    rollback,
    config: (rollback ? service.spec.RollbackConfig : service.spec.UpdateConfig) ?? {},
    total: queue.length,
    queue,
    active: new Map(),
    watched: new Map(),
    failed: new Set(),
    cancelled: false,
    closing: false,
  };
  state.updates.set(service.id, update);
  const workers = update.config.Parallelism ?? 1;
  const count = workers === 0 ? queue.length : Math.min(workers, queue.length);
  for (let i = 0; i < count; i++) nextSlot(state, service, update);
}

function wrote(state: State, service: FakeService, attributes: Record<string, string>): void {
  state.touch(service);
  state.emit("service", "update", service.id, { name: service.spec.Name, ...attributes });
}

function liveIn(state: State, service: FakeService, slot: string): FakeTask[] {
  return state.tasksOf(service.id).filter((task) => isLive(task) && slotKey(service, task) === slot);
}

function isStale(service: FakeService, task: FakeTask): boolean {
  return canonical(task.template) !== canonical(service.spec.TaskTemplate) ||
    task.endpoint !== endpointKey(service);
}

function dirtySlots(state: State, service: FakeService): string[] {
  const slots = new Set<string>();
  for (const task of state.tasksOf(service.id)) {
    if (isLive(task) && isStale(service, task)) slots.add(slotKey(service, task));
  }
  return [...slots].sort((a, b) => (isGlobal(service) ? (a < b ? -1 : 1) : Number(a) - Number(b)));
}

function nextSlot(state: State, service: FakeService, update: Update): void {
  if (update.cancelled) return;
  const slot = update.queue.shift();
  if (slot === undefined) {
    if (update.active.size === 0 && !update.closing) watchOn(state, service, update);
    return;
  }
  const old = liveIn(state, service, slot);
  const startFirst = update.config.Order === "start-first";
  const task = createTask(state, service, slot, startFirst ? "running" : "ready");
  update.active.set(task.id, slot);
  update.watched.set(task.id, undefined);
  if (startFirst) return;
  for (const one of old) stopTask(state, one);
  releaseWhenStopped(state, task, old);
}

/** Stop-first: the new task starts once the old ones are over, or after a minute at the latest. */
function releaseWhenStopped(state: State, task: FakeTask, old: FakeTask[]): void {
  const started = state.clock.now();
  const check = () => {
    if (task.desired !== "ready") return;
    if (!old.every(isOver) && state.clock.now() - started < 60_000) {
      return void state.clock.schedule(10, check);
    }
    task.desired = "running";
    state.touch(task);
    startIfWanted(state, task);
  };
  check();
}

/** Told by the orchestrator of each change of a task. */
export function updateSawTask(state: State, service: FakeService, task: FakeTask): void {
  const update = state.updates.get(service.id);
  if (update === undefined || update.cancelled || !update.watched.has(task.id)) return;
  const slot = update.active.get(task.id);
  if (slot !== undefined && rank(task.state) >= rank("running")) {
    update.active.delete(task.id);
    update.watched.set(task.id, state.clock.now());
    if (task.state === "running" && update.config.Order === "start-first") {
      for (const old of liveIn(state, service, slot)) if (old !== task) stopTask(state, old);
    }
    state.clock.schedule((update.config.Delay ?? 0) / 1e6, () => nextSlot(state, service, update));
  }
  if (task.state === "failed" || task.state === "rejected") failure(state, service, update, task);
}

function monitorMs(update: Update): number {
  return (update.config.Monitor || 5e9) / 1e6;
}

function failure(state: State, service: FakeService, update: Update, task: FakeTask): void {
  const since = update.watched.get(task.id) ?? state.clock.now();
  if (update.failed.has(task.id) || state.clock.now() - since > monitorMs(update)) return;
  update.failed.add(task.id);
  if (update.failed.size / update.total <= (update.config.MaxFailureRatio ?? 0)) return;
  const action = update.config.FailureAction || "pause";
  const reason = `due to failure or early termination of task ${task.id}`;
  if (action === "continue") return;
  update.cancelled = true;
  state.updates.delete(service.id);
  if (update.rollback) stop(state, service, "rollback_paused", `rollback paused ${reason}`);
  else if (action === "rollback" && service.previous !== null) {
    rollBack(state, service, `update rolled back ${reason}`);
  } else stop(state, service, "paused", `update paused ${reason}`);
}

function stop(state: State, service: FakeService, to: string, message: string): void {
  service.updateStatus = { ...service.updateStatus, State: to, Message: message };
  wrote(state, service, { "updatestate.old": "updating", "updatestate.new": to });
}

/** Swarm's own roll-back: the previous spec comes back and none is kept. */
function rollBack(state: State, service: FakeService, message: string): void {
  service.spec = service.previous!;
  service.previous = null;
  service.specVersion++;
  service.allocated = false;
  state.waiting.services.add(service.id);
  stop(state, service, "rollback_started", message);
  state.respec(service);
}

/** All slots are done: the last ones are watched for the monitor time. */
function watchOn(state: State, service: FakeService, update: Update): void {
  update.closing = true;
  state.clock.schedule(monitorMs(update), () => {
    if (update.cancelled) return;
    state.updates.delete(service.id);
    complete(state, service);
  });
}

function complete(state: State, service: FakeService): void {
  const rolled = service.updateStatus?.State === "rollback_started";
  const next = rolled ? "rollback_completed" : "completed";
  const before = service.updateStatus?.State ?? "";
  service.updateStatus = {
    ...service.updateStatus,
    State: next,
    CompletedAt: timestamp(state.clock.now()),
    Message: rolled ? "rollback completed" : "update completed",
  };
  wrote(state, service, { "updatestate.old": before, "updatestate.new": next });
}
