import type { GossipService } from "../../swarm/model.ts";

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
