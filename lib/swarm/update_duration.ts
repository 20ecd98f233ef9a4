import type { Service, Swarm } from "./model.ts";
import { wantedTasks } from "./rolling.ts";
import { inline } from "../terminal/boundary.ts";

/** Nanoseconds a second has. */
const SECOND = 1e9;
/** Seconds for a task to start with its image on the node, and to become healthy: an assumption, measured better while running. */
const START = 2;
/** Seconds for a task to end after SIGTERM, when it listens to it. */
const STOP = 1;

/**
 * Tasks that an update of the service replaces, and how many seconds that takes: batches of `parallelism` tasks, each
 * stopped and started, the delay between them, and the time the last ones are watched (swarmkit
 * manager/orchestrator/update/updater.go). An estimate: how fast programs stop and start is not known.
 */
export function restartsOf(swarm: Swarm, service: Service): { tasks: number; seconds: number } {
  const tasks = wantedTasks(swarm, service);
  if (tasks === 0) return { tasks: 0, seconds: 0 };
  const { parallelism, delay, monitor } = service.update;
  const batches = parallelism === 0 ? 1 : Math.ceil(tasks / parallelism);
  const seconds = batches * (STOP + START) + (batches - 1) * delay / SECOND + monitor / SECOND;
  return { tasks, seconds: Math.ceil(seconds) };
}

/** Seconds that a task is missing while it is replaced: usually, and at most if it ignores SIGTERM. */
export function downtimeSeconds(service: Pick<Service, "stopGrace">): { usual: number; most: number } {
  const usual = STOP + START;
  return { usual, most: Math.max(usual, Math.ceil(service.stopGrace / SECOND) + START) };
}

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
