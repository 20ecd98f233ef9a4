import { ApiError, rpcError } from "./api_error.ts";
import { planAllocation, usesIngress } from "./allocator.ts";
import { checkInSwarm, checkLocally, isSwarmScoped } from "./network_rules.ts";
import type { State } from "./state.ts";
import { type FakeNetwork, type NetworkSpec, rank } from "./types.ts";

/** By ID, name, then a prefix of the ID, as the engine looks networks up. */
export function findNetwork(state: State, wanted: string): FakeNetwork {
  const exact = state.networks.get(wanted);
  if (exact !== undefined) return exact;
  const visible = [...state.networks.values()].filter((network) => !network.predefined);
  const named = visible.filter((network) => network.spec.Name === wanted);
  if (named.length > 1) throw ambiguous(wanted, named.length, "name");
  if (named.length === 1) return named[0]!;
  const prefixed = visible.filter((network) => network.id.startsWith(wanted));
  if (prefixed.length > 1) throw ambiguous(wanted, prefixed.length, "ID prefix");
  if (prefixed.length === 0) throw new ApiError(404, `network ${wanted} not found`);
  return prefixed[0]!;
}

function ambiguous(wanted: string, count: number, by: string): ApiError {
  return new ApiError(400, `network ${wanted} is ambiguous (${count} matches found based on ${by})`);
}

/** POST /networks/create. The answer says nothing about allocation, which comes later or never. */
export function createNetwork(state: State, spec: NetworkSpec): { Id: string; Warning: string } {
  checkLocally(state, spec);
  const swarm = isSwarmScoped(spec);
  if (swarm) checkInSwarm(state, spec);
  const network = addNetwork(state, { ...spec, Driver: spec.Driver || "bridge" }, swarm);
  if (swarm) {
    state.waiting.networks.add(network.id);
    planAllocation(state);
  }
  state.emit("network", "create", network.id, { name: spec.Name }, swarm ? "swarm" : "local");
  return { Id: network.id, Warning: "" };
}

/** Puts a network there unchecked; a local one is allocated at once. */
export function addNetwork(state: State, spec: NetworkSpec, swarm: boolean): FakeNetwork {
  const network: FakeNetwork = {
    ...state.stored(swarm ? undefined : state.ids.hex()),
    spec,
    scope: swarm ? "swarm" : "local",
    allocated: null,
    predefined: false,
    balancers: new Map(),
  };
  if (!swarm) {
    network.allocated = {
      driver: spec.Driver ?? "bridge",
      subnets: localSubnets(state, spec),
      options: spec.Options ?? {},
    };
  }
  state.networks.set(network.id, network);
  return network;
}

/** Bridges get 172.17.0.0/16, 172.18.0.0/16 and so on, in the order they are made. */
function localSubnets(state: State, spec: NetworkSpec): NonNullable<FakeNetwork["allocated"]>["subnets"] {
  const given = spec.IPAM?.Config ?? [];
  if (given.length > 0 || (spec.Driver ?? "bridge") !== "bridge" || spec.ConfigOnly) return given;
  const count =
    [...state.networks.values()].filter((one) => one.scope === "local" && one.spec.Driver === "bridge")
      .length;
  return [{ Subnet: `172.${17 + count}.0.0/16`, Gateway: `172.${17 + count}.0.1` }];
}

/** DELETE /networks/{id}, with swarmkit's refusals (manager/controlapi/network.go). */
export function removeNetwork(state: State, wanted: string): void {
  const network = findNetwork(state, wanted);
  const name = network.spec.Name;
  if (network.predefined || (network.scope === "local" && ["bridge", "host", "none"].includes(name))) {
    throw new ApiError(403, `${name} is a pre-defined network and cannot be removed`);
  }
  if (name === "docker_gwbridge") {
    throw new ApiError(
      403,
      `error while removing network: network docker_gwbridge has active endpoints (name:"gateway_ingress-sbox" id:"174333f41d83")`,
    );
  }
  if (network.scope === "swarm") checkUnused(state, network);
  state.networks.delete(network.id);
  state.waiting.networks.delete(network.id);
  state.pools.delete(network.id);
  state.emit("network", "remove", network.id, { name }, network.scope);
  planAllocation(state);
}

function checkUnused(state: State, network: FakeNetwork): void {
  for (const service of state.services.values()) {
    if (network.spec.Ingress && usesIngress(service)) {
      throw rpcError(
        "FailedPrecondition",
        `ingress network cannot be removed because service ${service.id} depends on it`,
      );
    }
    const refs = [...(service.spec.TaskTemplate.Networks ?? []), ...(service.spec.Networks ?? [])];
    if (refs.some((ref) => ref.Target === network.id)) {
      throw rpcError("FailedPrecondition", `network ${network.id} is in use by service ${service.id}`);
    }
  }
  for (const task of state.tasks.values()) {
    if (rank(task.desired) > rank("running") || rank(task.state) > rank("running")) continue;
    if (task.attachments.some((attachment) => attachment.network === network.id)) {
      throw rpcError("FailedPrecondition", `network ${network.id} is in use by task ${task.id}`);
    }
  }
}
