import type { Service } from "../../swarm/model.ts";
import { hostPortOf, placementBlockers, type UpdateBlocker } from "../../swarm/update_blockers.ts";
import type { View } from "../rule.ts";

interface Found {
  service: Service;
  blocker: UpdateBlocker;
}

/** Three rules ask for each view. */
const KNOWN = new WeakMap<View, { found: Found[]; skipped: boolean }>();

/**
 * The services that this view judges with what keeps their updates from completing. Without the swarm's nodes that is known of global
 * services only; `skip` is told of the others whose tasks need a free node.
 */
export function updateBlockersIn(view: View, skip: (reason: string) => void): readonly Found[] {
  let known = KNOWN.get(view);
  if (known === undefined) {
    const judged = view.services.filter((service) => view.judged(service));
    known = {
      found: judged.flatMap((service) =>
        placementBlockers(view.swarm, service).map((blocker) => ({ service, blocker }))
      ),
      skipped: view.nodes.length === 0 && judged.some(needsSpareNode),
    };
    KNOWN.set(view, known);
  }
  if (known.skipped) {
    skip("needs the swarm's nodes to tell whether one stays free: add --against live or --against SNAPSHOT");
  }
  return known.found;
}

function needsSpareNode(service: Service): boolean {
  const { update, maxReplicasPerNode, replicas } = service;
  return update.order === "start-first" && replicas !== 0 && replicas !== null &&
    (maxReplicasPerNode > 0 || hostPortOf(service) !== undefined);
}
