import { inline } from "../../terminal/boundary.ts";
import { bold, green, red } from "../../terminal/style.ts";

/** One entry of a service's network list. */
export interface ShownAttachment {
  target: string;
  aliases: readonly string[];
  driverOpts: Readonly<Record<string, string>>;
}

/** A change of one service's networks. */
export interface ShownChange {
  service: string;
  before: readonly ShownAttachment[];
  after: readonly ShownAttachment[];
  /** The list leaves the deprecated place of the spec. */
  movesLegacyList: boolean;
  /** What follows for its tasks, in one line. */
  impact: string | undefined;
}

/** The change of a service's network list as a diff of its JSON, entry by entry; names are given as comments. */
export function renderNetworkChange(
  change: ShownChange,
  nameOf: (target: string) => string | undefined,
): string {
  const lines = [bold(inline(change.service))];
  if (change.movesLegacyList) lines.push(red('- "Networks" (deprecated place)'));
  lines.push('  "TaskTemplate": { "Networks": [');
  const kept = new Set<string>();
  for (const entry of change.before) {
    const text = jsonOf(entry);
    const stays = change.after.some((other) => jsonOf(other) === text);
    if (stays) kept.add(text);
    lines.push(lineOf(stays ? " " : "-", entry, nameOf));
  }
  for (const entry of change.after) if (!kept.has(jsonOf(entry))) lines.push(lineOf("+", entry, nameOf));
  lines.push("  ] }");
  if (change.impact !== undefined) lines.push(`  ${change.impact}`);
  return lines.join("\n") + "\n";
}

function lineOf(
  sign: " " | "-" | "+",
  entry: ShownAttachment,
  nameOf: (target: string) => string | undefined,
): string {
  const name = nameOf(entry.target);
  const comment = name === undefined || name === entry.target ? "" : `  # ${inline(name)}`;
  const line = `${sign}   ${inline(jsonOf(entry))}${comment}`;
  return sign === "+" ? green(line) : sign === "-" ? red(line) : line;
}

function jsonOf({ target, aliases, driverOpts }: ShownAttachment): string {
  return JSON.stringify({
    Target: target,
    ...(aliases.length > 0 ? { Aliases: aliases } : {}),
    ...(Object.keys(driverOpts).length > 0 ? { DriverOpts: driverOpts } : {}),
  });
}
