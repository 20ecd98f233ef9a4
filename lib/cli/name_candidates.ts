import { count } from "../base/listing.ts";
import type { Candidate } from "./complete_render.ts";

/** A network's name as completion offers it. */
export function networkCandidate(
  network: { name: string; driver: string; scope: string; encrypted: boolean },
): Candidate {
  const encrypted = network.encrypted ? ", encrypted" : "";
  return { text: network.name, about: `${network.driver || "not allocated"}, ${network.scope}${encrypted}` };
}

/** A service's name as completion offers it, with its image. */
export function serviceCandidate({ name, image }: { name: string; image: string }): Candidate {
  return { text: name, about: image.replace(/@sha256:.*/, "") };
}

/** A node's name as completion offers it. */
export function nodeCandidate(node: { hostname: string; role: string; state: string }): Candidate {
  return { text: node.hostname, about: `${node.role}, ${node.state}` };
}

/** The stacks that services belong to, given the stack of each. */
export function stackCandidates(stacks: Iterable<string | undefined>): Candidate[] {
  const counts = new Map<string, number>();
  for (const stack of stacks) {
    if (stack !== undefined) counts.set(stack, (counts.get(stack) ?? 0) + 1);
  }
  return [...counts].map(([stack, services]) => ({
    text: stack,
    about: count(services, "service"),
  }));
}
