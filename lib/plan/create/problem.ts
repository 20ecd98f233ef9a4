import { inline } from "../../terminal/boundary.ts";

/** Something about a request that the user should know before it is sent. Texts are sentences without final stop. */
export interface Problem {
  /** error: it is not sent. warning: it works, but likely not as meant. note: a fact, shown with --dry-run. */
  severity: "error" | "warning" | "note";
  /** What is wrong, with the value as given. */
  what: string;
  /** The rule, and what would happen. */
  why: string;
  /** What to write instead: flags, or a command that runs as printed. */
  fix: string;
  /** Where the rule comes from. */
  rule: string;
}

/** Longest part of a value that is shown, in characters. */
const SHOWN = 80;

/** A value from outside inside a sentence: escaped, and cut when it is long. */
export function shown(text: string): string {
  const chars = [...text];
  if (chars.length <= SHOWN) return inline(text);
  return `${inline(chars.slice(0, SHOWN).join(""))}… (${chars.length} characters)`;
}

/** "a", "a and b", "a, b and 3 more". Names are escaped. */
export function listed(names: readonly string[], most = 4): string {
  const parts = names.slice(0, names.length > most ? most - 1 : most).map(shown);
  const more = names.length - parts.length;
  if (more > 0) return `${parts.join(", ")} and ${more} more`;
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
