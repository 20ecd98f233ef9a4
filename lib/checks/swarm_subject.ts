import type { Swarm } from "../swarm/model.ts";
import type { SwarmSubject } from "./verdict.ts";

/** A swarm as what was judged; `from`: "live", "demo", or the name of the snapshot file. */
export function swarmSubject(swarm: Swarm, from: string): SwarmSubject {
  return {
    kind: "swarm",
    from: from === "-" ? "standard input" : from,
    cluster: swarm.cluster.id,
    node: swarm.source.name,
    taken: swarm.taken,
    networks: swarm.networks.filter((network) => network.scope === "swarm").length,
    services: swarm.services.length,
    tasks: swarm.tasks.length,
    nodes: swarm.nodes.length,
  };
}
