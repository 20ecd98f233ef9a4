import { isEncrypted, STACK_LABEL } from "../swarm/model.ts";
import {
  type Candidate,
  networkCandidate,
  nodeCandidate,
  serviceCandidate,
  stackCandidates,
} from "./complete_render.ts";
import type { Files } from "../base/files.ts";
import { loadSnapshot } from "./swarm_source.ts";

/** Names for completion from what `--from` names; nobody knows yet what will stand on standard input. */
export async function snapshotNames(
  kind: "network" | "service" | "node" | "stack",
  from: string,
  files: Files,
): Promise<Candidate[]> {
  if (from === "-") return [];
  const swarm = await loadSnapshot(from, files);
  switch (kind) {
    case "network":
      return swarm.networks.map((one) => networkCandidate({ ...one, encrypted: isEncrypted(one) }));
    case "service":
      return swarm.services.map(serviceCandidate);
    case "node":
      return swarm.nodes.map(nodeCandidate);
    case "stack":
      return stackCandidates(swarm.services.map(({ labels }) => labels[STACK_LABEL]));
  }
}
