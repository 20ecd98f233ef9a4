import type { Attachment, Port, Service } from "../../swarm/model.ts";

/**
 * The network part of a service in the shape of docker's `service inspect`, from what the model kept: a snapshot has no
 * environment, arguments or secrets.
 */
export function serviceInspect(service: Service): Record<string, unknown> {
  return {
    ID: service.id,
    Version: { Index: service.version },
    CreatedAt: service.created,
    UpdatedAt: service.updated,
    Spec: {
      Name: service.name,
      Labels: service.labels,
      TaskTemplate: {
        ContainerSpec: { Image: service.image },
        Networks: service.networks.map(attachment),
        Placement: { Constraints: service.constraints, MaxReplicas: service.maxReplicasPerNode },
      },
      Mode: mode(service),
      Networks: service.legacyNetworks.map(attachment),
      EndpointSpec: { Mode: service.endpointMode, Ports: service.portsSpec.map(port) },
    },
    Endpoint: {
      Spec: { Mode: service.endpointMode, Ports: service.portsSpec.map(port) },
      Ports: service.ports.map(port),
      VirtualIPs: service.vips.map((vip) => ({ NetworkID: vip.network, Addr: vip.addr })),
    },
  };
}

function mode(service: Service): Record<string, unknown> {
  switch (service.mode) {
    case "replicated":
      return { Replicated: { Replicas: service.replicas } };
    case "global":
      return { Global: {} };
    case "replicated-job":
      return { ReplicatedJob: { TotalCompletions: service.replicas } };
    case "global-job":
      return { GlobalJob: {} };
  }
}

function attachment(one: Attachment): Record<string, unknown> {
  return { Target: one.target, Aliases: one.aliases, DriverOpts: one.driverOpts };
}

function port(one: Port): Record<string, unknown> {
  return {
    ...(one.name === "" ? {} : { Name: one.name }),
    Protocol: one.protocol,
    TargetPort: one.target,
    PublishedPort: one.published,
    PublishMode: one.mode,
  };
}
