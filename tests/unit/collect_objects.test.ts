import assert from "node:assert/strict";
import { networkFromRaw } from "../../lib/engine/collect_network.ts";
import { clusterFromRaw, nodeFromRaw, sourceFromRaw } from "../../lib/engine/collect_node.ts";
import { serviceFromRaw } from "../../lib/engine/collect_service.ts";
import { taskFromRaw } from "../../lib/engine/collect_task.ts";
import { readTaskView } from "../../lib/operation/convergence_judge.ts";

Deno.test("a network that was not allocated keeps its empty driver", () => {
  const network = networkFromRaw({
    Name: "clash",
    Id: "n1",
    Scope: "swarm",
    Driver: "",
    EnableIPv6: false,
    IPAM: { Driver: "", Options: null, Config: null },
    ConfigFrom: { Network: "" },
    Containers: null,
    Options: null,
    Labels: null,
  });
  assert.equal(network.driver, "");
  assert.deepEqual(network.ipam, { driver: "", options: {}, config: [] });
  assert.deepEqual(network.options, {});
  assert.deepEqual(network.labels, {});
  assert.equal(network.enableIPv4, true);
});

Deno.test("a list does not claim to know containers, an inspect without a local view neither", () => {
  assert.equal(networkFromRaw({ Scope: "local", Containers: {} }).containers, null);
  assert.equal(networkFromRaw({ Scope: "swarm", Containers: null }, "inspect").containers, null);
  assert.deepEqual(networkFromRaw({ Scope: "local", Containers: {} }, "inspect").containers, []);
});

Deno.test("an inspect tells endpoints (the load balancer's too), peers, counters and gossip", () => {
  const network = networkFromRaw({
    Name: "app",
    Scope: "swarm",
    Containers: {
      "d9df": {
        Name: "web.1.x",
        EndpointID: "e1",
        MacAddress: "02:42",
        IPv4Address: "10.50.0.4/24",
        IPv6Address: "",
      },
      "lb-app": {
        Name: "app-endpoint",
        EndpointID: "e2",
        MacAddress: "02:43",
        IPv4Address: "10.50.0.6/24",
        IPv6Address: "",
      },
    },
    Peers: [{ Name: "062cd1c48433", IP: "10.98.0.1" }],
    Status: { IPAM: { Subnets: { "10.50.0.0/24": { IPsInUse: 5, DynamicIPsAvailable: 251 } } } },
    Services: {
      "": { VIP: "<nil>", Ports: [], LocalLBIndex: 0, Tasks: [] },
      web: {
        VIP: "10.50.0.2",
        Ports: ["Target: 80, Publish: 8080"],
        LocalLBIndex: 258,
        Tasks: [{
          Name: "web.1.x",
          EndpointID: "e1",
          EndpointIP: "10.50.0.4",
          Info: { "Host IP": "10.98.0.1" },
        }],
      },
    },
  }, "inspect");
  assert.deepEqual(network.containers?.map((each) => [each.id, each.name, each.ipv4]), [
    ["lb-app", "app-endpoint", "10.50.0.6/24"],
    ["d9df", "web.1.x", "10.50.0.4/24"],
  ]);
  assert.deepEqual(network.peers, [{ name: "062cd1c48433", ip: "10.98.0.1" }]);
  assert.deepEqual(network.usage, { "10.50.0.0/24": { used: 5, available: 251 } });
  assert.deepEqual(network.gossip, [
    { name: "", vip: "", ports: [], lbIndex: 0, tasks: [] },
    {
      name: "web",
      vip: "10.50.0.2",
      ports: ["Target: 80, Publish: 8080"],
      lbIndex: 258,
      tasks: [{ name: "web.1.x", endpointId: "e1", ip: "10.50.0.4", hostIp: "10.98.0.1" }],
    },
  ]);
});

