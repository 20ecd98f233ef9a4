import type { Service, Swarm } from "../swarm/model.ts";
import { wantedTasks } from "../swarm/rolling.ts";
import { inline } from "../terminal/boundary.ts";

/** What replacing its tasks means for a service, in one line; undefined where no task is wanted. */
export function impactOf(swarm: Swarm, service: Service): string | undefined {
  const tasks = wantedTasks(swarm, service);
  if (tasks === 0) return undefined;
  const { parallelism, order } = service.update;
  const pace = tasks === 1
    ? ""
    : parallelism === 0 || parallelism >= tasks
    ? ", all at once"
    : `, ${parallelism} at a time`;
  const allAtOnce = tasks === 1 || parallelism === 0 || parallelism >= tasks;
  const gap = order === "stop-first" && allAtOnce ? "; it does not answer until the new ones run" : "";
  return `${inline(service.name)}: ${tasks} ${
    tasks === 1 ? "task is" : "tasks are"
  } replaced${pace} (${order})${gap}`;
}
