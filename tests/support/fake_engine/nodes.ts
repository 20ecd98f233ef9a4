import { ApiError, OUT_OF_SEQUENCE, rpcError } from "./api_error.ts";
import { joinIngress } from "./allocator.ts";
import { createTask, isGlobal, isLive, reconcile } from "./orchestrator.ts";
import { planPlacement } from "./scheduler.ts";
import type { State } from "./state.ts";
import { stopTask } from "./task_life.ts";
import type { FakeNode } from "./types.ts";

/** A node that joins: global services come to it and it takes an address on the ingress network. */
export function addNode(state: State, parts: Partial<FakeNode> & { hostname: string }): FakeNode {
  const count = state.nodes.size + 1;
  const addr = parts.addr ?? `192.168.65.${count}`;
  const node: FakeNode = {
    ...state.stored(parts.id),
    role: "worker",
    availability: "active",
    state: "ready",
    dataPath: addr,
    os: "linux",
    arch: "x86_64",
    engineVersion: "28.5.2",
    leader: false,
    labels: {},
    ...parts,
    addr,
  };
  state.nodes.set(node.id, node);
  joinIngress(state, node.id);
  nodeChanged(state);
  state.emit("node", "create", node.id, { name: node.hostname });
  return node;
}

function nodeChanged(state: State): void {
  planPlacement(state);
  for (const service of state.services.values()) if (isGlobal(service)) reconcile(state, service);
}

export function findNode(state: State, wanted: string): FakeNode {
  const found = state.nodes.get(wanted) ?? [...state.nodes.values()].find((node) => node.hostname === wanted);
  if (found === undefined) throw new ApiError(404, `node ${wanted} not found`);
  return found;
}

/** POST /nodes/{id}/update: role, availability, labels. */
export function updateNode(
  state: State,
  wanted: string,
  version: number,
  spec: { Role?: string; Availability?: string; Labels?: Record<string, string> },
): void {
  const node = findNode(state, wanted);
  if (version !== node.version) throw rpcError("Unknown", OUT_OF_SEQUENCE);
  node.role = spec.Role === "manager" ? "manager" : "worker";
  node.labels = spec.Labels ?? {};
  setAvailability(state, node, spec.Availability ?? "active");
}

/** Draining moves the node's tasks to others. */
function setAvailability(state: State, node: FakeNode, availability: string): void {
  node.availability = availability;
  state.touch(node);
  state.emit("node", "update", node.id, { name: node.hostname });
  if (availability === "drain") moveAway(state, node);
  nodeChanged(state);
}

function moveAway(state: State, node: FakeNode): void {
  for (const task of [...state.tasks.values()]) {
    const service = state.services.get(task.service);
    if (task.node !== node.id || !isLive(task) || service === undefined) continue;
    stopTask(state, task);
    if (!isGlobal(service)) createTask(state, service, String(task.slot), "running");
  }
}
