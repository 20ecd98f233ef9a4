import type { View } from "../rule.ts";
import { type Address, formatAddress, only, parseAddress } from "../../swarm/cidr.ts";
import type { GossipService, Node } from "../../swarm/model.ts";
import { type RangeKind, rangeKind } from "../../swarm/ranges.ts";

/**
 * The address a node is known under, as text. For managers the one they advertise: their Status.Addr is 0.0.0.0 or 127.0.0.1 in
 * healthy swarms, too (moby issues 35437 and 30119). For workers the source address of their connection to a manager.
 */
export function nodeAddress(node: Node): string {
  const advertised = node.manager?.addr ?? "";
  return advertised === "" ? node.addr : hostOf(advertised);
}

/** "192.168.7.1:2377" → "192.168.7.1", "[fd00::1]:2377" → "fd00::1". */
function hostOf(address: string): string {
  return /^\[(.*)\]:\d+$/.exec(address)?.[1] ?? address.replace(/:\d+$/, "");
}

/** What an address is for; "unreadable" for text that is none, "unspecified" for 0.0.0.0 and ::. */
export type AddressKind = RangeKind | "unspecified" | "unreadable";

/** What the address that a text holds is for. */
export function addressKind(text: string): AddressKind {
  const address = parseAddress(text);
  if (address === null) return "unreadable";
  return address.value === 0n ? "unspecified" : rangeKind(only(address));
}

/** Where the tunnels of nodes end, as the gossip tables tell: canonical addresses, sorted. Own tasks are among them. */
export function tunnelEnds(view: View): string[] {
  const ends = new Map<string, Address>();
  for (const network of view.networks) {
    for (const service of network.gossip ?? []) {
      for (const { hostIp } of service.tasks) {
        const address = parseAddress(hostIp);
        if (address !== null) ends.set(formatAddress(address), address);
      }
    }
  }
  return [...ends].sort(([, a], [, b]) => a.family - b.family || (a.value < b.value ? -1 : 1)).map(([text]) =>
    text
  );
}

/** For examples: a gossip table with one task on each of the nodes whose tunnels end there. */
export function gossip(...hosts: string[]): GossipService[] {
  const tasks = hosts.map((hostIp, at) => ({
    name: `web.${at + 1}`,
    endpointId: `endpoint-${at + 1}`,
    ip: `10.0.1.${at + 3}`,
    hostIp,
  }));
  return [{ name: "web", vip: "10.0.1.2", ports: [], lbIndex: 256, tasks }];
}
