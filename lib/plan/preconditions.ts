import { fnv1a } from "../base/hash.ts";
import { listOf } from "../swarm/attached.ts";
import { indexOf } from "../swarm/index.ts";
import { type Network, type Service, type Swarm, VNI_OPTION } from "../swarm/model.ts";
import { inline } from "../terminal/boundary.ts";
import { OWN_LABELS } from "./body.ts";
import type { Plan, Precondition } from "./model.ts";

/** Facts by name; long ones are stored as hashes, so that a plan stays small and tells no more than it must. */
type Facts = Record<string, string>;

/** Longest fact that is stored as it is, in characters. */
const READABLE = 24;

/** What plans rest on of a network: all that a successor takes over. */
export function networkPrecondition(network: Network): Precondition {
  return {
    kind: "network",
    id: network.id,
    name: network.name,
    fingerprint: fingerprint(networkFacts(network)),
  };
}

/** What plans rest on of a service: its networks, ports, and how it is updated. */
export function servicePrecondition(swarm: Swarm, service: Service): Precondition {
  return {
    kind: "service",
    id: service.id,
    name: service.name,
    fingerprint: fingerprint(serviceFacts(swarm, service)),
  };
}

/** The services on a network, no more and no fewer. */
export function usersPrecondition(swarm: Swarm, network: Pick<Network, "id" | "name">): Precondition {
  return {
    kind: "users",
    id: network.id,
    name: network.name,
    fingerprint: usersOf(swarm, network.id).join(" "),
  };
}

/** That no network has this name (in any letter case, as swarm compares them). */
export function absentPrecondition(name: string): Precondition {
  return { kind: "absent-network", id: name, name, fingerprint: "" };
}

/** What of a plan's foundation is different now, one sentence each without a final stop; none: the plan still holds. */
export function brokenPreconditions(plan: Pick<Plan, "standsOn">, swarm: Swarm): string[] {
  return plan.standsOn.flatMap((one) => broken(one, swarm));
}

function broken(precondition: Precondition, swarm: Swarm): string[] {
  const index = indexOf(swarm);
  const name = inline(precondition.name);
  switch (precondition.kind) {
    case "network": {
      const network = index.networkById.get(precondition.id);
      if (network === undefined) return [`Network ${name} is gone`];
      return differences(`Network ${name}`, precondition.fingerprint, networkFacts(network));
    }
    case "service": {
      const service = index.serviceById.get(precondition.id);
      if (service === undefined) return [`Service ${name} is gone`];
      return differences(`Service ${name}`, precondition.fingerprint, serviceFacts(swarm, service));
    }
    case "users":
      return usersDifference(precondition, swarm);
    case "absent-network": {
      const wanted = precondition.id.toLowerCase();
      const found = swarm.networks.find((one) => one.name.toLowerCase() === wanted);
      return found === undefined ? [] : [`A network ${inline(found.name)} exists now`];
    }
  }
}

function usersDifference(precondition: Precondition, swarm: Swarm): string[] {
  if (!indexOf(swarm).networkById.has(precondition.id)) return [];
  const before = new Set(precondition.fingerprint === "" ? [] : precondition.fingerprint.split(" "));
  const now = usersOf(swarm, precondition.id);
  const nameOf = (id: string) => inline(indexOf(swarm).serviceById.get(id)?.name ?? id);
  const network = inline(precondition.name);
  const left = [...before].filter((id) => !now.includes(id));
  return [
    ...now.filter((id) => !before.has(id)).map((id) => `Service ${nameOf(id)} is on ${network} now`),
    ...left.map((id) => `Service ${nameOf(id)} is not on ${network} any more`),
  ];
}

function usersOf(swarm: Swarm, networkId: string): string[] {
  return indexOf(swarm).servicesOn(networkId).map((one) => one.id).sort();
}

function networkFacts(network: Network): Facts {
  const { [VNI_OPTION]: _, ...options } = network.options;
  const labels = Object.entries(network.labels).filter(([key]) => !key.startsWith(OWN_LABELS));
  return {
    name: network.name,
    driver: network.driver,
    subnets: text(network.ipam.config.map(({ subnet, range, gateway }) => [subnet, range, gateway])),
    options: text(sorted(Object.entries(options))),
    internal: text(network.internal),
    attachable: text(network.attachable),
    labels: text(sorted(labels)),
  };
}

function serviceFacts(swarm: Swarm, service: Service): Facts {
  const index = indexOf(swarm);
  const networks = listOf(service).map(({ target, aliases, driverOpts }) => [
    index.network(target)?.id ?? target,
    aliases,
    sorted(Object.entries(driverOpts)),
  ]);
  const { parallelism, delay, monitor, order } = service.update;
  return {
    name: service.name,
    mode: service.mode,
    replicas: text(service.replicas),
    networks: text(networks),
    ports: text(service.portsSpec.map((port) => [port.protocol, port.target, port.published, port.mode])),
    "endpoint mode": service.endpointMode,
    "update order": order,
    "update settings": text([parallelism, delay, monitor]),
    constraints: text([service.constraints, service.maxReplicasPerNode]),
  };
}

function differences(object: string, fingerprint: string, now: Facts): string[] {
  const before = JSON.parse(fingerprint) as Facts;
  return Object.entries(now).filter(([key, value]) => before[key] !== stored(value)).map(([key, value]) => {
    const was = before[key] ?? "";
    return readable(was) && readable(value)
      ? `${object}: ${key} was ${shown(was)}, is ${shown(value)} now`
      : `${object}: its ${key} changed`;
  });
}

function readable(value: string): boolean {
  return !value.startsWith("#") && value.length <= READABLE;
}

function shown(value: string): string {
  return value === "" ? "empty" : inline(value);
}

function fingerprint(facts: Facts): string {
  return JSON.stringify(
    Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, stored(value)])),
  );
}

function stored(value: string): string {
  return value.length <= READABLE ? value : `#${fnv1a(value)}`;
}

function text(value: unknown): string {
  return JSON.stringify(value);
}

function sorted(entries: [string, string][]): [string, string][] {
  return entries.sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0);
}
