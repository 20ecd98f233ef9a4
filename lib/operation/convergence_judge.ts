import type { Raw } from "../engine/engine.ts";
import { number, object, text } from "../engine/raw.ts";
import { redactCredentials } from "../swarm/redact_text.ts";
import { attachmentsOf, canonical } from "../plan/attachments.ts";

/** A service as far as its convergence goes. */
export interface ServiceView {
  id: string;
  name: string;
  mode: "replicated" | "global" | "job";
  /** Wanted tasks of a replicated service; 0 otherwise. */
  replicas: number;
  /** Milliseconds that new tasks are watched before they count as good (5 s unless set; swarmkit api/defaults). */
  monitorMs: number;
  /**
   * Swarm itself watches for the monitor window after the last task, and stops at the first failure, before it calls an update
   * completed (swarmkit manager/orchestrator/update/updater.go): then its word is enough.
   */
  watchedBySwarm?: boolean;
  /** Canonical text of TaskTemplate.Networks. */
  networks: string;
  status: UpdateStatusView | null;
}

/** What `UpdateStatus` of a service says (moby api/types/swarm/service.go). */
export interface UpdateStatusView {
  /** updating, paused, completed, rollback_started, rollback_paused, rollback_completed. */
  state: string;
  /** RFC 3339 text: what tells one update from the next. */
  started: string;
  message: string;
}

/** What the judgement needs to know of a task. */
export interface TaskView {
  id: string;
  slot: number;
  node: string;
  state: string;
  desired: string;
  /** The task's own error, or "". */
  error: string;
  /** When the state was entered. */
  since: string;
  /** Canonical text of the task's own network list: the one of the spec it was made from. */
  networks: string;
}

/** What is waited for; fixed before the first look. */
export interface Watch {
  /** Canonical network list that was written; tasks made from another one are old. */
  networks: string;
  /** `StartedAt` of the update status from before the write: that one says nothing about this change (moby answers with it for a moment). */
  staleStatus: string | null;
}

/** What the next look needs of the last one. */
export interface WatchState {
  /** IDs of the good tasks when the service was last found complete, or null while it is not. */
  stable: string | null;
  /** Clock ticks of that moment. */
  stableSince: number;
  /** The service was complete once and is not any more. */
  relapsed: boolean;
}

/** The state before the first look. */
export const NOT_WATCHED: WatchState = { stable: null, stableSince: 0, relapsed: false };

/** The tasks that count, by place. */
export interface Progress {
  service: ServiceView;
  /** One entry a slot (replicated) or node (global), in order; `task` is the newest one of the wanted spec, if any. */
  slots: { label: string; task: TaskView | undefined }[];
  running: number;
  wanted: number;
  rollingBack: boolean;
  /** Milliseconds left of the watch over complete tasks; null while some are missing. */
  verifyMs: number | null;
  relapsed: boolean;
  /** The text of the update status where it is this update's. */
  message: string;
}

/** How an update ends that did not get through; superseded: somebody began another one. */
export type FailedState = "paused" | "rollback_paused" | "rollback_completed" | "superseded";

/** What one look at a service means. */
export type Verdict =
  | { kind: "waiting" | "converged"; progress: Progress }
  | {
    kind: "failed";
    state: FailedState;
    progress: Progress; /** The failing task's own words, or "". */
    taskError: string;
  };

/**
 * One look at a service. It has converged when every place has a running task of the wanted spec, these very tasks have
 * been running for the whole monitor window (or swarm, which watched them, calls this update completed), and swarm does not say that
 * the update still rolls. A paused or rolled back
 * update is a failure, although docker's own commands end with 0 then (docker/cli#6752).
 */
export function judge(
  watch: Watch,
  state: WatchState,
  service: ServiceView,
  tasks: readonly TaskView[],
  ticks: number,
): { verdict: Verdict; state: WatchState } {
  const status = service.status !== null && service.status.started !== watch.staleStatus
    ? service.status
    : null;
  const rollingBack = status?.state.startsWith("rollback_") ?? false;
  // A roll-back is watched as what it is: the way to the spec before.
  const networks = rollingBack ? service.networks : watch.networks;
  const slots = slotsOf(service, tasks, networks);
  const good = slots.flatMap(({ task }) => (task !== undefined && isGood(task) ? [task.id] : []));
  const oldLeft = tasks.some((task) => task.networks !== networks && isWanted(task));
  const wanted = service.mode === "replicated" ? service.replicas : slots.length;
  const complete = good.length >= wanted && !oldLeft;
  const next = nextState(state, complete ? [...good].sort().join(" ") : null, ticks);
  const windowMs = wanted === 0 ? 0 : service.monitorMs;
  const watched = service.watchedBySwarm === true && status?.state === "completed";
  const verifyMs = next.stable === null
    ? null
    : watched
    ? 0
    : Math.max(0, windowMs - (ticks - next.stableSince));
  const progress: Progress = {
    service,
    slots,
    running: good.length,
    wanted,
    rollingBack,
    verifyMs,
    relapsed: next.relapsed,
    message: status?.message ?? "",
  };
  const failed = failedState(watch, service, status);
  if (failed !== null) {
    const taskError = errorOfFailing(tasks, watch.networks, status?.message ?? "");
    return { verdict: { kind: "failed", state: failed, progress, taskError }, state: next };
  }
  const done = verifyMs === 0 && !rollingBack && status?.state !== "updating";
  return { verdict: { kind: done ? "converged" : "waiting", progress }, state: next };
}