/** A service as 28.5.2 lists it. */
const WEB = {
  ID: "z6m0",
  Version: { Index: 17 },
  CreatedAt: "2026-11-22T16:39:00Z",
  UpdatedAt: "2026-11-22T16:39:01Z",
  Spec: {
    Name: "web",
    Labels: { x: "y" },
    TaskTemplate: {
      ContainerSpec: {
        Image: "bb:local",
        Healthcheck: { Test: ["CMD-SHELL", "true"] },
        Sysctls: { "net.core.somaxconn": "1024" },
        StopGracePeriod: 5_000_000_000,
      },
      Placement: {
        Constraints: ["node.role==manager"],
        MaxReplicas: 2,
        Platforms: [{ Architecture: "amd64", OS: "linux" }],
      },
      Networks: [{ Target: "n1", Aliases: ["www"], DriverOpts: { a: "b" } }, { Target: "n2" }],
    },
    Mode: { Replicated: { Replicas: 2 } },
    UpdateConfig: {
      Parallelism: 0,
      FailureAction: "rollback",
      Monitor: 1_000_000_000,
      MaxFailureRatio: 0.5,
      Order: "start-first",
    },
    EndpointSpec: {
      Mode: "vip",
      Ports: [{ Protocol: "tcp", TargetPort: 80, PublishMode: "ingress" }, {
        TargetPort: 53,
        Protocol: "udp",
        PublishedPort: 5353,
        PublishMode: "host",
      }],
    },
  },
  Endpoint: {
    Spec: { Mode: "vip" },
    Ports: [{ Protocol: "tcp", TargetPort: 80, PublishedPort: 30000, PublishMode: "ingress" }],
    VirtualIPs: [{ NetworkID: "n1", Addr: "10.50.0.2/24" }, { NetworkID: "host" }],
  },
  UpdateStatus: { State: "updating", StartedAt: "t1", Message: "update in progress" },
  ServiceStatus: { RunningTasks: 1, DesiredTasks: 2, CompletedTasks: 0 },
};

Deno.test("a service is read whole: asked and assigned ports apart, empty addresses kept", () => {
  assert.deepEqual(serviceFromRaw(WEB), {
    id: "z6m0",
    name: "web",
    version: 17,
    created: "2026-11-22T16:39:00Z",
    updated: "2026-11-22T16:39:01Z",
    labels: { x: "y" },
    mode: "replicated",
    replicas: 2,
    image: "bb:local",
    networks: [{ target: "n1", aliases: ["www"], driverOpts: { a: "b" } }, {
      target: "n2",
      aliases: [],
      driverOpts: {},
    }],
    legacyNetworks: [],
    endpointMode: "vip",
    portsSpec: [
      { name: "", protocol: "tcp", target: 80, published: 0, mode: "ingress" },
      { name: "", protocol: "udp", target: 53, published: 5353, mode: "host" },
    ],
    ports: [{ name: "", protocol: "tcp", target: 80, published: 30000, mode: "ingress" }],
    vips: [{ network: "n1", addr: "10.50.0.2/24" }, { network: "host", addr: "" }],
    update: {
      parallelism: 0,
      delay: 0,
      monitor: 1_000_000_000,
      failureAction: "rollback",
      maxFailureRatio: 0.5,
      order: "start-first",
    },
    rollback: {
      parallelism: 1,
      delay: 0,
      monitor: 5_000_000_000,
      failureAction: "pause",
      maxFailureRatio: 0,
      order: "stop-first",
    },
    updateStatus: { state: "updating", started: "t1", completed: "", message: "update in progress" },
    constraints: ["node.role==manager"],
    maxReplicasPerNode: 2,
    platforms: [{ os: "linux", arch: "amd64" }],
    healthCheck: true,
    sysctls: { "net.core.somaxconn": "1024" },
    stopGrace: 5_000_000_000,
    running: 1,
    desired: 2,
  });
});

Deno.test("the endpoint mode comes from the spec, because a dnsrr service's endpoint says nothing", () => {
  const service = serviceFromRaw({ Spec: { EndpointSpec: { Mode: "dnsrr" } }, Endpoint: { Spec: {} } });
  assert.equal(service.endpointMode, "dnsrr");
  assert.deepEqual(service.vips, []);
});

