import type { Endpoint, Network } from "../../swarm/model.ts";

/** A network in the shape of docker's `network inspect`, from what the model kept (a snapshot has no raw answers). */
export function networkInspect(network: Network): Record<string, unknown> {
  return {
    Name: network.name,
    Id: network.id,
    Created: network.created,
    Scope: network.scope,
    Driver: network.driver,
    EnableIPv4: network.enableIPv4,
    EnableIPv6: network.enableIPv6,
    IPAM: {
      Driver: network.ipam.driver,
      Options: network.ipam.options,
      Config: network.ipam.config.map(ipamConfig),
    },
    Internal: network.internal,
    Attachable: network.attachable,
    Ingress: network.ingress,
    ConfigFrom: { Network: network.configFrom },
    ConfigOnly: network.configOnly,
    Containers: network.containers === null ? null : Object.fromEntries(network.containers.map(container)),
    Options: network.options,
    Labels: network.labels,
    ...(network.peers === null
      ? {}
      : { Peers: network.peers.map((peer) => ({ Name: peer.name, IP: peer.ip })) }),
    ...(network.gossip === null ? {} : { Services: Object.fromEntries(network.gossip.map(gossipService)) }),
  };
}

function ipamConfig(config: Network["ipam"]["config"][number]): Record<string, unknown> {
  return {
    Subnet: config.subnet,
    ...(config.range === "" ? {} : { IPRange: config.range }),
    ...(config.gateway === "" ? {} : { Gateway: config.gateway }),
    ...(Object.keys(config.aux).length === 0 ? {} : { AuxiliaryAddresses: config.aux }),
  };
}

function container(endpoint: Endpoint): [string, unknown] {
  return [endpoint.id, {
    Name: endpoint.name,
    EndpointID: endpoint.endpointId,
    MacAddress: endpoint.mac,
    IPv4Address: endpoint.ipv4,
    IPv6Address: endpoint.ipv6,
  }];
}

function gossipService(service: NonNullable<Network["gossip"]>[number]): [string, unknown] {
  return [service.name, {
    VIP: service.vip,
    Ports: service.ports,
    LocalLBIndex: service.lbIndex,
    Tasks: service.tasks.map((task) => ({
      Name: task.name,
      EndpointID: task.endpointId,
      EndpointIP: task.ip,
      Info: { "Host IP": task.hostIp },
    })),
  }];
}