function failedState(
  watch: Watch,
  service: ServiceView,
  status: UpdateStatusView | null,
): FailedState | null {
  switch (status?.state) {
    case "paused":
    case "rollback_paused":
    case "rollback_completed":
      return status.state;
    case "rollback_started":
      // Waits for the end of it: the spec is the previous one already.
      return null;
    default:
      return service.networks === watch.networks ? null : "superseded";
  }
}

function nextState(state: WatchState, stable: string | null, ticks: number): WatchState {
  if (stable === null) {
    return { ...state, stable: null, relapsed: state.relapsed || state.stable !== null };
  }
  if (stable === state.stable) return state;
  return { stable, stableSince: ticks, relapsed: state.relapsed || state.stable !== null };
}

/** Slots 1 to N, or the nodes that have or had a wanted task; each with the newest task made from the wanted spec. */
function slotsOf(
  service: ServiceView,
  tasks: readonly TaskView[],
  networks: string,
): { label: string; task: TaskView | undefined }[] {
  const key = (task: TaskView) => (service.mode === "replicated" ? String(task.slot) : task.node);
  const best = new Map<string, TaskView>();
  for (const task of tasks) {
    if (task.networks !== networks) continue;
    const other = best.get(key(task));
    if (
      other === undefined || rank(task) > rank(other) ||
      (rank(task) === rank(other) && task.since > other.since)
    ) {
      best.set(key(task), task);
    }
  }
  if (service.mode === "replicated") {
    // Slot numbers may have gaps after scaling down; the lowest ones in use stand first.
    const used = [...new Set(tasks.filter(isWanted).map((task) => task.slot))].sort((a, b) => a - b);
    return Array.from({ length: service.replicas }, (_, i) => ({
      label: `${i + 1}/${service.replicas}`,
      task: used[i] === undefined ? undefined : best.get(String(used[i])),
    }));
  }
  const nodes = new Set(tasks.filter((task) => isWanted(task) && task.node !== "").map((task) => task.node));
  return [...nodes].sort().map((node) => ({ label: node.slice(0, 12), task: best.get(node) }));
}

/** Tasks that swarm wants to run come before those it has given up. */
function rank(task: TaskView): number {
  if (isGood(task)) return 2;
  return isWanted(task) ? 1 : 0;
}

function isGood(task: TaskView): boolean {
  return task.desired === "running" && task.state === "running";
}

/** Swarm wants it to run, now or (ready: the replacement of a task that still stops) soon. */
function isWanted(task: TaskView): boolean {
  return task.desired === "running" || task.desired === "ready";
}

/** The error of the task that swarm's message names, else the newest error of a task made from the wanted spec. */
export function errorOfFailing(tasks: readonly TaskView[], networks: string, message: string): string {
  const named = /\btask ([0-9a-z]{25})\b/.exec(message)?.[1];
  const byName = tasks.find((task) => task.id === named && task.error !== "");
  if (byName !== undefined) return byName.error;
  const failing = tasks.filter((task) => task.networks === networks && task.error !== "");
  failing.sort((a, b) => (a.since < b.since ? 1 : -1));
  return failing[0]?.error ?? "";
}

/** Reads a service as the engine gives it. */
export function readServiceView(raw: Raw): ServiceView {
  const spec = object(raw.Spec);
  const mode = object(spec.Mode);
  const update = object(spec.UpdateConfig);
  const monitor = number(update.Monitor);
  const status = object(raw.UpdateStatus);
  return {
    id: text(raw.ID),
    name: text(spec.Name),
    mode: mode.Global ? "global" : mode.ReplicatedJob || mode.GlobalJob ? "job" : "replicated",
    replicas: number(object(mode.Replicated).Replicas),
    // 0 means the default to docker's own progress as well (docker/cli service/progress).
    monitorMs: monitor > 0 ? monitor / 1e6 : 5000,
    watchedBySwarm: update.FailureAction !== "continue" && number(update.MaxFailureRatio) === 0,
    networks: canonical(attachmentsOf({ TaskTemplate: { Networks: object(spec.TaskTemplate).Networks } })),
    status: text(status.State) === "" ? null : {
      state: text(status.State),
      started: text(status.StartedAt),
      message: redactCredentials(text(status.Message)),
    },
  };
}

/** Reads a task as the engine gives it. */
export function readTaskView(raw: Raw): TaskView {
  const status = object(raw.Status);
  return {
    id: text(raw.ID),
    slot: number(raw.Slot),
    node: text(raw.NodeID),
    state: text(status.State),
    desired: text(raw.DesiredState),
    error: redactCredentials(text(status.Err)),
    since: text(status.Timestamp),
    networks: canonical(attachmentsOf({ TaskTemplate: { Networks: object(raw.Spec).Networks } })),
  };
}
