import { ApiError } from "./api_error.ts";
import { labelled, parseFilters, some } from "./filters.ts";
import { type NetworkView, networkView, tasksOn } from "./network_views.ts";
import { isSwarmScoped } from "./network_rules.ts";
import { findNode } from "./nodes.ts";
import { findService } from "./services.ts";
import type { State } from "./state.ts";
import type { FakeNetwork, FakeService, FakeTask, Raw } from "./types.ts";
import { configView, nodeView, serviceView, taskView } from "./views.ts";

/** GET /networks: swarm objects first, then this node's own; predefined ones are hidden. */
export function listNetworks(
  state: State,
  query: URLSearchParams,
  view: NetworkView,
  worker: boolean,
): Raw[] {
  const filters = parseFilters(query.get("filters"), [
    "dangling",
    "driver",
    "id",
    "label",
    "name",
    "scope",
    "type",
  ]);
  const all = [...state.networks.values()].filter((network) => !network.predefined);
  const seen = worker
    ? all.filter((one) => one.scope === "local" || tasksOn(state, one).some((t) => t.node === state.self))
    : all;
  const keep = (network: FakeNetwork) =>
    some(filters, "driver", (driver) => network.allocated?.driver === driver) &&
    some(filters, "id", (id) => network.id.includes(id)) &&
    some(filters, "name", (name) => network.spec.Name.includes(name)) &&
    some(filters, "scope", (scope) => network.scope === scope) &&
    some(filters, "type", (type) => (type === "builtin") === isBuiltin(network)) &&
    some(filters, "dangling", (value) => ["1", "true"].includes(value) === isDangling(state, network)) &&
    labelled(filters, "label", network.spec.Labels);
  const kept = seen.filter(keep);
  return [...kept.filter((n) => n.scope === "swarm"), ...kept.filter((n) => n.scope === "local")].map((
    network,
  ) => networkView(state, network, view));
}

function isBuiltin(network: FakeNetwork): boolean {
  return network.scope === "local" && ["bridge", "host", "none"].includes(network.spec.Name);
}

function isDangling(state: State, network: FakeNetwork): boolean {
  if (isBuiltin(network) || !isSwarmScoped(network.spec)) return false;
  const used = [...state.services.values()].some((service) =>
    (service.spec.TaskTemplate.Networks ?? []).some((ref) => ref.Target === network.id)
  );
  return !used && tasksOn(state, network).length === 0;
}

export function modeOf(service: FakeService): string {
  const mode = service.spec.Mode ?? {};
  if (mode.Global !== undefined) return "global";
  if (mode.ReplicatedJob !== undefined) return "replicated-job";
  return mode.GlobalJob !== undefined ? "global-job" : "replicated";
}

export function listServices(state: State, query: URLSearchParams): Raw[] {
  const filters = parseFilters(query.get("filters"), ["id", "label", "mode", "name", "runtime"]);
  const status = ["1", "true"].includes(query.get("status") ?? "");
  return [...state.services.values()].filter((service) =>
    some(filters, "id", (id) => service.id.startsWith(id)) &&
    some(filters, "name", (name) => service.spec.Name.startsWith(name)) &&
    some(filters, "mode", (mode) => modeOf(service) === mode) &&
    labelled(filters, "label", service.spec.Labels)
  ).sort(byId).map((service) => serviceView(state, service, status));
}

function byId(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : 1;
}

const TASK_FILTERS = ["_up-to-date", "desired-state", "id", "label", "name", "node", "runtime", "service"];

/** GET /tasks. A service or node the filter names must exist. */
export function listTasks(state: State, query: URLSearchParams): Iterable<Raw> {
  const filters = parseFilters(query.get("filters"), TASK_FILTERS);
  const services = (filters.get("service") ?? []).map((wanted) => findService(state, wanted).id);
  const nodes = (filters.get("node") ?? []).map((wanted) =>
    findNode(state, wanted === "self" ? state.self : wanted).id
  );
  const desired = filters.get("desired-state") ?? [];
  for (const wanted of desired) {
    if (!["running", "shutdown", "accepted"].includes(wanted)) {
      throw new ApiError(400, `invalid filter 'desired-state=${wanted}'`);
    }
  }
  // Without a word on runtimes, containers attached by hand are left out (moby daemon/cluster/tasks.go).
  const runtimes = filters.get("runtime") ?? ["container", ""];
  const keep = (task: FakeTask) =>
    runtimes.includes(task.attachedContainer === "" ? "container" : "attachment") &&
    (services.length === 0 || services.includes(task.service)) &&
    (nodes.length === 0 || nodes.includes(task.node)) &&
    some(filters, "id", (id) => task.id.startsWith(id)) &&
    some(filters, "desired-state", (state) => task.desired === state) &&
    labelled(filters, "label", task.labels);
  return (function* () {
    for (const task of [...state.tasks.values()].sort(byId)) if (keep(task)) yield taskView(state, task);
  })();
}

export function listNodes(state: State, query: URLSearchParams): Raw[] {
  const filters = parseFilters(query.get("filters"), [
    "id",
    "label",
    "membership",
    "name",
    "node.label",
    "role",
  ]);
  return [...state.nodes.values()].filter((node) =>
    some(filters, "id", (id) => node.id.startsWith(id)) &&
    some(filters, "name", (name) => node.hostname.startsWith(name)) &&
    some(filters, "role", (role) => node.role === role) &&
    labelled(filters, "node.label", node.labels)
  ).map(nodeView);
}

export function listConfigs(state: State, query: URLSearchParams): Raw[] {
  const filters = parseFilters(query.get("filters"), ["id", "label", "name"]);
  return [...state.configs.values()].filter((config) =>
    some(filters, "id", (id) => config.id.startsWith(id)) &&
    some(filters, "name", (name) => config.spec.Name.startsWith(name)) &&
    labelled(filters, "label", config.spec.Labels)
  ).map(configView);
}
