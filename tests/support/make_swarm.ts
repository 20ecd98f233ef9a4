/** Small swarms for tests: every field has a plain value, tests name only what they are about. */
import type { Cluster, Network, Node, Service, Source, Swarm, Task } from "../../lib/swarm/model.ts";

export function makeNetwork(name: string, parts: Partial<Network> & { subnet?: string } = {}): Network {
  const { subnet, ...rest } = parts;
  return {
    id: `id-${name}`,
    name,
    created: "2026-01-01T00:00:00Z",
    scope: "swarm",
    driver: "overlay",
    enableIPv4: true,
    enableIPv6: false,
    internal: false,
    attachable: false,
    ingress: false,
    configOnly: false,
    configFrom: "",
    ipam: {
      driver: "default",
      options: {},
      config: subnet === undefined ? [] : [{ subnet, range: "", gateway: "", aux: {} }],
    },
    options: {},
    labels: {},
    containers: null,
    peers: null,
    usage: null,
    gossip: null,
    ...rest,
  };
}

export function makeNode(hostname: string, parts: Partial<Node> = {}): Node {
  return {
    id: `id-${hostname}`,
    hostname,
    role: "worker",
    availability: "active",
    state: "ready",
    addr: "192.0.2.1",
    os: "linux",
    arch: "x86_64",
    engineVersion: "28.5.2",
    manager: null,
    labels: {},
    ...parts,
  };
}

export function makeService(name: string, parts: Partial<Service> = {}): Service {
  return {
    id: `id-${name}`,
    name,
    version: 10,
    created: "2026-01-01T00:00:00Z",
    updated: "2026-01-01T00:00:00Z",
    labels: {},
    mode: "replicated",
    replicas: 1,
    image: "app:1",
    networks: [],
    legacyNetworks: [],
    endpointMode: "vip",
    portsSpec: [],
    ports: [],
    vips: [],
    update: updateDefaults(),
    rollback: updateDefaults(),
    updateStatus: null,
    constraints: [],
    maxReplicasPerNode: 0,
    platforms: [],
    healthCheck: false,
    sysctls: {},
    stopGrace: 10_000_000_000,
    running: null,
    desired: null,
    ...parts,
  };
}

function updateDefaults(): Service["update"] {
  return {
    parallelism: 1,
    delay: 0,
    monitor: 5_000_000_000,
    failureAction: "pause",
    maxFailureRatio: 0,
    order: "stop-first",
  };
}

export function makeTask(id: string, parts: Partial<Task> = {}): Task {
  return {
    id,
    service: "",
    slot: 1,
    node: "",
    state: "running",
    desired: "running",
    message: "",
    error: "",
    created: "2026-01-01T00:00:00Z",
    since: "2026-01-01T00:00:00Z",
    networks: [],
    container: "",
    attachment: "",
    specVersion: 10,
    hostPorts: [],
    ...parts,
  };
}

export interface SwarmParts {
  source?: Partial<Source>;
  cluster?: Partial<Cluster>;
  nodes?: Node[];
  networks?: Network[];
  services?: Service[];
  tasks?: Task[];
}

/** One manager on 28.5.2, the ingress network, nothing else unless named. */
export function makeSwarm(parts: SwarmParts = {}): Swarm {
  return {
    taken: "2026-01-01T00:00:00Z",
    source: {
      engineVersion: "28.5.2",
      apiVersion: "1.51",
      os: "linux",
      kernel: "6.12.0",
      name: "m1",
      nodeId: "id-m1",
      nodeAddr: "192.0.2.1",
      local: true,
      bridgePools: [],
      hostRoutes: [],
      liveRestore: false,
      firewallBackend: "iptables",
      ...parts.source,
    },
    cluster: {
      id: "cluster",
      created: "2026-01-01T00:00:00Z",
      defaultAddrPool: null,
      subnetSize: 24,
      dataPathPort: 4789,
      autoLockManagers: false,
      nodeCertExpiry: 7_776_000_000_000_000,
      rootRotationInProgress: false,
      taskHistory: 5,
      ...parts.cluster,
    },
    nodes: parts.nodes ?? [
      makeNode("m1", {
        role: "manager",
        manager: { leader: true, reachability: "reachable", addr: "192.0.2.1:2377" },
      }),
    ],
    networks: [
      ...(parts.networks ?? [makeNetwork("ingress", { ingress: true, subnet: "10.0.0.0/24" })]),
    ],
    services: parts.services ?? [],
    tasks: parts.tasks ?? [],
    gaps: [],
  };
}
