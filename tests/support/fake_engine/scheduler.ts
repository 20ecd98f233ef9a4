import { joinNode } from "./allocator.ts";
import type { State } from "./state.ts";
import { type FakeNode, type FakeTask, isOver, type PortSpec, rank } from "./types.ts";
import { setTaskState } from "./task_state.ts";
import { runTask } from "./task_life.ts";

/** Asks for a pass over the tasks that have addresses but no node. */
export function planPlacement(state: State): void {
  if (state.unplaced.size === 0) return;
  state.plan("place", state.timing.schedule, () => {
    for (const id of [...state.unplaced]) {
      const task = state.tasks.get(id);
      if (task !== undefined && !isOver(task)) place(state, task);
      else state.unplaced.delete(id);
    }
  });
}

export function hostPortsOf(task: FakeTask, ports: PortSpec[]): PortSpec[] {
  return task.service === "" ? [] : ports.filter((port) => port.PublishMode === "host");
}

function place(state: State, task: FakeTask): void {
  const refusals = new Map<string, number>();
  const fit: FakeNode[] = [];
  for (const node of state.nodes.values()) {
    if (task.node !== "" && node.id !== task.node) continue;
    const why = refusal(state, task, node);
    if (why === undefined) fit.push(node);
    else refusals.set(why, (refusals.get(why) ?? 0) + 1);
  }
  if (fit.length === 0) {
    const error = `no suitable node (${[...refusals].map(([why, count]) => explain(why, count)).join("; ")})`;
    if (task.error !== error) setTaskState(state, task, "pending", "pending task scheduling", error);
    return;
  }
  fit.sort((a, b) => load(state, task, a.id) - load(state, task, b.id));
  task.node = fit[0]!.id;
  state.unplaced.delete(task.id);
  const service = state.services.get(task.service);
  task.hostPorts = hostPortsOf(task, service?.ports ?? []);
  joinNode(state, task);
  setTaskState(state, task, "assigned", "scheduler assigned task to node");
  runTask(state, task);
}

function explain(why: string, count: number): string {
  const nodes = count === 1 ? "node" : "nodes";
  return why === "unavailable"
    ? `${count} ${nodes} not available for new tasks`
    : `${why} on ${count} ${nodes}`;
}

/** Why this node cannot take the task, in swarmkit's words (manager/scheduler/filter.go), or undefined. */
function refusal(state: State, task: FakeTask, node: FakeNode): string | undefined {
  if (node.state !== "ready" || node.availability !== "active") return "unavailable";
  const constraints = task.template.Placement?.Constraints ?? [];
  if (!constraints.every((constraint) => matches(constraint, node))) {
    return "scheduling constraints not satisfied";
  }
  const platforms = (task.template.Placement?.Platforms ?? []) as { OS?: string; Architecture?: string }[];
  if (
    platforms.length > 0 &&
    !platforms.some(({ OS, Architecture }) =>
      (!OS || OS === node.os) && (!Architecture || sameArch(Architecture, node.arch))
    )
  ) {
    return "unsupported platform";
  }
  const service = state.services.get(task.service);
  const here = [...state.tasks.values()].filter((other) =>
    other !== task && other.node === node.id && !isOver(other) && rank(other.state) >= rank("assigned")
  );
  for (const port of hostPortsOf(task, service?.ports ?? [])) {
    // The engine chooses one that is free.
    if (port.PublishedPort === undefined) continue;
    const taken = here.some((other) =>
      other.hostPorts.some((one) =>
        one.PublishedPort === port.PublishedPort && one.Protocol === port.Protocol
      )
    );
    if (taken) return "host-mode port already in use";
  }
  const most = task.template.Placement?.MaxReplicas ?? 0;
  const replicas = here.filter((other) =>
    other.service === task.service && rank(other.desired) <= rank("running")
  );
  if (most > 0 && replicas.length >= most) return "max replicas per node limit exceed";
  return undefined;
}

/** swarmkit's PlatformFilter takes amd64 for x86_64 and arm64 for aarch64. */
function sameArch(one: string, other: string): boolean {
  const plain = (arch: string) => ({ amd64: "x86_64", arm64: "aarch64" })[arch] ?? arch;
  return plain(one) === plain(other);
}

function load(state: State, task: FakeTask, node: string): number {
  let same = 0;
  let all = 0;
  for (const other of state.tasks.values()) {
    if (other.node !== node || isOver(other) || rank(other.desired) > rank("running")) continue;
    all++;
    if (other.service === task.service) same++;
  }
  return same * 1e6 + all;
}

/** One placement constraint, such as `node.labels.zone==a` or `node.role!=worker`. */
export function matches(constraint: string, node: FakeNode): boolean {
  const match = /^\s*([\w.\-]+)\s*(==|!=)\s*(.+?)\s*$/.exec(constraint);
  if (match === null) return false;
  const [, key, operator, wanted] = match as unknown as [string, string, string, string];
  const label = /^node\.labels\.(.+)$/.exec(key)?.[1];
  const value = label !== undefined ? node.labels[label] ?? "" : {
    "node.id": node.id,
    "node.hostname": node.hostname,
    "node.role": node.role,
    "node.platform.os": node.os,
    "node.platform.arch": node.arch,
  }[key];
  if (value === undefined) return false;
  return (value.toLowerCase() === wanted.toLowerCase()) === (operator === "==");
}
