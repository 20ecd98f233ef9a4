import { ApiError, OUT_OF_SEQUENCE, rpcError } from "./api_error.ts";
import { freeAddress, planAllocation } from "./allocator.ts";
import { findNetwork } from "./networks.ts";
import { reconcile } from "./orchestrator.ts";
import { checkService, checkUpdate, convertSpec } from "./service_rules.ts";
import { type State, timestamp } from "./state.ts";
import { stopTask } from "./task_life.ts";
import type { FakeService, PortSpec, ServiceSpec } from "./types.ts";
import { runUpdate } from "./updater.ts";

/** By ID, name, then a prefix of the ID. */
export function findService(state: State, wanted: string): FakeService {
  const all = [...state.services.values()];
  const found = state.services.get(wanted) ?? all.find((service) => service.spec.Name === wanted);
  if (found !== undefined) return found;
  const prefixed = wanted === "" ? [] : all.filter((service) => service.id.startsWith(wanted));
  if (prefixed.length > 1) {
    throw new ApiError(400, `service ${wanted} is ambiguous (${prefixed.length} matches found)`);
  }
  if (prefixed.length === 0) throw new ApiError(404, `service ${wanted} not found`);
  return prefixed[0]!;
}

/** Names of networks become IDs; only swarm-scoped ones (or the predefined bridge and host) will do (moby daemon/cluster/services.go). */
function resolveNetworks(state: State, spec: ServiceSpec): void {
  for (const ref of [...(spec.TaskTemplate.Networks ?? []), ...(spec.Networks ?? [])]) {
    const predefined = [...state.networks.values()].find((one) =>
      one.predefined && one.spec.Name === ref.Target
    );
    if (predefined !== undefined) {
      ref.Target = predefined.id;
      continue;
    }
    let network;
    try {
      network = findNetwork(state, ref.Target);
    } catch (error) {
      throw new ApiError(500, (error as ApiError).message);
    }
    if (network.scope !== "swarm") {
      throw new ApiError(
        403,
        `The network ${ref.Target} cannot be used with services. Only networks scoped to the swarm can be used, such as those created with the overlay driver.`,
      );
    }
    ref.Target = network.id;
  }
}

function prepare(state: State, input: ServiceSpec): ServiceSpec {
  const spec = convertSpec(input);
  resolveNetworks(state, spec);
  return spec;
}

export function createService(state: State, input: ServiceSpec): { ID: string; Warnings: null } {
  const spec = prepare(state, { ...input, Name: input.Name || `unnamed_${state.services.size + 1}` });
  checkService(state, spec);
  const clash = [...state.services.values()].some((one) =>
    one.spec.Name.toLowerCase() === spec.Name.toLowerCase()
  );
  if (clash) {
    throw rpcError(
      "AlreadyExists",
      `name conflicts with an existing object: service ${spec.Name} already exists`,
    );
  }
  const service: FakeService = {
    ...state.stored(),
    spec,
    previous: null,
    specVersion: 1,
    vips: [],
    ports: [],
    allocated: false,
    updateStatus: null,
  };
  state.services.set(service.id, service);
  assignPorts(state, service);
  state.emit("service", "create", service.id, { name: spec.Name });
  respec(state, service);
  return { ID: service.id, Warnings: null };
}

/** Ports as asked for, with 30000 to 32767 handed out where ingress ports name none (swarmkit manager/allocator/portallocator.go). */
function assignPorts(state: State, service: FakeService): void {
  const taken = new Set<number>();
  for (const other of state.services.values()) {
    if (other !== service) { for (const port of other.ports) taken.add(port.PublishedPort ?? 0); }
  }
  const before = service.ports;
  service.ports = (service.spec.EndpointSpec?.Ports ?? []).map((port): PortSpec => {
    if (port.PublishedPort !== undefined || port.PublishMode === "host") return { ...port };
    const kept = before.find((old) => old.TargetPort === port.TargetPort && old.Protocol === port.Protocol);
    let number = kept?.PublishedPort ?? 30000;
    while (kept === undefined && taken.has(number)) number++;
    taken.add(number);
    return { ...port, PublishedPort: number };
  });
}

/** After a write: VIPs first, then tasks, then the rolling update, each a moment later as in a real swarm. */
export function respec(state: State, service: FakeService): void {
  service.allocated = false;
  state.waiting.services.add(service.id);
  planAllocation(state);
  state.plan(`service ${service.id}`, Math.min(5, state.timing.allocate), () => {
    if (!state.services.has(service.id)) return;
    reconcile(state, service);
    runUpdate(state, service);
  });
}

export interface ServiceUpdate {
  version: number;
  rollback: string;
}

export function updateService(
  state: State,
  wanted: string,
  input: ServiceSpec,
  how: ServiceUpdate,
): { Warnings: null } {
  const service = findService(state, wanted);
  const spec = prepare(state, { ...input, Name: input.Name || service.spec.Name });
  if (!["", "previous"].includes(how.rollback)) {
    throw new ApiError(500, `unrecognized rollback option ${how.rollback}`);
  }
  checkService(state, spec, service);
  if (how.version !== service.version) throw rpcError("Unknown", OUT_OF_SEQUENCE);
  checkUpdate(spec, service);
  if (how.rollback === "previous") manualRollback(state, service);
  else {
    service.previous = service.spec;
    service.spec = spec;
    service.updateStatus = null;
  }
  service.specVersion++;
  state.touch(service);
  assignPorts(state, service);
  state.emit("service", "update", service.id, { name: spec.Name });
  respec(state, service);
  return { Warnings: null };
}

/** Present and previous spec change places. */
function manualRollback(state: State, service: FakeService): void {
  if (service.previous === null) {
    throw rpcError("FailedPrecondition", `service ${service.id} does not have a previous spec`);
  }
  [service.spec, service.previous] = [service.previous, service.spec];
  service.updateStatus = {
    State: "rollback_started",
    StartedAt: timestamp(state.clock.now()),
    Message: "manually requested rollback",
  };
}

export function removeService(state: State, wanted: string): void {
  const service = findService(state, wanted);
  state.services.delete(service.id);
  state.waiting.services.delete(service.id);
  const update = state.updates.get(service.id);
  if (update !== undefined) update.cancelled = true;
  state.updates.delete(service.id);
  for (const vip of service.vips) freeAddress(state, vip.network, vip.addr);
  for (const task of state.tasksOf(service.id)) stopTask(state, task, "remove");
  state.emit("service", "remove", service.id, { name: service.spec.Name });
}
