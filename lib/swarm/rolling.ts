import { indexOf } from "./index.ts";
import type { Service, Swarm } from "./model.ts";
import { canRun, isOpen } from "./placement.ts";
import { isLive } from "./task_state.ts";

/** How many tasks a service wants: replicas, or one on each node that has one now (each that could have one where none has). */
export function wantedTasks(swarm: Swarm, service: Service): number {
  if (service.replicas !== null) return service.replicas;
  const nodes = new Set<string>();
  for (const task of indexOf(swarm).tasksOf(service.id)) {
    if (task.desired === "running" && task.node !== "" && isLive(task)) nodes.add(task.node);
  }
  if (nodes.size > 0) return nodes.size;
  return swarm.nodes.filter((node) => isOpen(node) && canRun(service, node)).length;
}

/**
 * Addresses that a rolling update takes on top in each network: a replacement is given its address while the old task
 * still holds its own, in both update orders (swarmkit manager/orchestrator/update/updater.go).
 */
export function transientOf(swarm: Swarm, service: Service): number {
  const tasks = wantedTasks(swarm, service);
  return service.update.parallelism === 0 ? tasks : Math.min(service.update.parallelism, tasks);
}
