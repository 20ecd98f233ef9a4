import { ApiError, rpcError } from "./api_error.ts";
import { checkName } from "./network_rules.ts";
import type { State } from "./state.ts";
import type { FakeService, PortSpec, ServiceSpec } from "./types.ts";

/** The engine's own checks and the words it does not know turned into their zero values (moby daemon/cluster/convert/service.go). */
export function convertSpec(spec: ServiceSpec): ServiceSpec {
  const mode = spec.EndpointSpec?.Mode ?? "";
  if (!["", "vip", "dnsrr"].includes(mode)) throw new ApiError(400, `invalid resolution mode: "${mode}"`);
  if (spec.TaskTemplate?.ContainerSpec === undefined) {
    throw new ApiError(400, "mismatched Runtime and *Spec fields");
  }
  const out = structuredClone(spec);
  out.Labels ??= {};
  out.Mode ??= { Replicated: { Replicas: 1 } };
  if (out.Mode.Replicated !== undefined) out.Mode.Replicated.Replicas ??= 1;
  if (out.TaskTemplate.ForceUpdate === undefined) out.TaskTemplate["ForceUpdate"] = 0;
  out.TaskTemplate["Runtime"] ??= "container";
  if (out.TaskTemplate.Networks?.length === 0) delete out.TaskTemplate.Networks;
  if (out.Networks?.length === 0) delete out.Networks;
  if (out.EndpointSpec !== undefined) {
    out.EndpointSpec.Mode = mode === "" ? "vip" : mode;
    out.EndpointSpec.Ports?.forEach(convertPort);
    if (out.EndpointSpec.Ports?.length === 0) delete out.EndpointSpec.Ports;
  }
  return out;
}

function convertPort(port: PortSpec): void {
  if (!["tcp", "udp", "sctp"].includes(port.Protocol ?? "")) port.Protocol = "tcp";
  if (!["ingress", "host"].includes(port.PublishMode ?? "")) port.PublishMode = "ingress";
  if (port.PublishedPort === 0) delete port.PublishedPort;
}

/** swarmkit's checks (manager/controlapi/service.go); `self` is the service being updated. */
export function checkService(state: State, spec: ServiceSpec, self?: FakeService): void {
  checkName(spec.Name);
  const image = spec.TaskTemplate.ContainerSpec?.Image ?? "";
  if (image === "") throw rpcError("InvalidArgument", "ContainerSpec: image reference must be provided");
  const job = spec.Mode?.ReplicatedJob !== undefined || spec.Mode?.GlobalJob !== undefined;
  if (job && spec.UpdateConfig !== undefined) {
    throw rpcError("InvalidArgument", "Jobs may not have an update config");
  }
  checkPorts(spec);
  for (const ref of [...(spec.TaskTemplate.Networks ?? []), ...(spec.Networks ?? [])]) {
    const network = state.networks.get(ref.Target);
    if (network?.spec.Ingress) {
      throw rpcError(
        "InvalidArgument",
        `Service cannot be explicitly attached to the ingress network "${network.spec.Name}"`,
      );
    }
  }
  checkPortConflicts(state, spec, self);
  const publishes = portsOf(spec).some((port) => port.PublishMode === "ingress");
  if (publishes && ![...state.networks.values()].some((network) => network.spec.Ingress)) {
    throw rpcError("FailedPrecondition", "service needs ingress network, but no ingress network is present");
  }
}

function portsOf(spec: ServiceSpec): PortSpec[] {
  return spec.EndpointSpec?.Ports ?? [];
}

function checkPorts(spec: ServiceSpec): void {
  const seen = new Set<string>();
  for (const port of portsOf(spec)) {
    if (spec.EndpointSpec?.Mode === "dnsrr" && port.PublishMode === "ingress") {
      throw rpcError(
        "InvalidArgument",
        "EndpointSpec: port published with ingress mode can't be used with dnsrr mode",
      );
    }
    if (port.PublishedPort === undefined) continue;
    const key = `${port.PublishedPort}/${port.Protocol}`;
    if (seen.has(key)) throw rpcError("InvalidArgument", "EndpointSpec: duplicate published ports provided");
    seen.add(key);
  }
}

/** Ingress against ingress and ingress against host clash; host against host is the scheduler's affair. */
function checkPortConflicts(state: State, spec: ServiceSpec, self?: FakeService): void {
  for (const port of portsOf(spec)) {
    if (port.PublishedPort === undefined) continue;
    for (const other of state.services.values()) {
      if (other === self) continue;
      for (const taken of other.ports) {
        if (taken.PublishedPort !== port.PublishedPort || taken.Protocol !== port.Protocol) continue;
        if (taken.PublishMode === "host" && port.PublishMode === "host") continue;
        const as = taken.PublishMode === "host" ? "a host-published port" : "an ingress port";
        throw rpcError(
          "InvalidArgument",
          `port '${port.PublishedPort}' is already in use by service '${other.spec.Name}' (${other.id}) as ${as}`,
        );
      }
    }
  }
}

/** Why this update is not possible, whatever the spec says otherwise. */
export function checkUpdate(spec: ServiceSpec, old: FakeService): void {
  const listOf = (networks: ServiceSpec["Networks"]) => JSON.stringify(networks ?? []);
  const moved = (spec.TaskTemplate.Networks ?? []).length > 0;
  const changed = listOf(spec.Networks) !== listOf(old.spec.Networks);
  if (changed && !moved) {
    throw rpcError("Unimplemented", "networks must be migrated to TaskSpec before being changed");
  }
  if (spec.Name !== old.spec.Name) throw rpcError("Unimplemented", "renaming services is not supported");
  const kind = (mode: ServiceSpec["Mode"]) => Object.keys(mode ?? { Replicated: {} })[0];
  if (kind(spec.Mode) !== kind(old.spec.Mode)) {
    throw rpcError("Unimplemented", "service mode change is not allowed");
  }
}
