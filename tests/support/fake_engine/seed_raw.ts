import type { FakeSwarm } from "./core.ts";
import { endpointKey } from "./orchestrator.ts";
import { poolsOf } from "./pool.ts";
import type { Cluster } from "./state.ts";
import type {
  FakeNetwork,
  FakeNode,
  FakeService,
  FakeTask,
  IpamConfig,
  NetworkSpec,
  PortSpec,
  Raw,
  ServiceSpec,
  Stored,
  TaskState,
  TaskTemplate,
  UpdateStatus,
} from "./types.ts";

/** Lists as GET /nodes, /networks (inspected or not), /services, /tasks and /configs give them. */
export interface RawLists {
  nodes?: Iterable<unknown>;
  networks?: Iterable<unknown>;
  services?: Iterable<unknown>;
  tasks?: Iterable<unknown>;
  configs?: Iterable<unknown>;
  cluster?: Partial<Cluster>;
  /** ID of the node that answers; the first one unless set. */
  self?: string;
  /** Load-balancer addresses: network ID → node ID → CIDR. */
  balancers?: Record<string, Record<string, string>>;
}

// deno-lint-ignore no-explicit-any -- raw JSON of a foreign program, read once here
type Any = any;

/** Fills the state from an engine's own JSON; nothing is validated or allocated anew. */
export function loadRaw(swarm: FakeSwarm, lists: RawLists): void {
  const { state } = swarm;
  Object.assign(state.cluster, lists.cluster);
  for (const raw of lists.nodes ?? []) {
    const node = nodeFrom(stored(swarm, raw), raw);
    state.nodes.set(node.id, node);
  }
  state.self = lists.self ?? state.nodes.keys().next().value ?? "";
  for (const raw of lists.networks ?? []) {
    const network = networkFrom(stored(swarm, raw), raw);
    const known = [...state.networks.values()].find((one) =>
      one.scope === "local" && network.scope === "local" && one.spec.Name === network.spec.Name
    );
    if (known !== undefined) state.networks.delete(known.id);
    for (const [node, address] of Object.entries(lists.balancers?.[network.id] ?? {})) {
      network.balancers.set(node, address);
    }
    addAllocated(swarm, network);
  }
  for (const raw of lists.services ?? []) {
    const service = serviceFrom(stored(swarm, raw), raw);
    state.services.set(service.id, service);
    for (const vip of service.vips) claim(swarm, vip.network, vip.addr);
  }
  for (const raw of lists.tasks ?? []) {
    const task = taskFrom(swarm, stored(swarm, raw), raw);
    state.tasks.set(task.id, task);
    if (task.state === "new" || task.state === "pending") state.waiting.tasks.add(task.id);
    for (const { network, addresses } of task.attachments) {
      for (const one of addresses) claim(swarm, network, one);
    }
  }
  for (const raw of lists.configs ?? []) {
    const config = { ...stored(swarm, raw), spec: (raw as Any).Spec };
    state.configs.set(config.id, config);
  }
}

function addAllocated(swarm: FakeSwarm, network: FakeNetwork): void {
  const { state } = swarm;
  state.networks.set(network.id, network);
  if (network.scope === "local") return;
  if (network.allocated === null) return void state.waiting.networks.add(network.id);
  state.pools.set(network.id, poolsOf(network.allocated.subnets));
  for (const address of network.balancers.values()) claim(swarm, network.id, address);
}

function claim(swarm: FakeSwarm, network: string, address: string): void {
  for (const pool of swarm.state.pools.get(network) ?? []) pool.claim(address);
}

function stored(swarm: FakeSwarm, raw: unknown): Stored {
  const { ID, Id, Version, CreatedAt, Created, UpdatedAt } = raw as Any;
  const version = Version?.Index ?? 10;
  swarm.state.seen(version);
  const created = Date.parse(CreatedAt ?? Created ?? "") || swarm.clock.now();
  return { id: ID ?? Id, version, created, updated: Date.parse(UpdatedAt ?? "") || created };
}

