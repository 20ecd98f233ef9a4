import { count } from "../base/listing.ts";

/** Bits of the last line of a completion (spf13/cobra completions.go), added together. Without any: complete file names. */
export const Directive = { error: 1, noSpace: 2, noFiles: 4, directories: 16 } as const;

/** A word that could stand at the cursor. */
export interface Candidate {
  text: string;
  about?: string | undefined;
}

/** What completion answers. */
export interface Suggestion {
  /** Filtered by what was typed, sorted. */
  candidates: Candidate[];
  /** Sum of `Directive` bits. */
  directive: number;
}

/** Control and format characters, and separators of lines. */
const UNSAFE = /[\p{C}\p{Zl}\p{Zp}]/gu;
/**
 * What a shell would act on. bash expands the words it is offered: cobra's script hands them to `compgen -W`, and quotes them first in
 * newer versions only (spf13/cobra bash_completionsV2.go), so a node could name itself `$(command)`.
 */
const FOR_A_SHELL = /[\s"'`$\\;&|<>(){}[\]*?!#~^]/;

/**
 * One candidate a line, its description after a tab, then the directive. Names come from the swarm: what could break the
 * line, reach the terminal as a control character or mean something to a shell is no candidate.
 */
export function render({ candidates, directive }: Suggestion, descriptions: boolean): string {
  let text = "";
  for (const { text: name, about = "" } of candidates) {
    if (name === "" || name.search(UNSAFE) >= 0 || FOR_A_SHELL.test(name)) continue;
    const line = descriptions ? about.replace(/\n.*/s, "").trim().replaceAll(UNSAFE, "?") : "";
    text += line === "" ? `${name}\n` : `${name}\t${line}\n`;
  }
  return `${text}:${directive}\n`;
}

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
