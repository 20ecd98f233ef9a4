import type { Task } from "./model.ts";

/** Task states in swarm's order: a task only ever moves forward (swarmkit api/types.proto TaskState). */
const ORDER = [
  "new",
  "allocated",
  "pending",
  "assigned",
  "accepted",
  "preparing",
  "ready",
  "starting",
  "running",
  "complete",
  "shutdown",
  "failed",
  "rejected",
  "remove",
  "orphaned",
];
const RUNNING = ORDER.indexOf("running");

/** The way of a task until it runs, in order. */
export const UP_TO_RUNNING: readonly string[] = ORDER.slice(0, RUNNING + 1);

/** Whether the task has not ended: only such tasks hold addresses (swarmkit manager/allocator/network.go). */
export function isLive(task: Pick<Task, "state">): boolean {
  const at = ORDER.indexOf(task.state);
  return at >= 0 && at <= RUNNING;
}

/**
 * Whether the task runs and is meant to (a job's task is meant to be complete some day): requests go to such tasks. One on a
 * node that is gone stays in state running for a day, but is no longer wanted (swarmkit manager/orchestrator, dispatcher).
 */
export function serves(task: Pick<Task, "state" | "desired">): boolean {
  return task.state === "running" && (task.desired === "running" || task.desired === "complete");
}

/** Whether the task is alive and stays: what is to stop, as on a node that is gone, is no part of its service any more. */
export function isWanted(task: Pick<Task, "state" | "desired">): boolean {
  return isLive(task) && task.desired !== "shutdown" && task.desired !== "remove";
}
