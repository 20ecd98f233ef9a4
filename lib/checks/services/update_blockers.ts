import type { Service } from "../../swarm/model.ts";
import { type UpdateBlocker, updateBlockers } from "../../swarm/update_blockers.ts";
import type { View } from "../rule.ts";

/**
 * The services that this view judges with what keeps their updates from completing. Without the swarm's nodes that is known of global
 * services only; `skip` is told of the others whose tasks need a free node.
 */
export function* updateBlockersIn(
  view: View,
  skip: (reason: string) => void,
): Generator<{ service: Service; blocker: UpdateBlocker }> {
  for (const service of view.services) {
    if (!view.judged(service)) continue;
    if (view.nodes.length === 0 && (service.replicas !== null || service.mode !== "global")) {
      if (needsSpareNode(service)) {
        skip(
          "needs the swarm's nodes to tell whether one stays free: add --against live or --against SNAPSHOT",
        );
      }
      continue;
    }
    for (const blocker of updateBlockers(view.swarm, service)) yield { service, blocker };
  }
}

function needsSpareNode({ update, ports, maxReplicasPerNode, replicas }: Service): boolean {
  return update.order === "start-first" && replicas !== 0 &&
    (maxReplicasPerNode > 0 || ports.some((port) => port.mode === "host" && port.published > 0));
}
