import { repositoryPath } from "../../base/files.ts";
import type { Finding } from "../../checks/finding.ts";
import type { Level } from "../../checks/rule.ts";
import type { Verdict } from "../../checks/verdict.ts";
import { COMMAND_MARK, inline } from "../../terminal/boundary.ts";
import { settingsLine } from "../common/settings_line.ts";
import { byCode, LEVEL_WORD } from "../findings/finding_text.ts";
import { count } from "../../base/listing.ts";

/** The word of the workflow command for each level. */
const COMMAND: Record<Level, string> = { error: "error", warning: "warning", info: "notice" };
/** GitHub shows at most ten annotations of each kind for a step and drops the others without a word. */
const MOST = 10;

/**
 * Workflow commands that GitHub turns into annotations: worst first, at most ten of a level, then one line that names the rules
 * of the others, and the verdict. Nothing from the swarm stands outside a command's escaped parts.
 */
export function githubReport(verdict: Verdict): string {
  const lines: string[] = [];
  const rest: Finding[] = [];
  for (const level of ["error", "warning", "info"] as const) {
    const found = verdict.findings.filter((finding) => finding.level === level);
    lines.push(...found.slice(0, MOST).map(annotation));
    rest.push(...found.slice(MOST));
  }
  if (rest.length > 0) lines.push(restLine(rest));
  return [...lines, ...noCommand(settingsLine(verdict)), verdict.line].map((line) => `${line}\n`).join("");
}

/** A file's name could look like a workflow command. */
function noCommand(line: string | undefined): string[] {
  return line === undefined ? [] : [`Settings: ${line.replaceAll("##[", "##\\[")}`];
}

function annotation(finding: Finding): string {
  const { at, fix } = finding;
  const place = at === null
    ? []
    : [`file=${property(repositoryPath(at.file))}`, `line=${at.line}`, `col=${at.column}`];
  const title = `title=${property(`${finding.code} ${finding.rule}`)}`;
  const text = [finding.message, ...finding.details, `Fix: ${fix.text}`, ...fix.commands ?? []].map(inline);
  return `${COMMAND_MARK}::${COMMAND[finding.level]} ${[...place, title].join(",")}::${
    data(text.join("\n"))
  }`;
}

function restLine(rest: readonly Finding[]): string {
  const rules = [...byCode(rest)].map(([code, found]) =>
    `${code} ${found[0]!.rule} (${count(found.length, LEVEL_WORD[found[0]!.level])})`
  );
  return `And ${rest.length} more: ${rules.join(", ")}`;
}

/** As the runner decodes it (actions/toolkit packages/core/src/command.ts). */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(inline(text)).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
