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

// deno-lint-ignore no-control-regex
const UNSAFE = /[\x00-\x1f\x7f-\x9f\p{Cs}\p{Bidi_Control}]/gu;

/**
 * One candidate a line, its description after a tab, then the directive. Names come from the swarm: what could break the
 * line or reach the terminal as a control character is no candidate.
 */
export function render({ candidates, directive }: Suggestion, descriptions: boolean): string {
  let text = "";
  for (const { text: name, about = "" } of candidates) {
    if (name === "" || name.search(UNSAFE) >= 0) continue;
    const line = descriptions ? about.replace(/\n.*/s, "").trim().replaceAll(UNSAFE, "?") : "";
    text += line === "" ? `${name}\n` : `${name}\t${line}\n`;
  }
  return `${text}:${directive}\n`;
}
