import type { CisReport } from "../../checks/cis.ts";
import type { Finding } from "../../checks/finding.ts";
import type { Level } from "../../checks/rule.ts";
import type { Verdict } from "../../checks/verdict.ts";
import { markdown, markdownBlock, markdownCode } from "./escape_markdown.ts";
import { settingsLine } from "../common/settings_line.ts";
import { byCode, onlyOne, placeText, worstFirst } from "../findings/finding_text.ts";
import { count } from "../../base/listing.ts";

const MARK: Record<Level, string> = { error: "🔴 error", warning: "🟡 warning", info: "🔵 note" };

/** Markdown for a job summary or a comment: the verdict, a table of the findings (worst first), and each rule's advice folded away. */
export function markdownReport(verdict: Verdict): string {
  const findings = worstFirst(verdict.findings);
  const settings = settingsLine(verdict);
  const title = `docker swarmnet ${verdict.schema.split("/")[1]}`;
  const blocks = [
    `## ${title}`,
    `**${markdown(verdict.line)}**`,
    settings === undefined ? "" : `Settings: ${markdown(settings)}`,
    findings.length === 0 ? "" : findingsTable(findings),
    ...[...byCode(findings).values()].map(advice),
    verdict.suppressed.length === 0 ? "" : folded(
      count(verdict.suppressed.length, "suppressed finding"),
      table(["Rule", "Object", "Reason"], verdict.suppressed.map(suppressedRow)),
    ),
    verdict.cis === null ? "" : cisTable(verdict.cis),
    verdict.skipped.length === 0 ? "" : folded(
      "Not judged",
      table(
        ["Rule", "Reason"],
        verdict.skipped.map(({ code, rule, reason }) => [
          `${code} ${rule}`,
          `Because: ${markdown(reason)}`,
        ]),
      ),
    ),
    verdict.gaps.length === 0 ? "" : folded(
      "Not seen",
      table(["What", "Why"], verdict.gaps.map(({ what, why }) => [markdown(what), markdown(why)])),
    ),
  ];
  return blocks.filter((block) => block !== "").join("\n\n") + "\n";
}

function findingsTable(findings: readonly Finding[]): string {
  return table(
    ["Level", "Rule", "Object", "Where", "What"],
    findings.map((one) => [
      MARK[one.level],
      `${one.code} ${one.rule}`,
      objectCell(one),
      one.at === null ? "" : markdownCode(placeText(one.at)),
      [one.message, ...one.details].map(markdown).join("<br>"),
    ]),
  );
}

/** Why a rule matters, and what to do about each of its findings. */
function advice(found: readonly Finding[]): string {
  const [first] = found;
  const seen = new Set<string>();
  const fixes = found.flatMap(({ fix }) => {
    const commands = fix.commands ?? [];
    const text = `Fix: ${markdown(fix.text)}`;
    const parts = seen.has(text) ? [] : [text];
    seen.add(text);
    return commands.length === 0 ? parts : [...parts, markdownBlock(commands)];
  });
  const summary = `${first!.code} ${first!.rule}: why, and what to do`;
  return folded(summary, [`Why: ${markdown(first!.why)}`, ...fixes].join("\n\n"));
}

function objectCell({ object }: Finding): string {
  return onlyOne(object) ?? `${object.kind} ${markdownCode(object.name)}`;
}

function suppressedRow(finding: Finding): string[] {
  const { code, rule, suppressed } = finding;
  const until = suppressed!.until === null ? "" : ` (until ${markdown(suppressed!.until)})`;
  return [
    `${code} ${rule}`,
    objectCell(finding),
    `${suppressed!.by}: ${markdown(suppressed!.reason)}${until}`,
  ];
}

function cisTable(cis: CisReport): string {
  const rows = cis.items.map((
    { item, result, title, note },
  ) => [item, result, `${markdown(title)}: ${markdown(note)}`]);
  return `### ${markdown(cis.benchmark)}\n\n${table(["Item", "Result", "What"], rows)}`;
}

function table(headers: readonly string[], rows: readonly string[][]): string {
  return [headers, headers.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** The blank lines make the inside Markdown again (CommonMark, HTML blocks). */
function folded(summary: string, inside: string): string {
  return `<details>\n<summary>${summary}</summary>\n\n${inside}\n\n</details>`;
}
