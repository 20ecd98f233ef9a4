import { UsageError } from "../base/errors.ts";
import { nearest } from "../base/suggest.ts";
import { listedFlags } from "./common_flags.ts";
import { childrenOf, findEntry, type Found, type Table } from "./table.ts";
import { TOPICS } from "./topics.ts";
import type { Flag, Spec } from "./command.ts";
import { usageLine } from "./parse.ts";
import { typeWord } from "./values.ts";

/** One line of a command list. */
export interface CommandRow {
  /** Last word of the command's name. */
  name: string;
  summary: string;
}

/** The commands by the section of help that lists them. */
export interface CommandGroups {
  common: CommandRow[];
  management: CommandRow[];
  other: CommandRow[];
}

/** Help of one command in docker's layout: usage, description, aliases, examples, options, subcommands. */
export function renderCommandHelp(spec: Spec, children: CommandRow[], width: number): string {
  const parts = [`Usage:  ${usageOf(spec, children)}`, wrapText(spec.summary, width - 1)];
  if (spec.description !== undefined) parts.push(wrapText(spec.description, width - 1));
  if (spec.aliases !== undefined && spec.aliases.length > 0) {
    const parent = spec.name.split(" ").slice(0, -1);
    const names = [spec.name, ...spec.aliases.map((alias) => [...parent, alias].join(" "))];
    parts.push(`Aliases:\n  ${names.map((name) => `docker swarmnet ${name}`).join(", ")}`);
  }
  if (spec.examples.length > 0) {
    const lines = spec.examples.map((example) => `  # ${example.text}\n  ${example.command}`);
    parts.push(`Examples:\n${lines.join("\n\n")}`);
  }
  const options = flagTable(spec.flags, width);
  if (options !== "") parts.push(`Options:\n${options}`);
  if (children.length > 0) {
    parts.push(`Commands:\n${commandTable(children)}`);
    parts.push(`Run 'docker swarmnet ${spec.name} COMMAND --help' for more information on a command.`);
  }
  return parts.join("\n\n") + "\n";
}

function usageOf(spec: Spec, children: CommandRow[]): string {
  return children.length > 0 && spec.operands === ""
    ? `docker swarmnet ${spec.name} COMMAND`
    : usageLine(spec);
}

/** Help of `docker swarmnet` itself. */
export function renderRootHelp(groups: CommandGroups, about: string, topics: string, width: number): string {
  const parts = ["Usage:  docker swarmnet COMMAND", wrapText(about, width - 1)];
  if (groups.common.length > 0) parts.push(`Common Commands:\n${commandTable(groups.common)}`);
  if (groups.management.length > 0) parts.push(`Management Commands:\n${commandTable(groups.management)}`);
  parts.push(`Commands:\n${commandTable(groups.other)}`);
  parts.push("Run 'docker swarmnet COMMAND --help' for more information on a command.");
  parts.push(wrapText(topics, width - 1));
  return parts.join("\n\n") + "\n";
}

/** Two spaces, the name padded to at least 11 columns, then the summary, as cobra prints them. */
function commandTable(rows: CommandRow[]): string {
  const pad = Math.max(11, ...rows.map((row) => row.name.length));
  return rows.map((row) => `  ${row.name.padEnd(pad)} ${row.summary}`).join("\n");
}

/** The options block: sorted by long name, three spaces after the longest, wrapped as pflag does at `width` − 1. */
function flagTable(flags: Record<string, Flag>, width: number): string {
  const rows = Object.entries(flags)
    .filter(([, flag]) => !flag.hidden)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, flag]) => {
      const short = flag.short === undefined ? "      " : `  -${flag.short}, `;
      const word = typeWord(flag);
      const value = word === "" ? "" : flag.bare === undefined ? ` ${word}` : `[=${word}]`;
      return { head: `${short}--${name}${value}`, text: flag.text + choicesText(flag) + defaultText(flag) };
    });
  const longest = Math.max(0, ...rows.map((row) => row.head.length));
  const column = longest + 3;
  return rows.map((row) => row.head.padEnd(column) + wrapFlagText(column, width - 1, row.text)).join("\n");
}

/** The values that a flag accepts, unless its text names them in a sentence of its own. */
function choicesText({ choices, strict, text }: Flag): string {
  const list = choices?.join(", ") ?? "";
  return strict && !text.includes(list) ? `: ${list}` : "";
}

/** pflag's rule: strings quoted, others bare, nothing for zero values. */
function defaultText(flag: Flag): string {
  const value = flag.default;
  if (value === undefined || value === "" || value === 0 || value === false) return "";
  if (Array.isArray(value)) return value.length === 0 ? "" : ` (default [${value.join(",")}])`;
  if (flag.kind === "duration") return ` (default ${shortDuration(value as number)})`;
  if (typeof value === "string") return ` (default "${value}")`;
  return typeof value === "object" ? "" : ` (default ${value})`;
}

