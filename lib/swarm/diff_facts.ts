import { dataPathPortOf } from "./data_path.ts";
import { type Cluster, type Network, type Node, type Port, type Service, VNI_OPTION } from "./model.ts";

/** What is compared of one object: name of the fact → its text, in the order they are shown. */
export type Facts = Map<string, string>;

function yesNo(value: boolean): string {
  return value ? "yes" : "no";
}

function addRecord(facts: Facts, word: string, record: Record<string, string>): void {
  for (const key of Object.keys(record).sort()) facts.set(`${word} ${key}`, record[key]!);
}

/** What is compared of a cluster. */
export function clusterFacts(cluster: Cluster): Facts {
  return new Map([
    ["id", cluster.id],
    ["default address pool", (cluster.defaultAddrPool ?? ["10.0.0.0/8"]).join(", ")],
    ["subnet size", `/${cluster.subnetSize}`],
    ["data path port", String(dataPathPortOf(cluster))],
    ["managers are locked", yesNo(cluster.autoLockManagers)],
    ["node certificates last", `${cluster.nodeCertExpiry / 3.6e12}h`],
  ]);
}

/** What is compared of a node. */
export function nodeFacts(node: Node): Facts {
  const facts: Facts = new Map([
    ["id", node.id],
    ["role", node.role],
    ["availability", node.availability],
    ["state", node.state],
    ["address", node.addr],
    ["platform", `${node.os}/${node.arch}`],
    ["engine", node.engineVersion],
  ]);
  addRecord(facts, "label", node.labels);
  return facts;
}

/** Without the VNIs, which every network made again gets anew. */
export function networkFacts(network: Network): Facts {
  const facts: Facts = new Map([
    ["id", network.id],
    ["scope", network.scope],
    ["driver", network.driver === "" ? "none (not allocated)" : network.driver],
    ["ingress", yesNo(network.ingress)],
    ["internal", yesNo(network.internal)],
    ["attachable", yesNo(network.attachable)],
    ["IPv6", yesNo(network.enableIPv6)],
  ]);
  if (!network.enableIPv4) facts.set("IPv4", "no");
  for (const { subnet, range, gateway } of network.ipam.config) {
    const parts = [gateway === "" ? "" : `gateway ${gateway}`, range === "" ? "" : `range ${range}`];
    facts.set(`subnet ${subnet}`, parts.filter((part) => part !== "").join(", "));
  }
  const { [VNI_OPTION]: _, ...options } = network.options;
  addRecord(facts, "option", options);
  addRecord(facts, "label", network.labels);
  return facts;
}

function portName(port: Port): string {
  return port.published === 0
    ? `port for ${port.target}/${port.protocol}`
    : `port ${port.published}/${port.protocol}`;
}

/** Networks by name, so that a network made again under its name is no change of the service. */
export function serviceFacts(service: Service, names: ReadonlyMap<string, string>): Facts {
  const nameOf = (id: string) => names.get(id) ?? id;
  const facts: Facts = new Map([["id", service.id], ["mode", service.mode]]);
  if (service.replicas !== null) facts.set("replicas", String(service.replicas));
  facts.set("endpoint mode", service.endpointMode);
  for (const { target, aliases, driverOpts } of [...service.networks, ...service.legacyNetworks]) {
    const parts = [
      aliases.length === 0 ? "" : `alias ${aliases.toSorted().join(", ")}`,
      ...Object.entries(driverOpts).map(([key, value]) => `${key}=${value}`).sort(),
    ];
    facts.set(`network ${nameOf(target)}`, parts.filter((part) => part !== "").join(", "));
  }
  for (const port of service.ports) facts.set(portName(port), `to ${port.target}, ${port.mode}`);
  for (const { network, addr } of service.vips) facts.set(`VIP on ${nameOf(network)}`, addr);
  for (const constraint of service.constraints) facts.set(`constraint ${constraint}`, "");
  addRecord(facts, "label", service.labels);
  return facts;
}
