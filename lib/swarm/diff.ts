import { dataPathPortOf } from "./data_path.ts";
import {
  type Cluster,
  type Network,
  type Node,
  type Port,
  type Service,
  type Swarm,
  VNI_OPTION,
} from "./model.ts";
import { compareNatural } from "../base/natural.ts";
import { redactSwarm } from "./redact.ts";
import { REDACTED } from "./redact_text.ts";

/** One fact that differs; null where it is not there at all. */
export interface FieldChange {
  field: string;
  before: string | null;
  after: string | null;
}

/** An object that is not as it was. */
export interface ObjectChange {
  kind: "cluster" | "node" | "network" | "service";
  name: string;
  change: "added" | "removed" | "changed";
  /** What differs; for an added or removed object all that is known of it. */
  fields: FieldChange[];
}

/** What differs between two states of a swarm. */
export interface SwarmDiff {
  before: { taken: string; cluster: string };
  after: { taken: string; cluster: string };
  /** Cluster first, then nodes, networks, services, each by name. */
  changes: ObjectChange[];
}

/** An object of either side: how it is matched, shown, and what is compared. */
interface Item {
  key: string;
  name: string;
  facts: Facts;
}

/**
 * What of the network has changed between two swarms: settings of the cluster, nodes, overlay networks (local ones where both were
 * taken on the same node), and of services what the network sees. Tasks come and go and are left out. Objects are matched by name, so that one that was
 * removed and made again shows as changed. Label values that one side does not tell are not compared.
 */
export function diffSwarms(old: Swarm, now: Swarm): SwarmDiff {
  const [before, after] = [redactSwarm(old).swarm, redactSwarm(now).swarm];
  const sameNode = before.source.nodeId === after.source.nodeId;
  const both = (kind: ObjectChange["kind"], items: (swarm: Swarm) => Item[]) =>
    changesOf(kind, items(before), items(after));
  const networks = (swarm: Swarm) => {
    const shown = swarm.networks.filter((network) => network.scope === "swarm" || sameNode);
    return named(shown, ({ name, scope }) => `${scope} ${name}`, ({ name }) => name, networkFacts);
  };
  return {
    before: { taken: before.taken, cluster: before.cluster.id },
    after: { taken: after.taken, cluster: after.cluster.id },
    changes: [
      ...both(
        "cluster",
        (swarm) => [{ key: "", name: swarm.cluster.id, facts: clusterFacts(swarm.cluster) }],
      ),
      ...both(
        "node",
        (swarm) => named(swarm.nodes, ({ hostname }) => hostname, ({ hostname }) => hostname, nodeFacts),
      ),
      ...both("network", networks),
      ...both("service", (swarm) => {
        const names = new Map(swarm.networks.map(({ id, name }) => [id, name]));
        return named(
          swarm.services,
          ({ name }) => name,
          ({ name }) => name,
          (one) => serviceFacts(one, names),
        );
      }),
    ],
  };
}

/** Items with keys that tell namesakes apart by their order (host names need not be unique). */
function named<T extends { id: string }>(
  list: readonly T[],
  keyOf: (one: T) => string,
  nameOf: (one: T) => string,
  factsOf: (one: T) => Facts,
): Item[] {
  const seen = new Map<string, number>();
  return list.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map((one) => {
    const key = keyOf(one);
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    return { key: `${key}\n${count}`, name: nameOf(one), facts: factsOf(one) };
  });
}

function changesOf(kind: ObjectChange["kind"], before: Item[], after: Item[]): ObjectChange[] {
  const old = new Map(before.map((item) => [item.key, item]));
  const changes: ObjectChange[] = [];
  for (const item of after) {
    const match = old.get(item.key);
    old.delete(item.key);
    const fields = fieldsOf(match?.facts ?? new Map(), item.facts);
    if (match === undefined) changes.push({ kind, name: item.name, change: "added", fields });
    else if (fields.length > 0) changes.push({ kind, name: item.name, change: "changed", fields });
  }
  for (const item of old.values()) {
    changes.push({ kind, name: item.name, change: "removed", fields: fieldsOf(item.facts, new Map()) });
  }
  return changes.sort((a, b) => compareNatural(a.name, b.name));
}

function fieldsOf(before: Facts, after: Facts): FieldChange[] {
  const fields: FieldChange[] = [];
  for (const field of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(field) ?? null, after.get(field) ?? null];
    if (was === is || (was === REDACTED && is !== null) || (is === REDACTED && was !== null)) continue;
    fields.push({ field, before: was, after: is });
  }
  return fields;
}

/** Whether nothing differs. */
export function isSame(diff: SwarmDiff): boolean {
  return diff.changes.length === 0;
}

/** What is compared of one object: name of the fact → its text, in the order they are shown. */
export type Facts = Map<string, string>;

function yesNo(value: boolean): string {
  return value ? "yes" : "no";
}

function addRecord(facts: Facts, word: string, record: Record<string, string>): void {
  for (const key of Object.keys(record).sort()) facts.set(`${word} ${key}`, record[key]!);
}

/** What is compared of a cluster. */
function clusterFacts(cluster: Cluster): Facts {
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