/** Milliseconds as Go prints short durations: 10s, 1m30s, 500ms. */
function shortDuration(ms: number): string {
  if (ms < 1000) return `${ms}ms`;
  const seconds = ms / 1000;
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = seconds % 60;
  return (hours > 0 ? `${hours}h` : "") + (minutes > 0 || hours > 0 ? `${minutes}m` : "") + `${rest}s`;
}

const ABOUT = `The network tool of Docker Swarm: overlay networks, who is on them, and what is encrypted

Control traffic of a swarm is always encrypted. Application traffic between nodes is not, unless its overlay network was created with encryption. Every reading command takes --from demo, so it can be tried without a swarm.`;

/** Text of `docker swarmnet --help`. */
export function rootHelp(table: Table, width: number): string {
  const groups: CommandGroups = { common: [], management: [], other: [] };
  for (const entry of table) {
    if (entry.hidden || entry.words.includes(" ")) continue;
    groups[entry.group ?? "other"].push({ name: entry.words, summary: entry.summary });
  }
  const topics = `Help topics: ${Object.keys(TOPICS).join(", ")} (docker swarmnet help TOPIC)`;
  return renderRootHelp(groups, ABOUT, topics, width);
}

/** Text of `docker swarmnet COMMAND --help`. */
export async function commandHelp(table: Table, found: Found, width: number): Promise<string> {
  const command = await found.entry.load();
  const children: CommandRow[] = childrenOf(table, found.entry.words)
    .filter((entry) => !entry.hidden)
    .map((entry) => ({ name: entry.words.split(" ").at(-1)!, summary: entry.summary }));
  return renderCommandHelp({ ...command, flags: listedFlags(command) }, children, width);
}

/** Text for `help WORDS…`: nothing, a command, or a topic. Throws `UsageError` naming the nearest. */
export async function helpFor(table: Table, words: readonly string[], width: number): Promise<string> {
  const named = words.filter((word) => !word.startsWith("-"));
  if (named.length === 0) return rootHelp(table, width);
  const found = findEntry(table, named);
  if (found !== undefined) return await commandHelp(table, found, width);
  const topic = TOPICS[named[0]!];
  if (topic !== undefined) return topic;
  const near = nearest(named[0]!, [...table.map((entry) => entry.words), ...Object.keys(TOPICS)]);
  throw new UsageError(`No help for "${named.join(" ")}"`, {
    why: "There is no command or topic of that name",
    next: near === undefined
      ? "docker swarmnet --help lists them"
      : `Did you mean: docker swarmnet help ${near}`,
  });
}

/**
 * Wraps text the way pflag wraps flag descriptions: at spaces, up to `width` columns, with five columns of slack so that
 * no short word is left alone on the last line; continuation lines are indented by `indent`. When fewer than 24 columns
 * remain, the text starts on the next line at column 16; when even that does not fit, it is left as it is.
 */
function wrapFlagText(indent: number, width: number, text: string): string {
  let start = "";
  let left = indent;
  if (width - left < 24) {
    left = 16;
    start = "\n" + " ".repeat(left);
  }
  const room = width - left;
  if (room < 24) return text.replaceAll("\n", start);
  const pad = "\n" + " ".repeat(left);
  const lines: string[] = [];
  for (let rest = text; rest !== "";) {
    const [line, remaining] = takeLine(room - SLACK, rest);
    lines.push(line.replaceAll("\n", pad));
    rest = remaining;
  }
  return start + lines.join(pad);
}

const SLACK = 5;

function takeLine(room: number, text: string): [string, string] {
  if (room + SLACK > text.length) return [text, ""];
  const head = text.slice(0, room);
  const space = Math.max(head.lastIndexOf(" "), head.lastIndexOf("\t"), head.lastIndexOf("\n"));
  if (space <= 0) return [text, ""];
  const newline = head.lastIndexOf("\n");
  const at = newline > 0 && newline < space ? newline : space;
  return [text.slice(0, at), text.slice(at + 1)];
}

/** Plain paragraphs at most `width` columns wide; existing line breaks and indented lines are kept. */
function wrapText(text: string, width: number): string {
  return text.split("\n").map((line) => {
    if (line.length <= width || line.startsWith(" ")) return line;
    const lines: string[] = [];
    let current = "";
    for (const word of line.split(" ")) {
      if (current !== "" && current.length + 1 + word.length > width) {
        lines.push(current);
        current = word;
      } else {
        current = current === "" ? word : `${current} ${word}`;
      }
    }
    return [...lines, current].join("\n");
  }).join("\n");
}
