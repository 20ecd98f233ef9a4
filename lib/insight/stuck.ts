import { compareNatural } from "../base/natural.ts";
import { listOf } from "../swarm/attached.ts";
import { indexOf } from "../swarm/index.ts";
import type { Network, Swarm, Task } from "../swarm/model.ts";
import { insideMtu } from "../swarm/mtu.ts";
import { isWanted, serves } from "../swarm/task_state.ts";
import { usageOf } from "../swarm/usage.ts";
import { isUnallocated } from "./network_facts.ts";
import { taskName } from "../swarm/task_name.ts";

/** A task that does not run for a reason that has to do with networks. */
export interface StuckTask {
  task: string;
  state: string;
  cause: string;
}

/** A new task without a node after this many milliseconds waits for something. */
const STUCK_MS = 60_000;
/** Words of task errors that speak of networks (swarmkit, moby libnetwork and overlay driver). */
const NETWORK_WORDS =
  /network|subnet|vxlan|overlay|address|endpoint|sandbox|ipsec|encryption key|macvlan|ipvlan|host-mode port|port .* in use/i;
/** Errors whose words are an image's name or a program's output, whatever they say (moby daemon/images, swarmkit agent/exec). */
const OTHER_TROUBLE =
  /^(?:no such image|invalid image|task: non-zero exit|pull access denied)|manifest|overlay2/i;

/**
 * Tasks that wait, and places in which tasks fail again and again: there the managers have a next one on its way, so the
 * reason stands with one that has ended. One line a place, by name.
 */
export function stuckTasks(swarm: Swarm): StuckTask[] {
  const now = Date.parse(swarm.taken);
  const waiting = swarm.tasks.flatMap((task) => {
    const cause = waitsFor(swarm, task, now);
    return cause === undefined ? [] : [{ task: taskName(swarm, task), state: task.state, cause }];
  });
  const failing = lastFailures(swarm).flatMap((task) => {
    const cause = failsFor(swarm, task);
    return cause === undefined ? [] : [{ task: taskName(swarm, task), state: task.state, cause }];
  });
  const known = new Set(waiting.map((one) => one.task));
  return [...waiting, ...failing.filter((one) => !known.has(one.task))]
    .sort((a, b) => compareNatural(a.task, b.task));
}

function waitsFor(swarm: Swarm, task: Task, now: number): string | undefined {
  if (task.service === "" || task.desired !== "running") return undefined;
  if (task.state === "pending") return isNetworkTrouble(task.error) ? task.error : undefined;
  if (task.state !== "new" || task.node !== "" || now - Date.parse(task.since) < STUCK_MS) return undefined;
  const networks = networksOf(swarm, task);
  const unallocated = networks.find(isUnallocated);
  if (unallocated !== undefined) return `network ${unallocated.name} was never allocated`;
  const full = networks.find((one) => usageOf(swarm, one)?.free === 0);
  return full === undefined
    ? "waits for an address or a VIP; the managers say no reason"
    : `network ${full.name} is full`;
}

/** Why a node refused a task, where it has to do with networks: what is known of them says more than the error. */
function failsFor(swarm: Swarm, task: Task): string | undefined {
  // Of an MTU option that is no number the error only says `failed to parse abc` (reproduced on 20.10.24).
  const networks = task.state === "rejected" ? networksOf(swarm, task) : [];
  for (const network of networks) {
    const why = network.driver === "overlay" ? insideMtu(network).why : null;
    if (why !== null) return `network ${network.name} has ${why}`;
  }
  return isNetworkTrouble(task.error) ? task.error : undefined;
}

function networksOf(swarm: Swarm, task: Task): Network[] {
  const service = indexOf(swarm).serviceById.get(task.service);
  return service === undefined
    ? []
    : listOf(service).flatMap((one) => indexOf(swarm).network(one.target) ?? []);
}

/**
 * The last failure of each place in which nothing runs: service and slot, or node of a global one. A place counts while a
 * next task is on its way there, or while its service has fewer places than it should: others were given up by scaling.
 */
function lastFailures(swarm: Swarm): Task[] {
  return swarm.services.flatMap((service) => {
    const places = Map.groupBy(
      indexOf(swarm).tasksOf(service.id),
      (task) => service.mode.startsWith("global") ? task.node : task.slot,
    );
    const all = [...places.values()];
    const alive = all.filter((tasks) => tasks.some(isWanted)).length;
    const lacking = alive < (service.replicas ?? 0);
    return all.filter((tasks) => !tasks.some(serves) && (lacking || tasks.some(isWanted)))
      .flatMap((tasks) => lastFailureOf(tasks) ?? []);
  });
}

/** How the last task that ended by itself ended, where that was no success. */
function lastFailureOf(tasks: readonly Task[]): Task | undefined {
  const ended = tasks.filter((task) => ["complete", "failed", "rejected"].includes(task.state));
  const last = ended.reduce<Task | undefined>(
    (latest, one) => latest && latest.since >= one.since ? latest : one,
    undefined,
  );
  return last?.state === "complete" ? undefined : last;
}

function isNetworkTrouble(error: string): boolean {
  return NETWORK_WORDS.test(error) && !OTHER_TROUBLE.test(error);
}
