import { type State, timestamp } from "./state.ts";
import {
  type FakeConfig,
  type FakeNode,
  type FakeService,
  type FakeTask,
  isOver,
  rank,
  type Raw,
  type Stored,
} from "./types.ts";

function meta(object: Stored): Raw {
  return {
    ID: object.id,
    Version: { Index: object.version },
    CreatedAt: timestamp(object.created),
    UpdatedAt: timestamp(object.updated),
  };
}

/** Specs lose what the request's API version did not know yet (moby api/server/router/swarm/helpers.go); answers do not. */
export function serviceView(state: State, service: FakeService, status: boolean): Raw {
  const ports = service.spec.EndpointSpec?.Ports;
  return {
    ...meta(service),
    Spec: service.spec,
    ...(service.previous === null ? {} : { PreviousSpec: service.previous }),
    Endpoint: {
      Spec: ports === undefined ? {} : { Mode: service.spec.EndpointSpec?.Mode, Ports: ports },
      ...(service.ports.length === 0 ? {} : { Ports: service.ports }),
      ...(service.vips.length === 0 ? {} : {
        VirtualIPs: service.vips.map(({ network, addr }) => ({
          NetworkID: network,
          ...(addr === "" ? {} : { Addr: addr }),
        })),
      }),
    },
    ...(service.updateStatus === null ? {} : { UpdateStatus: service.updateStatus }),
    ...(status ? { ServiceStatus: statusOf(state, service) } : {}),
  };
}

function statusOf(state: State, service: FakeService): Raw {
  const tasks = state.tasksOf(service.id);
  const mode = service.spec.Mode ?? {};
  const wanted = tasks.filter((task) => rank(task.desired) <= rank("running") && !isOver(task));
  return {
    RunningTasks:
      tasks.filter((task) => task.state === "running" && rank(task.desired) <= rank("running")).length,
    DesiredTasks: mode.Replicated !== undefined ? mode.Replicated.Replicas ?? 1 : wanted.length,
    CompletedTasks: tasks.filter((task) => task.state === "complete").length,
  };
}

export function taskView(state: State, task: FakeTask): Raw {
  const attachments = task.attachments.map(({ network, addresses }) => ({
    Network: attachedNetwork(state, network),
    ...(addresses.length === 0 ? {} : { Addresses: addresses }),
  }));
  return {
    ...meta(task),
    Labels: task.labels,
    Spec: task.attachedContainer === "" ? withoutRuntime(task.template) : {
      NetworkAttachmentSpec: { ContainerID: task.attachedContainer },
      ForceUpdate: 0,
      Runtime: "attachment",
    },
    ...(task.service === "" ? {} : { ServiceID: task.service }),
    ...(task.slot === 0 ? {} : { Slot: task.slot }),
    ...(task.node === "" ? {} : { NodeID: task.node }),
    Status: {
      Timestamp: timestamp(task.since),
      State: task.state,
      Message: task.message,
      ...(task.error === "" ? {} : { Err: task.error }),
      ...(task.container === ""
        ? {}
        : { ContainerStatus: { ContainerID: task.container, PID: 4242, ExitCode: task.exitCode } }),
      PortStatus: task.hostPorts.length > 0 && task.state === "running" ? { Ports: task.hostPorts } : {},
    },
    DesiredState: task.desired,
    ...(attachments.length === 0 ? {} : { NetworksAttachments: attachments }),
    Volumes: null,
  };
}

/** A task's copy of the spec does not name its runtime (28.5.2). */
function withoutRuntime(template: Raw): Raw {
  const { Runtime: _, ...rest } = template;
  return rest;
}

function attachedNetwork(state: State, id: string): Raw {
  const network = state.networks.get(id);
  if (network === undefined) return { ID: id };
  const { spec, allocated } = network;
  const subnets = allocated?.subnets ?? [];
  return {
    ...meta(network),
    Spec: {
      Name: spec.Name,
      Labels: spec.Labels ?? {},
      DriverConfiguration: {
        ...(spec.Driver ? { Name: spec.Driver } : {}),
        ...(spec.Options ? { Options: spec.Options } : {}),
      },
      ...(spec.EnableIPv6 ? { IPv6Enabled: true } : {}),
      ...(spec.Internal ? { Internal: true } : {}),
      ...(spec.Attachable ? { Attachable: true } : {}),
      ...(spec.Ingress ? { Ingress: true } : {}),
      IPAMOptions: { Driver: { Name: "default" } },
      Scope: "swarm",
    },
    DriverState: { Name: allocated?.driver, Options: allocated?.options ?? null },
    ...(subnets.length === 0 ? {} : { IPAMOptions: { Driver: { Name: "default" }, Configs: subnets } }),
  };
}

export function nodeView(node: FakeNode): Raw {
  return {
    ...meta(node),
    Spec: { Labels: node.labels, Role: node.role, Availability: node.availability },
    Description: {
      Hostname: node.hostname,
      Platform: { Architecture: node.arch, OS: node.os },
      Resources: { NanoCPUs: 4_000_000_000, MemoryBytes: 8_589_934_592 },
      Engine: { EngineVersion: node.engineVersion, Plugins: [{ Type: "Network", Name: "overlay" }] },
    },
    Status: { State: node.state, Addr: node.addr },
    ...(node.role === "manager"
      ? {
        ManagerStatus: {
          ...(node.leader ? { Leader: true } : {}),
          Reachability: node.state === "ready" ? "reachable" : "unreachable",
          Addr: `${node.addr}:2377`,
        },
      }
      : {}),
  };
}

export function configView(config: FakeConfig): Raw {
  return { ...meta(config), Spec: config.spec };
}