function nodeFrom(stored: Stored, raw: Any): FakeNode {
  return {
    ...stored,
    hostname: raw.Description.Hostname,
    role: raw.Spec.Role,
    availability: raw.Spec.Availability,
    state: raw.Status.State,
    addr: raw.Status.Addr,
    dataPath: raw.DataPath ?? raw.Status.Addr,
    os: raw.Description.Platform.OS,
    arch: raw.Description.Platform.Architecture,
    engineVersion: raw.Description.Engine.EngineVersion,
    leader: raw.ManagerStatus?.Leader ?? false,
    labels: raw.Spec.Labels ?? {},
  };
}

function networkFrom(stored: Stored, raw: Any): FakeNetwork {
  const spec: NetworkSpec = {
    Name: raw.Name,
    Driver: raw.Driver || "overlay",
    Scope: raw.Scope,
    EnableIPv4: raw.EnableIPv4 ?? true,
    EnableIPv6: raw.EnableIPv6,
    Internal: raw.Internal,
    Attachable: raw.Attachable,
    Ingress: raw.Ingress,
    ConfigOnly: raw.ConfigOnly,
    ConfigFrom: raw.ConfigFrom,
    IPAM: { Driver: raw.IPAM?.Driver, Options: raw.IPAM?.Options ?? null, Config: raw.IPAM?.Config ?? [] },
    Options: raw.Options,
    Labels: raw.Labels,
  };
  const subnets: IpamConfig[] = raw.IPAM?.Config ?? [];
  return {
    ...stored,
    spec,
    scope: raw.Scope === "swarm" ? "swarm" : "local",
    allocated: raw.Driver === "" ? null : { driver: raw.Driver, subnets, options: raw.Options ?? null },
    predefined: false,
    balancers: new Map(),
  };
}

function serviceFrom(stored: Stored, raw: Any): FakeService {
  return {
    ...stored,
    spec: raw.Spec as ServiceSpec,
    previous: raw.PreviousSpec ?? null,
    specVersion: 1,
    vips: (raw.Endpoint?.VirtualIPs ?? []).map((vip: Any) => ({
      network: vip.NetworkID,
      addr: vip.Addr ?? "",
    })),
    ports: (raw.Endpoint?.Ports ?? []) as PortSpec[],
    allocated: true,
    updateStatus: (raw.UpdateStatus as UpdateStatus | undefined) ?? null,
  };
}

function taskFrom(swarm: FakeSwarm, stored: Stored, raw: Any): FakeTask {
  const service = swarm.state.services.get(raw.ServiceID ?? "");
  return {
    ...stored,
    service: raw.ServiceID ?? "",
    slot: raw.Slot ?? 0,
    node: raw.NodeID ?? "",
    template: { ...(raw.Spec as TaskTemplate), ...(service === undefined ? {} : runtimeOf(service)) },
    endpoint: service === undefined ? "" : endpointKey(service),
    state: raw.Status.State as TaskState,
    desired: raw.DesiredState as TaskState,
    message: raw.Status.Message ?? "",
    error: raw.Status.Err ?? "",
    since: Date.parse(raw.Status.Timestamp) || stored.updated,
    attachments: (raw.NetworksAttachments ?? []).map((one: Any) => ({
      network: one.Network.ID,
      addresses: one.Addresses ?? [],
    })),
    container: raw.Status.ContainerStatus?.ContainerID ?? "",
    attachedContainer: raw.Spec?.NetworkAttachmentSpec?.ContainerID ?? "",
    hostPorts: raw.Status.PortStatus?.Ports ?? [],
    exitCode: raw.Status.ContainerStatus?.ExitCode ?? 0,
    labels: raw.Labels ?? {},
  };
}

/** A task's copy of the template says nothing of the runtime; the service's does. */
function runtimeOf(service: FakeService): Raw {
  const runtime = service.spec.TaskTemplate["Runtime"];
  return runtime === undefined ? {} : { Runtime: runtime };
}
