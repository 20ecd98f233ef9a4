import type { Command } from "./command.ts";

/** One entry of the table of contents: enough for help and completion; the command itself is loaded when it is called. */
export interface Entry {
  /** Words after `docker swarmnet`, such as "service ls". */
  words: string;
  /** Equals the command's own summary (a test compares them). */
  summary: string;
  /** Section of `docker swarmnet --help` for top-level commands. */
  group?: "common" | "management";
  /** Other last words, such as "list" for "ls". */
  aliases?: readonly string[];
  hidden?: boolean;
  /** Only groups subcommands: called without one, it shows its help. */
  heading?: boolean;
  // The table holds commands of every type of flags and options; each is only ever used with its own.
  // deno-lint-ignore no-explicit-any
  load(): Promise<Command<any, any>>;
}

/** The table of contents. */
export type Table = readonly Entry[];

/** The entry that a command line names. */
export interface Found {
  entry: Entry;
  /** What follows the command's own words. */
  rest: string[];
}

/** The entry with the most words that the line starts with, aliases included. Undefined when the first word is unknown. */
export function findEntry(table: Table, words: readonly string[]): Found | undefined {
  for (let count = Math.min(2, words.length); count > 0; count--) {
    const typed = words.slice(0, count).join(" ");
    const entry = table.find((candidate) => namesOf(candidate).includes(typed));
    if (entry !== undefined) return { entry, rest: words.slice(count) };
  }
  return undefined;
}

/** The subcommands of an entry. */
export function childrenOf(table: Table, words: string): Entry[] {
  return table.filter((entry) => entry.words.startsWith(words + " "));
}

function namesOf(entry: Entry): string[] {
  const parent = entry.words.split(" ").slice(0, -1);
  return [entry.words, ...(entry.aliases ?? []).map((alias) => [...parent, alias].join(" "))];
}