Deno.test("networks in the deprecated place are kept apart", () => {
  const service = serviceFromRaw({ Spec: { Networks: [{ Target: "old" }], TaskTemplate: {} } });
  assert.deepEqual(service.legacyNetworks, [{ target: "old", aliases: [], driverOpts: {} }]);
  assert.deepEqual(service.networks, []);
});

for (
  const [mode, expected] of [
    [{ Replicated: {} }, ["replicated", 1]],
    [{ Replicated: { Replicas: 0 } }, ["replicated", 0]],
    [{ Global: {} }, ["global", null]],
    [{ ReplicatedJob: { MaxConcurrent: 2, TotalCompletions: 9 } }, ["replicated-job", 9]],
    [{ ReplicatedJob: { MaxConcurrent: 2 } }, ["replicated-job", 2]],
    [{ GlobalJob: {} }, ["global-job", null]],
  ] as const
) {
  Deno.test(`mode ${JSON.stringify(mode)} wants ${expected[1] ?? "one on each node"}`, () => {
    const service = serviceFromRaw({ Spec: { Mode: mode } });
    assert.deepEqual([service.mode, service.replicas], expected);
  });
}

Deno.test("a health check that is switched off is none, and status that was not asked for is unknown", () => {
  const service = serviceFromRaw({
    Spec: { TaskTemplate: { ContainerSpec: { Healthcheck: { Test: ["NONE"] } } } },
  });
  assert.equal(service.healthCheck, false);
  assert.equal(service.running, null);
  assert.equal(service.desired, null);
  assert.equal(service.updateStatus, null);
  assert.equal(service.stopGrace, 10_000_000_000);
});

Deno.test("a task has its addresses, the aliases of its own spec and each host port once", () => {
  const port = { Protocol: "tcp", TargetPort: 90, PublishedPort: 9090, PublishMode: "host" };
  const task = taskFromRaw({
    ID: "t1",
    ServiceID: "s1",
    Slot: 2,
    NodeID: "m1",
    CreatedAt: "c",
    Spec: { Networks: [{ Target: "n1", Aliases: ["www"] }] },
    Status: {
      Timestamp: "s",
      State: "running",
      Message: "started",
      ContainerStatus: { ContainerID: "abc", PID: 1 },
      PortStatus: { Ports: [port, port] },
    },
    DesiredState: "running",
    NetworksAttachments: [
      { Network: { ID: "ingress" }, Addresses: ["10.0.0.5/24"] },
      { Network: { ID: "n1" }, Addresses: ["10.50.0.4/24"] },
      { Network: { ID: "host" } },
    ],
  });
  assert.deepEqual(task.networks, [
    { network: "ingress", addresses: ["10.0.0.5/24"], aliases: [] },
    { network: "n1", addresses: ["10.50.0.4/24"], aliases: ["www"] },
    { network: "host", addresses: [], aliases: [] },
  ]);
  assert.deepEqual(task.hostPorts, [{
    name: "",
    protocol: "tcp",
    target: 90,
    published: 9090,
    mode: "host",
  }]);
  assert.equal(task.container, "abc");
  assert.equal(task.attachment, "");
});

Deno.test("a container attached by hand is a task without service", () => {
  const task = taskFromRaw({
    ID: "t2",
    Spec: { NetworkAttachmentSpec: { ContainerID: "8d04" }, Runtime: "attachment" },
    Status: { State: "running" },
    DesiredState: "running",
    NetworksAttachments: [{ Network: { ID: "n1" }, Addresses: ["10.50.0.7/24"] }],
  });
  assert.equal(task.service, "");
  assert.equal(task.attachment, "8d04");
});

