import { isEncrypted, type Network, type Node } from "../swarm/model.ts";
import { replacementOf } from "./replacement.ts";
import type { ObjectRef, View } from "./rule.ts";
import { isOverlay, isPlanned, network, THE_SWARM } from "./subjects.ts";
import { listed } from "../base/listing.ts";

/** "m1 (20.10.23), m2 (20.10.23) and 4 more". */
export function withVersions(nodes: readonly Node[]): string {
  return listed(nodes.map((node) => `${node.hostname} (${node.engineVersion})`));
}

/** "28.1.0 or 29.0.0". */
export function versions(fixed: readonly string[]): string {
  return fixed.join(" or ");
}

/**
 * What a finding about engines and their encryption is about: the network that a command creates encrypted or encrypts, which is told even where the
 * swarm has others, else the swarm.
 */
export function encryptionSubject(view: View): ObjectRef {
  const kept = replacementOf(view)?.successors.filter(({ network: old }) => isEncrypted(old)) ?? [];
  const made = encryptedOf(view).find((one) =>
    view.judged(one) && isPlanned(view, one) && !kept.some(({ successor }) => successor.id === one.id)
  );
  return made === undefined ? THE_SWARM : network(made);
}

/** The networks whose traffic between nodes is encrypted, ingress included. */
export function encryptedOf(view: View): Network[] {
  return view.networks.filter((one) => isOverlay(one) && isEncrypted(one));
}

/** Nodes that take part: one that is down sends nothing. */
export function presentOf(view: View): Node[] {
  return view.nodes.filter((node) => node.state !== "down");
}
