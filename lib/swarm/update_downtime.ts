import type { Service, Swarm } from "./model.ts";
import { wantedTasks } from "./rolling.ts";
import { hostPortOf, type UpdateBlocker, updateBlockers } from "./update_blockers.ts";
import { isJob } from "./service.ts";

/** What does not answer while a service is updated: the whole service, or a part of it. */
export type Downtime =
  /** Each node is without its task of a global service meanwhile. */
  | { kind: "global"; nodes: number; atOnce: boolean }
  /** All its tasks are stopped at the same time; there may be one only. */
  | { kind: "all-tasks"; tasks: number; parallelism: number }
  /** A port of mode host is closed on each node while the task there is replaced. */
  | { kind: "host-port"; port: number };

/**
 * The downtime of an update that stops old tasks before it starts new ones; undefined where other tasks answer meanwhile (swarmkit
 * manager/orchestrator/update/updater.go).
 */
export function downtimeOf(
  swarm: Swarm,
  service: Service,
  order: Service["update"]["order"] = service.update.order,
): Downtime | undefined {
  const tasks = wantedTasks(swarm, service);
  if (order === "start-first" || tasks === 0 || isJob(service)) return undefined;
  const { parallelism } = service.update;
  const atOnce = parallelism === 0 || parallelism >= tasks;
  if (service.mode === "global") return { kind: "global", nodes: tasks, atOnce };
  if (tasks === 1 || atOnce) return { kind: "all-tasks", tasks, parallelism };
  const port = hostPortOf(service);
  return port === undefined ? undefined : { kind: "host-port", port: port.published };
}

/** What keeps an update that starts new tasks first from completing; undefined where that order avoids downtime. */
export function startFirstBlocker(swarm: Swarm, service: Service): UpdateBlocker | undefined {
  return updateBlockers(swarm, service, "start-first")[0];
}

/** Whether the service is updated start-first while a plan is carried out that asks for it where it avoids downtime. */
export function startsFirstMeanwhile(swarm: Swarm, service: Service): boolean {
  return downtimeOf(swarm, service) !== undefined && startFirstBlocker(swarm, service) === undefined;
}