Deno.test("a worker has no manager status, a manager's has all of it", () => {
  const node = nodeFromRaw({
    ID: "m1",
    Spec: { Role: "manager", Availability: "drain", Labels: { zone: "a" } },
    Description: {
      Hostname: "node1",
      Platform: { OS: "linux", Architecture: "x86_64" },
      Engine: { EngineVersion: "28.5.2" },
    },
    Status: { State: "ready", Addr: "10.0.0.1" },
    ManagerStatus: { Leader: true, Reachability: "reachable", Addr: "10.0.0.1:2377" },
  });
  assert.deepEqual(node, {
    id: "m1",
    hostname: "node1",
    role: "manager",
    availability: "drain",
    state: "ready",
    addr: "10.0.0.1",
    os: "linux",
    arch: "x86_64",
    engineVersion: "28.5.2",
    manager: { leader: true, reachability: "reachable", addr: "10.0.0.1:2377" },
    labels: { zone: "a" },
  });
  const worker = nodeFromRaw({ ID: "w1", Spec: { Role: "worker" }, Status: { State: "nonsense" } });
  assert.equal(worker.manager, null);
  assert.equal(worker.state, "unknown");
  assert.equal(worker.availability, "active");
});

Deno.test("an address pool that was never set is null, one that was is listed", () => {
  assert.equal(clusterFromRaw({ DefaultAddrPool: null, SubnetSize: 24 }).defaultAddrPool, null);
  const cluster = clusterFromRaw({
    ID: "c",
    DefaultAddrPool: ["10.20.0.0/16"],
    SubnetSize: 26,
    DataPathPort: 7777,
    Spec: {
      Orchestration: { TaskHistoryRetentionLimit: 0 },
      CAConfig: { NodeCertExpiry: 1 },
      EncryptionConfig: { AutoLockManagers: true },
    },
  });
  assert.deepEqual(cluster, {
    id: "c",
    created: "",
    defaultAddrPool: ["10.20.0.0/16"],
    subnetSize: 26,
    dataPathPort: 7777,
    autoLockManagers: true,
    nodeCertExpiry: 1,
    rootRotationInProgress: false,
    taskHistory: 0,
  });
});

Deno.test("the engine asked is described without its secrets", () => {
  assert.deepEqual(
    sourceFromRaw({
      ServerVersion: "28.5.2",
      OSType: "linux",
      KernelVersion: "6.1",
      Name: "m28",
      DefaultAddressPools: [{ Base: "172.30.0.0/16", Size: 24 }],
      FirewallBackend: { Driver: "iptables" },
      Swarm: { NodeID: "q2", NodeAddr: "10.98.0.1" },
    }),
    {
      engineVersion: "28.5.2",
      os: "linux",
      kernel: "6.1",
      name: "m28",
      nodeId: "q2",
      nodeAddr: "10.98.0.1",
      bridgePools: [{ base: "172.30.0.0/16", size: 24 }],
      liveRestore: false,
      firewallBackend: "iptables",
    },
  );
});

Deno.test("raw objects of any shape are read without throwing", () => {
  const odd = [null, 1, "x", [], [null, 1, "x", [[]]], { a: null }];
  for (const value of odd) {
    const all = new Proxy({}, { get: () => value, has: () => true, ownKeys: () => [] });
    for (
      const read of [networkFromRaw, serviceFromRaw, taskFromRaw, nodeFromRaw, clusterFromRaw, sourceFromRaw]
    ) read(all);
    networkFromRaw(all, "inspect");
  }
});

Deno.test("credentials that an engine quotes in states and errors are not shown", () => {
  const said = "pull of https://me:canary@registry.example/x failed";
  const shown = "pull of https://<redacted>@registry.example/x failed";
  const task = taskFromRaw({ ID: "t3", Status: { State: "rejected", Message: said, Err: said } });
  assert.deepEqual([task.message, task.error], [shown, shown]);
  const service = serviceFromRaw({ ID: "s3", UpdateStatus: { State: "paused", Message: said } });
  assert.equal(service.updateStatus!.message, shown);
  assert.equal(readTaskView({ ID: "t3", Status: { Err: said } }).error, shown);
});
