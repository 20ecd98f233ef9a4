import type { CisReport, CisResult } from "../../checks/cis.ts";
import type { Finding } from "../../checks/finding.ts";
import type { Level } from "../../checks/rule.ts";
import type { Verdict } from "../../checks/verdict.ts";
import { inline } from "../../terminal/boundary.ts";
import { bold, boldRed, dim, green, yellow } from "../../terminal/style.ts";
import { table, wrap } from "../common/table.ts";
import { gapsText } from "../network/text.ts";
import { settingsLine } from "../common/settings_line.ts";
import {
  commandLines,
  LEVEL_COLOR,
  levelAndCode,
  objectText,
  onlyOne,
  placeText,
} from "../findings/finding_text.ts";
import { count } from "../../base/listing.ts";

/** What the text format is laid out for. */
export interface ReportScreen {
  /** Columns. */
  width: number;
  /** No symbols beyond ASCII. */
  ascii: boolean;
}

const SYMBOLS: Record<Level | "good", string> = { error: "✗", warning: "!", info: "i", good: "✓" };
const ASCII: Record<Level | "good", string> = { error: "x", warning: "!", info: "i", good: "ok" };

/**
 * A verdict for a person: findings by object, the worst last (the end of the output is what is read first), then what was
 * not judged or not seen, and the verdict as the last line.
 */
export function textReport(verdict: Verdict, screen: ReportScreen): string {
  const parts = [
    subjectText(verdict),
    ...groups(verdict.findings, screen),
    verdict.cis === null ? "" : cisText(verdict.cis, screen.width),
    skippedText(verdict, screen.width),
    gapsText(verdict.gaps, screen.width),
    notes(verdict, screen.width),
  ].filter((part) => part !== "");
  return noCommands([...parts, `${verdictLine(verdict, screen)}\n`].join("\n"));
}

/**
 * In the log of a GitHub workflow a line that begins with :: is a command, and so is ##[ anywhere; text is often shown there. Style
 * marks vanish before that.
 */
function noCommands(text: string): string {
  return text.replace(/^([\s\uFDD0-\uFDEF]*)::/gm, "$1:\\:").replaceAll("##[", "##\\[");
}

function subjectText({ subject }: Verdict): string {
  if (subject.kind === "files") {
    return subject.against === null
      ? ""
      : dim(`As if deployed on the swarm of: ${inline(subject.against)}`) + "\n";
  }
  const from = subject.from === "live" ? "the swarm" : inline(subject.from);
  return dim(`Looked at ${from} as ${inline(subject.node)} saw it at ${inline(subject.taken)}`) + "\n";
}

/** Each object with its findings. The list is worst last, and an object stands where its worst finding does. */
function groups(findings: readonly Finding[], screen: ReportScreen): string[] {
  const table = new Map<string, Finding[]>();
  /** Where a rule is explained: at its last finding, which is the first one that is read from the end. */
  const explained = new Map<string, Finding>();
  for (const finding of findings) {
    const { kind, name, id } = finding.object;
    // In a file a name stands for one thing; what only looks at the file gives no ID.
    const key = JSON.stringify([kind, name, finding.at?.file ?? id ?? ""]);
    const group = table.get(key) ?? [];
    group.push(finding);
    table.delete(key);
    table.set(key, group);
  }
  const ordered = [...table.values()];
  for (const finding of ordered.flat()) explained.set(finding.code, finding);
  return ordered.map((group) => {
    const { object } = group[0]!;
    const only = onlyOne(object);
    const title = only === undefined
      ? `${dim(object.kind)} ${bold(inline(object.name))}\n`
      : `${bold(only)}\n`;
    return title + group.map((one) => findingText(one, explained.get(one.code)!, screen)).join("");
  });
}

