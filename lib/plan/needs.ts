import { indexOf } from "../swarm/index.ts";
import type { Service, Swarm } from "../swarm/model.ts";
import { canRun, isOpen } from "../swarm/placement.ts";
import { transientOf, wantedTasks } from "../swarm/rolling.ts";
import { isLive } from "../swarm/task_state.ts";

/**
 * With these addresses every update of services gets through on a network that they all join, all updates at the same time too. Rules:
 * swarmkit manager/allocator/network.go; a job has no VIP.
 */
export function mostAddresses(swarm: Swarm, services: readonly Service[]): number {
  const withTasks = new Set<string>();
  const index = indexOf(swarm);
  let [vips, tasks, together, nodes] = [0, 0, 0, 0];
  for (const service of services) {
    if (service.endpointMode === "vip" && !service.mode.endsWith("-job")) vips++;
    tasks += wantedTasks(swarm, service);
    together += transientOf(swarm, service);
    for (const task of index.tasksOf(service.id)) {
      if (task.node !== "" && task.desired === "running" && isLive(task)) withTasks.add(task.node);
    }
  }
  // Any open node may get a task while they are replaced, as far as one of the services may run there.
  for (const node of swarm.nodes) {
    if (isOpen(node) && nodes < tasks && services.some((one) => canRun(one, node))) nodes++;
  }
  const balancers = Math.max(nodes, Math.min(tasks, Math.max(withTasks.size, tasks > 0 ? 1 : 0)));
  return vips + tasks + balancers + together;
}
