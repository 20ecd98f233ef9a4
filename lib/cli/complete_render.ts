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
