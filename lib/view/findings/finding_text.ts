import { COMMAND_LINE, type Finding } from "../../checks/finding.ts";
import type { At, Fix, Level, ObjectRef } from "../../checks/rule.ts";
import { inline } from "../../terminal/boundary.ts";
import { bold, boldRed, boldYellow, cyan } from "../../terminal/style.ts";

/** A level as reports call it. */
export const LEVEL_WORD: Record<Level, string> = { error: "error", warning: "warning", info: "note" };

/** A level's colour. */
export const LEVEL_COLOR: Record<Level, (text: string) => string> = {
  error: boldRed,
  warning: boldYellow,
  info: cyan,
};

/** "error SN0319", coloured; `symbol` stands before the level where a report has symbols. */
export function levelAndCode({ level, code }: Pick<Finding, "level" | "code">, symbol = ""): string {
  return `${LEVEL_COLOR[level](`${symbol}${LEVEL_WORD[level]}`)} ${bold(code)}`;
}

/** The commands of a fix, one a line and never broken, so that they can be copied. */
export function commandLines({ commands = [] }: Pick<Fix, "commands">, indent: number): string {
  return commands.map((command) => `${" ".repeat(indent)}${inline(command)}\n`).join("");
}

/** "stack.yml:12:3", safe for one line. */
export function placeText(at: At): string {
  return `${inline(at.file)}:${at.line}:${at.column}`;
}

/** What there is one of, so that it needs no name: the swarm, and where flags stand. */
export function onlyOne({ kind, name }: ObjectRef): string | undefined {
  if (kind === "swarm") return "the swarm";
  return kind === "file" && name === COMMAND_LINE ? "the command line" : undefined;
}

/** "network shop_backend", safe for one line. */
export function objectText(object: ObjectRef): string {
  return onlyOne(object) ?? `${object.kind} ${inline(object.name)}`;
}

/** Findings by their rule, each list in the order given. */
export function byCode(findings: readonly Finding[]): Map<string, Finding[]> {
  const table = new Map<string, Finding[]>();
  for (const finding of findings) {
    const group = table.get(finding.code);
    if (group === undefined) table.set(finding.code, [finding]);
    else group.push(finding);
  }
  return table;
}

/** For formats that are read from the top: errors, then warnings, then notes, each in the order given. */
export function worstFirst(findings: readonly Finding[]): Finding[] {
  return (["error", "warning", "info"] as const).flatMap((level) =>
    findings.filter((one) => one.level === level)
  );
}
