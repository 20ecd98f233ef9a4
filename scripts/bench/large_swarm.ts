/** A large swarm as the bytes an engine would answer with. */

/** How large the swarm is. */
export interface Size {
  networks: number;
  services: number;
  tasks: number;
  nodes: number;
}

/** Path without version prefix → answer. */
export type Answers = Map<string, Uint8Array>;

const TIME = "2026-01-01T00:00:00.000000000Z";

/** Lists of this size; every task has an address on its service's network. */
export function largeSwarm(size: Size): Answers {
  const networks = range(size.networks).map(network);
  const services = range(size.services).map((index) => service(index, size));
  const tasks = range(size.tasks).map((index) => task(index, size));
  const nodes = range(size.nodes).map(node);
  const answers: Record<string, unknown> = {
    "/info": info(nodes[0]!.ID, size.nodes),
    "/version": { Version: "28.5.2", ApiVersion: "1.51", MinAPIVersion: "1.24", Os: "linux", Arch: "amd64" },
    "/swarm": {
      ID: id("cluster", 0),
      Version: { Index: 10 },
      CreatedAt: TIME,
      UpdatedAt: TIME,
      Spec: { Name: "default" },
      DefaultAddrPool: ["10.0.0.0/8"],
      SubnetSize: 24,
      DataPathPort: 4789,
    },
    "/nodes": nodes,
    "/networks": networks,
    "/services": services,
    "/tasks": tasks,
  };
  const encoder = new TextEncoder();
  return new Map(
    Object.entries(answers).map(([path, value]) => [path, encoder.encode(JSON.stringify(value))]),
  );
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** 25 characters, as swarm's own. */
function id(kind: string, index: number): string {
  return kind + index.toString(36).padStart(25 - kind.length, "0");
}

function subnet(index: number): string {
  return `10.${index >> 8}.${index & 255}`;
}

/** Last part of an address: VIPs first, then tasks, each its own while a network has fewer than 250. */
function host(index: number, size: Size): number {
  return 2 + Math.floor(index / size.networks) % 250;
}

function network(index: number) {
  return {
    Name: `network-${index}`,
    Id: id("net", index),
    Created: TIME,
    Scope: "swarm",
    Driver: "overlay",
    EnableIPv6: false,
    IPAM: {
      Driver: "default",
      Options: null,
      Config: [{ Subnet: `${subnet(index)}.0/24`, Gateway: `${subnet(index)}.1` }],
    },
    Internal: false,
    Attachable: index % 10 === 0,
    Ingress: false,
    ConfigFrom: { Network: "" },
    ConfigOnly: false,
    Containers: null,
    Options: {
      "com.docker.network.driver.overlay.vxlanid_list": String(4097 + index),
      ...(index % 3 === 0 ? { encrypted: "" } : {}),
    },
    Labels: index % 2 === 0 ? { team: `team-${index % 40}` } : null,
  };
}

function service(index: number, size: Size) {
  const target = index % size.networks;
  const spec = {
    Name: `service-${index}`,
    Labels: { "com.docker.stack.namespace": `stack-${index % 200}` },
    TaskTemplate: {
      ContainerSpec: {
        Image: `registry.example/app-${index % 50}:1.${index % 9}`,
        Env: ["MODE=production", `INDEX=${index}`],
        Init: false,
        Isolation: "default",
      },
      Resources: { Limits: {}, Reservations: {} },
      RestartPolicy: { Condition: "any", Delay: 5e9, MaxAttempts: 0 },
      Placement: {},
      Networks: [{ Target: id("net", target), Aliases: [`service-${index}`] }],
      ForceUpdate: 0,
      Runtime: "container",
    },
    Mode: { Replicated: { Replicas: Math.round(size.tasks / size.services) } },
    EndpointSpec: { Mode: "vip" },
  };
  return {
    ID: id("svc", index),
    Version: { Index: 100 + index },
    CreatedAt: TIME,
    UpdatedAt: TIME,
    Spec: spec,
    Endpoint: {
      Spec: { Mode: "vip" },
      VirtualIPs: [{ NetworkID: id("net", target), Addr: `${subnet(target)}.${host(index, size)}/24` }],
    },
    ServiceStatus: {
      RunningTasks: Math.round(size.tasks / size.services),
      DesiredTasks: Math.round(size.tasks / size.services),
      CompletedTasks: 0,
    },
  };
}

function task(index: number, size: Size) {
  const owner = index % size.services;
  const target = owner % size.networks;
  return {
    ID: id("task", index),
    Version: { Index: 1000 + index },
    CreatedAt: TIME,
    UpdatedAt: TIME,
    Labels: {},
    Spec: {
      ContainerSpec: {
        Image: `registry.example/app-${owner % 50}:1.${owner % 9}`,
        Env: ["MODE=production", `INDEX=${owner}`],
        Init: false,
        Isolation: "default",
      },
      Resources: { Limits: {}, Reservations: {} },
      Placement: {},
      Networks: [{ Target: id("net", target), Aliases: [`service-${owner}`] }],
      ForceUpdate: 0,
    },
    ServiceID: id("svc", owner),
    Slot: 1 + Math.floor(index / size.services),
    NodeID: id("node", index % size.nodes),
    Status: {
      Timestamp: TIME,
      State: "running",
      Message: "started",
      ContainerStatus: { ContainerID: id("c", index).repeat(2), PID: 1000 + index, ExitCode: 0 },
      PortStatus: {},
    },
    DesiredState: "running",
    NetworksAttachments: [{
      Network: {
        ID: id("net", target),
        Version: { Index: 20 },
        CreatedAt: TIME,
        UpdatedAt: TIME,
        Spec: { Name: `network-${target}`, DriverConfiguration: { Name: "overlay" }, Scope: "swarm" },
        DriverState: { Name: "overlay" },
      },
      Addresses: [`${subnet(target)}.${host(size.services + index, size)}/24`],
    }],
  };
}

function node(index: number) {
  return {
    ID: id("node", index),
    Version: { Index: 10 },
    CreatedAt: TIME,
    UpdatedAt: TIME,
    Spec: { Labels: {}, Role: index === 0 ? "manager" : "worker", Availability: "active" },
    Description: {
      Hostname: `node-${index}`,
      Platform: { Architecture: "x86_64", OS: "linux" },
      Resources: {},
      Engine: { EngineVersion: "28.5.2" },
    },
    Status: { State: "ready", Addr: `192.168.${index >> 8}.${index & 255}` },
    ...(index === 0
      ? { ManagerStatus: { Leader: true, Reachability: "reachable", Addr: "192.168.0.0:2377" } }
      : {}),
  };
}

function info(nodeId: string, nodes: number) {
  return {
    ID: "engine",
    Name: "node-0",
    ServerVersion: "28.5.2",
    OperatingSystem: "Debian GNU/Linux",
    OSType: "linux",
    KernelVersion: "6.12.0",
    Swarm: {
      NodeID: nodeId,
      NodeAddr: "192.168.0.0",
      LocalNodeState: "active",
      ControlAvailable: true,
      Error: "",
      RemoteManagers: [{ NodeID: nodeId, Addr: "192.168.0.0:2377" }],
      Nodes: nodes,
      Managers: 1,
    },
  };
}
