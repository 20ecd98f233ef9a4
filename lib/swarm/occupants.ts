import { formatPrefix, only, parseAddress, parsePrefix, type Prefix } from "./cidr.ts";
import type { Network, Swarm } from "./model.ts";

/**
 * Pools that local bridges, docker_gwbridge included, are cut from where daemon.json names none
 * (moby libnetwork/ipamutils: local scope defaults).
 */
const BUILT_IN_BRIDGE_POOLS = [
  "172.17.0.0/16",
  "172.18.0.0/16",
  "172.19.0.0/16",
  "172.20.0.0/14",
  "172.24.0.0/14",
  "172.28.0.0/14",
  "192.168.0.0/16",
];

/** Subnets of a network as blocks; unreadable ones are left out. */
export function subnetsOf(network: Pick<Network, "ipam">): Prefix[] {
  return network.ipam.config.flatMap((one) => parsePrefix(one.subnet) ?? []);
}

/** Something that already uses or may use addresses. */
export interface Occupant {
  kind: "swarm network" | "local network" | "bridge pool" | "node" | "manager" | "host route";
  /** Name of the network or host; the block itself for pools and routes. */
  name: string;
  block: Prefix;
  /** The network itself, where it is one. */
  network?: Network;
}

/** Pools that the engine asked cuts its local bridges from. */
function bridgePoolsOf(swarm: Swarm): Prefix[] {
  const named = swarm.source.bridgePools.map((one) => one.base);
  return (named.length > 0 ? named : BUILT_IN_BRIDGE_POOLS).flatMap((text) => parsePrefix(text) ?? []);
}

/** All that a new overlay's subnet should keep clear of, as far as it can be seen from where the swarm was read. */
export function occupants(swarm: Swarm): Occupant[] {
  const found: Occupant[] = [];
  for (const network of swarm.networks) {
    const kind = network.scope === "swarm" ? "swarm network" : "local network";
    // A config-only network holds no addresses: the networks made from it do.
    if (network.configOnly) continue;
    for (const block of subnetsOf(network)) found.push({ kind, name: network.name, block, network });
  }
  for (const block of bridgePoolsOf(swarm)) {
    found.push({ kind: "bridge pool", name: formatPrefix(block), block });
  }
  for (const node of swarm.nodes) {
    const address = parseAddress(node.addr);
    if (address !== null) found.push({ kind: "node", name: node.hostname, block: only(address) });
    const manager = parseAddress(hostOf(node.manager?.addr ?? ""));
    if (manager !== null && manager.value !== address?.value) {
      found.push({ kind: "manager", name: node.hostname, block: only(manager) });
    }
  }
  for (const text of swarm.source.hostRoutes ?? []) {
    const block = parsePrefix(text);
    // The default route covers everything and says nothing.
    if (block !== null && block.bits > 0) found.push({ kind: "host route", name: text, block });
  }
  return found;
}

/** The host of "10.0.0.1:2377" or "[fd00::1]:2377". */
function hostOf(address: string): string {
  const bracketed = /^\[(.*)\]:\d+$/.exec(address);
  return bracketed?.[1] ?? address.replace(/:\d+$/, "");
}
