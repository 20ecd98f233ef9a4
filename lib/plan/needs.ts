import { indexOf } from "../swarm/index.ts";
import type { Service, Swarm } from "../swarm/model.ts";
import { canRun, isOpen } from "../swarm/placement.ts";
import { transientOf, wantedTasks } from "../swarm/rolling.ts";
import { isLive } from "../swarm/task_state.ts";

/** Addresses that services take on a network that they all join. */
export interface Need {
  vips: number;
  tasks: number;
  /** Load balancer endpoints, one on each node with a task: at least, and at most. */
  leastBalancers: number;
  mostBalancers: number;
  /** On top while services are updated: the largest of them, and all at once. */
  largest: number;
  together: number;
}

/** Rules: swarmkit manager/allocator/network.go; a job has no VIP. */
export function needOf(swarm: Swarm, services: readonly Service[]): Need {
  const need: Need = { vips: 0, tasks: 0, leastBalancers: 0, mostBalancers: 0, largest: 0, together: 0 };
  const now = new Set<string>();
  const index = indexOf(swarm);
  let nodes = 0;
  for (const service of services) {
    const transient = transientOf(swarm, service);
    if (service.endpointMode === "vip" && !service.mode.endsWith("-job")) need.vips++;
    need.tasks += wantedTasks(swarm, service);
    need.largest = Math.max(need.largest, transient);
    need.together += transient;
    for (const task of index.tasksOf(service.id)) {
      if (task.node !== "" && task.desired === "running" && isLive(task)) now.add(task.node);
    }
  }
  // Any open node may get a task while they are replaced, as far as one of the services may run there.
  for (const node of swarm.nodes) {
    if (isOpen(node) && nodes < need.tasks && services.some((one) => canRun(one, node))) nodes++;
  }
  need.leastBalancers = Math.min(need.tasks, Math.max(now.size, need.tasks > 0 ? 1 : 0));
  need.mostBalancers = Math.max(need.leastBalancers, nodes);
  return need;
}

/** Without these addresses not all tasks get one. */
export function leastOf(need: Need): number {
  return need.vips + need.tasks + need.leastBalancers;
}

/** With these every update gets through, all at the same time too. */
export function mostOf(need: Need): number {
  return need.vips + need.tasks + need.mostBalancers + need.together;
}
