import type { Endpoint, GossipService, IpamConfig, Network } from "../swarm/model.ts";
import type { Raw } from "./engine.ts";
import { isObject, number, object, objects, record, text, texts } from "./raw.ts";
import { byText } from "../base/order.ts";

/**
 * A network from GET /networks ("list") or GET /networks/{id} ("inspect"). Lists say nothing of endpoints: swarm networks carry null
 * there and local ones an empty object, whatever is attached (reproduced on 20.10.24 and 28.5.2). An inspect answers from the node's
 * own view where the network is instantiated there; the manager's view has `Containers: null`.
 */
export function networkFromRaw(raw: Raw, from: "list" | "inspect" = "list"): Network {
  const ipam = object(raw.IPAM);
  const scope = text(raw.Scope);
  return {
    id: text(raw.Id),
    name: text(raw.Name),
    created: text(raw.Created),
    scope: scope === "swarm" || scope === "global" ? scope : "local",
    driver: text(raw.Driver),
    // Before API 1.48 there was no network without IPv4.
    enableIPv4: raw.EnableIPv4 !== false,
    enableIPv6: raw.EnableIPv6 === true,
    internal: raw.Internal === true,
    attachable: raw.Attachable === true,
    ingress: raw.Ingress === true,
    configOnly: raw.ConfigOnly === true,
    configFrom: text(object(raw.ConfigFrom).Network),
    ipam: {
      driver: text(ipam.Driver),
      options: record(ipam.Options),
      config: objects(ipam.Config).map(ipamConfig),
    },
    options: record(raw.Options),
    labels: record(raw.Labels),
    ...(from === "inspect" ? runtimeOf(raw) : { containers: null, peers: null, usage: null, gossip: null }),
  };
}

/** What only an inspect tells: endpoints, peers, counters and gossip, null where this node has no view of its own. */
export function runtimeOf(raw: Raw): Pick<Network, "containers" | "peers" | "usage" | "gossip"> {
  const local = isObject(raw.Containers);
  return {
    containers: local ? endpoints(object(raw.Containers)) : null,
    // A local bridge has no peers; a swarm network that lives here names at least this node.
    peers: local && Array.isArray(raw.Peers)
      ? objects(raw.Peers).map((peer) => ({ name: text(peer.Name), ip: text(peer.IP) }))
      : null,
    usage: usageOf(object(object(object(raw.Status).IPAM).Subnets)),
    gossip: isObject(raw.Services) ? gossipOf(raw.Services) : null,
  };
}

function ipamConfig(raw: Raw): IpamConfig {
  return {
    subnet: text(raw.Subnet),
    range: text(raw.IPRange),
    gateway: text(raw.Gateway),
    aux: record(raw.AuxiliaryAddresses),
  };
}

function endpoints(raw: Raw): Endpoint[] {
  return Object.entries(raw).map(([id, value]) => {
    const each = object(value);
    return {
      id,
      name: text(each.Name),
      endpointId: text(each.EndpointID),
      mac: text(each.MacAddress),
      ipv4: text(each.IPv4Address),
      ipv6: text(each.IPv6Address),
    };
  }).sort((a, b) => byText(a.name, b.name) || byText(a.id, b.id));
}

/** API 1.52 and later (moby api/types/network/subnet_status.go); absent before. */
function usageOf(subnets: Raw): Network["usage"] {
  const entries = Object.entries(subnets).filter(([, value]) => isObject(value));
  if (entries.length === 0) return null;
  return Object.fromEntries(entries.map(([subnet, value]) => {
    const counters = object(value);
    return [subnet, { used: number(counters.IPsInUse), available: number(counters.DynamicIPsAvailable) }];
  }));
}

/** Containers that belong to no service stand under the empty name; a service without VIP reads "<nil>" (reproduced on 28.5.2). */
function gossipOf(raw: Raw): GossipService[] {
  return Object.entries(raw).map(([name, value]) => {
    const service = object(value);
    const vip = text(service.VIP);
    return {
      name,
      vip: vip === "<nil>" ? "" : vip,
      ports: texts(service.Ports),
      lbIndex: number(service.LocalLBIndex),
      tasks: objects(service.Tasks).map((task) => ({
        name: text(task.Name),
        endpointId: text(task.EndpointID),
        ip: text(task.EndpointIP),
        hostIp: text(object(task.Info)["Host IP"]),
      })).sort((a, b) => byText(a.name, b.name) || byText(a.ip, b.ip)),
    };
  }).sort((a, b) => byText(a.name, b.name));
}
