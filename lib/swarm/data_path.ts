import type { Cluster } from "./model.ts";

/** UDP port of VXLAN unless `docker swarm init --data-path-port` said otherwise; 0 in the cluster object means this one. */
export const VXLAN_PORT = 4789;

/** The UDP port on which the nodes exchange what overlay networks carry. */
export function dataPathPortOf({ dataPathPort }: Pick<Cluster, "dataPathPort">): number {
  return dataPathPort || VXLAN_PORT;
}

/** A port that something outside of services listens on, on every node. */
export interface ReservedPort {
  port: number;
  protocol: string;
  /** What it serves, for the end of "Port 7946/tcp serves …". */
  use: string;
  /** Swarm itself needs it; otherwise the node's administrator does. */
  swarm: boolean;
}

/**
 * What listens on a port of every node; swarm lets services publish it all the same (moby issue 27237; 7946 and 22
 * accepted by 20.10.24).
 */
export function reservedPorts(cluster: Pick<Cluster, "dataPathPort">): ReservedPort[] {
  return [
    { port: 2377, protocol: "tcp", use: "swarm's managers", swarm: true },
    { port: 7946, protocol: "tcp", use: "gossip between the nodes", swarm: true },
    { port: 7946, protocol: "udp", use: "gossip between the nodes", swarm: true },
    {
      port: dataPathPortOf(cluster),
      protocol: "udp",
      use: "overlay networks between the nodes",
      swarm: true,
    },
    { port: 22, protocol: "tcp", use: "the nodes' own SSH, as a rule", swarm: false },
  ];
}
