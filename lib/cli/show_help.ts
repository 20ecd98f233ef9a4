import { UsageError } from "../base/errors.ts";
import { nearest } from "../base/suggest.ts";
import { listedFlags } from "./common_flags.ts";
import type { CommandGroups, CommandRow } from "./help.ts";
import { renderCommandHelp, renderRootHelp } from "./help.ts";
import type { Found, Table } from "./table.ts";
import { childrenOf, findEntry } from "./table.ts";
import { TOPICS } from "./topics.ts";

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
