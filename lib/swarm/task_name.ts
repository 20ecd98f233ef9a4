import { indexOf } from "../swarm/index.ts";
import type { Swarm, Task } from "../swarm/model.ts";

/** A task's name as docker shows it: service and slot, or service and node for global ones. */
export function taskName(swarm: Swarm, task: Task): string {
  const service = indexOf(swarm).serviceById.get(task.service)?.name ?? task.service;
  return `${service}.${task.slot > 0 ? task.slot : nodeName(swarm, task.node)}`;
}

/** A node's host name; its ID where the node is not known any more. */
export function nodeName(swarm: Swarm, id: string): string {
  return indexOf(swarm).nodeById.get(id)?.hostname ?? id;
}
