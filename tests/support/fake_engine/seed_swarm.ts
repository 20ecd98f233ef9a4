import type {
  Attachment,
  Network,
  Node,
  Port,
  Service,
  Swarm,
  Task,
  UpdateConfig,
} from "../../../lib/swarm/model.ts";
import type { RawLists } from "./seed_raw.ts";
import type { PortSpec, Raw, ServiceSpec, UpdateSpec } from "./types.ts";

/** The raw lists that a swarm given as data would have come from. What the model leaves out (environment, arguments) stays out. */
export function rawFromSwarm(swarm: Swarm): RawLists {
  const services = new Map(swarm.services.map((service) => [service.id, service]));
  const balancers: Record<string, Record<string, string>> = {};
  for (const network of swarm.networks) {
    const own = (network.containers ?? []).find((one) =>
      one.id.startsWith("lb-") || one.id === "ingress-sbox"
    );
    if (own !== undefined) balancers[network.id] = { [swarm.source.nodeId]: own.ipv4 };
  }
  return {
    nodes: swarm.nodes.map(nodeRaw),
    networks: swarm.networks.map(networkRaw),
    services: swarm.services.map(serviceRaw),
    tasks: swarm.tasks.map((task) => taskRaw(services.get(task.service), task)),
    cluster: {
      id: swarm.cluster.id,
      created: Date.parse(swarm.cluster.created),
      defaultAddrPool: swarm.cluster.defaultAddrPool,
      subnetSize: swarm.cluster.subnetSize,
      dataPathPort: swarm.cluster.dataPathPort,
      autoLock: swarm.cluster.autoLockManagers,
      nodeCertExpiry: swarm.cluster.nodeCertExpiry,
      rootRotation: swarm.cluster.rootRotationInProgress,
      taskHistory: swarm.cluster.taskHistory,
    },
    self: swarm.source.nodeId,
    balancers,
  };
}

function nodeRaw(node: Node): Raw {
  return {
    ID: node.id,
    Spec: { Role: node.role, Availability: node.availability, Labels: node.labels },
    Description: {
      Hostname: node.hostname,
      Platform: { OS: node.os, Architecture: node.arch },
      Engine: { EngineVersion: node.engineVersion },
    },
    Status: { State: node.state, Addr: node.addr },
    ManagerStatus: node.manager === null ? undefined : { Leader: node.manager.leader },
  };
}

function networkRaw(network: Network): Raw {
  return {
    Name: network.name,
    Id: network.id,
    Created: network.created,
    Scope: network.scope,
    Driver: network.driver,
    EnableIPv4: network.enableIPv4,
    EnableIPv6: network.enableIPv6,
    Internal: network.internal,
    Attachable: network.attachable,
    Ingress: network.ingress,
    ConfigOnly: network.configOnly,
    ConfigFrom: { Network: network.configFrom },
    IPAM: {
      Driver: network.ipam.driver,
      Options: network.ipam.options,
      Config: network.ipam.config.map((config) => ({
        Subnet: config.subnet,
        ...(config.range === "" ? {} : { IPRange: config.range }),
        ...(config.gateway === "" ? {} : { Gateway: config.gateway }),
      })),
    },
    Options: network.options,
    Labels: network.labels,
  };
}

function portRaw(port: Port): PortSpec {
  return {
    ...(port.name === "" ? {} : { Name: port.name }),
    Protocol: port.protocol,
    TargetPort: port.target,
    ...(port.published === 0 ? {} : { PublishedPort: port.published }),
    PublishMode: port.mode,
  };
}

function attachmentsRaw(list: Attachment[]): { Networks?: NonNullable<ServiceSpec["Networks"]> } {
  if (list.length === 0) return {};
  return {
    Networks: list.map((one) => ({
      Target: one.target,
      ...(one.aliases.length === 0 ? {} : { Aliases: one.aliases }),
      ...(Object.keys(one.driverOpts).length === 0 ? {} : { DriverOpts: one.driverOpts }),
    })),
  };
}

function updateRaw(config: UpdateConfig): UpdateSpec {
  return {
    Parallelism: config.parallelism,
    Delay: config.delay,
    Monitor: config.monitor,
    FailureAction: config.failureAction,
    MaxFailureRatio: config.maxFailureRatio,
    Order: config.order,
  };
}

function modeRaw(service: Service): NonNullable<ServiceSpec["Mode"]> {
  if (service.mode === "global") return { Global: {} };
  if (service.mode === "global-job") return { GlobalJob: {} };
  if (service.mode === "replicated-job") {
    return { ReplicatedJob: { TotalCompletions: service.replicas ?? 1 } };
  }
  return { Replicated: { Replicas: service.replicas ?? 1 } };
}

function specRaw(service: Service): ServiceSpec {
  const ports = service.portsSpec.map(portRaw);
  const job = service.mode.endsWith("job");
  return {
    Name: service.name,
    Labels: service.labels,
    TaskTemplate: {
      ContainerSpec: {
        Image: service.image,
        StopGracePeriod: service.stopGrace,
        ...(service.healthCheck ? { Healthcheck: { Test: ["CMD-SHELL", "true"] } } : {}),
        ...(Object.keys(service.sysctls).length > 0 ? { Sysctls: service.sysctls } : {}),
      },
      Placement: {
        Constraints: service.constraints,
        ...(service.maxReplicasPerNode > 0 ? { MaxReplicas: service.maxReplicasPerNode } : {}),
        Platforms: service.platforms.map(({ os, arch }) => ({ OS: os, Architecture: arch })),
      },
      ...attachmentsRaw(service.networks),
      ForceUpdate: 0,
      Runtime: "container",
    },
    Mode: modeRaw(service),
    ...(job ? {} : { UpdateConfig: updateRaw(service.update), RollbackConfig: updateRaw(service.rollback) }),
    ...attachmentsRaw(service.legacyNetworks),
    EndpointSpec: { Mode: service.endpointMode, ...(ports.length > 0 ? { Ports: ports } : {}) },
  };
}

function serviceRaw(service: Service): Raw {
  const status = service.updateStatus;
  return {
    ID: service.id,
    Version: { Index: service.version },
    CreatedAt: service.created,
    UpdatedAt: service.updated,
    Spec: specRaw(service),
    Endpoint: {
      Ports: service.ports.map(portRaw),
      VirtualIPs: service.vips.map(({ network, addr }) => ({ NetworkID: network, Addr: addr })),
    },
    UpdateStatus: status === null ? undefined : {
      State: status.state,
      StartedAt: status.started,
      CompletedAt: status.completed,
      Message: status.message,
    },
  };
}

function taskRaw(service: Service | undefined, task: Task): Raw {
  const { Runtime: _, ...template } = service === undefined ? { Runtime: "" } : specRaw(service).TaskTemplate;
  return {
    ID: task.id,
    CreatedAt: task.created,
    ServiceID: task.service,
    Slot: task.slot,
    NodeID: task.node,
    Spec: task.attachment === "" ? template : { NetworkAttachmentSpec: { ContainerID: task.attachment } },
    Status: {
      State: task.state,
      Message: task.message,
      Err: task.error,
      Timestamp: task.since,
      ContainerStatus: { ContainerID: task.container },
      PortStatus: { Ports: task.hostPorts.map(portRaw) },
    },
    DesiredState: task.desired,
    NetworksAttachments: task.networks.map(({ network, addresses }) => ({
      Network: { ID: network },
      Addresses: addresses,
    })),
  };
}