function findingText(finding: Finding, explained: Finding, screen: ReportScreen): string {
  const symbol = (screen.ascii ? ASCII : SYMBOLS)[finding.level];
  const sure = finding.confidence === "high" ? "" : `  ${dim(`(${finding.confidence} confidence)`)}`;
  const place = finding.at === null ? "" : `  ${dim(placeText(finding.at))}`;
  const head = `  ${levelAndCode(finding, `${symbol} `)} ${finding.rule}${place}${sure}\n`;
  const why = explained === finding ? finding.why : `as for ${objectText(explained.object)} below`;
  return head +
    paragraph("", inline(finding.message), screen.width) +
    finding.details.map((detail) => paragraph("", `- ${inline(detail)}`, screen.width, 2)).join("") +
    paragraph("why", inline(why), screen.width) +
    fixText(finding, screen.width);
}

/** The advice, then its commands one a line, never broken, so that they can be copied. */
function fixText({ fix }: Finding, width: number): string {
  const edit = fix.edit === undefined ? "" : "; lint --fix makes this change";
  return paragraph("fix", `${inline(fix.text)}${edit}`, width) + commandLines(fix, 9);
}

/** Words under the finding's code; with a name they stand in a column of their own. */
function paragraph(name: string, text: string, width: number, hang = 0): string {
  const lead = name === "" ? 4 : 9;
  const [first, ...rest] = wrap(text, width - lead - hang);
  const head = name === "" ? " ".repeat(lead) : `    ${dim(name.padEnd(4))} `;
  return [head + first, ...rest.map((line) => " ".repeat(lead + hang) + line)].map((line) => `${line}\n`)
    .join("");
}

/** Rules that could not be judged, by reason. */
function skippedText({ skipped }: Verdict, width: number): string {
  if (skipped.length === 0) return "";
  const reasons = new Map<string, string[]>();
  for (const { code, reason } of skipped) reasons.set(reason, [...reasons.get(reason) ?? [], code]);
  const lines = [...reasons].flatMap(([reason, codes]) => {
    const [first, ...rest] = wrap(`${codes.join(", ")}: ${inline(reason)}`, width - 4);
    return [`  - ${first}`, ...rest.map((line) => `    ${line}`)];
  });
  return `${bold("Not judged")}\n${lines.join("\n")}\n`;
}

/** What the lists above leave out, and where to read on. */
function notes(verdict: Verdict, width: number): string {
  const lines: string[] = [];
  if (verdict.hidden.length > 0) {
    const level = verdict.hidden[0]!.level;
    lines.push(`${count(verdict.hidden.length, "finding")} not shown: --show ${level} shows them`);
  }
  const settings = settingsLine(verdict);
  if (settings !== undefined) lines.push(`Settings: ${settings}`);
  if (verdict.baseline !== null && verdict.baseline.gone > 0) {
    const { file, gone } = verdict.baseline;
    lines.push(`${count(gone, "finding")} of ${inline(file)} no longer found: write it again`);
  }
  if (verdict.findings.length > 0) {
    const worst = verdict.findings.at(-1)!.code;
    lines.push(`More about a rule: docker swarmnet explain ${worst}`);
  }
  return lines.map((line) => `${wrap(line, width - 2).map(dim).join("\n  ")}\n`).join("");
}

function verdictLine(verdict: Verdict, { ascii }: ReportScreen): string {
  const worst = (["error", "warning", "info"] as const).find((level) => verdict.counts[level] > 0);
  const symbol = (ascii ? ASCII : SYMBOLS)[worst ?? "good"];
  return (worst === undefined ? green : LEVEL_COLOR[worst])(`${symbol} ${inline(verdict.line)}`);
}

const RESULT: Record<CisResult, (text: string) => string> = { pass: green, fail: boldRed, unknown: yellow };

/** The benchmark's items, one a line. */
export function cisText(cis: CisReport, width: number): string {
  const columns = ["ITEM", "RESULT", "WHAT"].map((header) => ({ header }));
  const rows = cis.items.map(({ item, result, title, note }) => [
    item,
    RESULT[result](result),
    `${inline(title)}: ${inline(note)}`,
  ]);
  return `${bold(inline(cis.benchmark))}\n${table(columns, rows, { indent: 2, width })}`;
}
