import type { Cluster } from "./model.ts";

/** UDP port of VXLAN unless `docker swarm init --data-path-port` said otherwise; 0 in the cluster object means this one. */
const VXLAN_PORT = 4789;

/** The UDP port on which the nodes exchange what overlay networks carry. */
export function dataPathPortOf({ dataPathPort }: Pick<Cluster, "dataPathPort">): number {
  return dataPathPort || VXLAN_PORT;
}
