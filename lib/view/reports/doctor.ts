import { inline } from "../../terminal/boundary.ts";
import { bold, dim, green, red, yellow } from "../../terminal/style.ts";
import { displayWidth } from "../../terminal/width.ts";
import { jsonReport } from "../common/json_report.ts";
import { wrap } from "../common/table.ts";
import { count } from "../../base/listing.ts";

/** Identifies the shape of `doctor --format json`. */
const DOCTOR_SCHEMA = "swarmnet/doctor/1";

/** One thing that was looked at. */
export interface Finding {
  check: string;
  level: "ok" | "note" | "problem";
  text: string;
  next?: string;
}

const MARKS = { ok: green("ok     "), note: yellow("note   "), problem: red("problem") };

/** Findings for a person, each with what to do under it, then the verdict; lines of at most `width` columns. */
export function doctorText(findings: readonly Finding[], width: number): string {
  let text = "";
  for (const { level, text: what, next } of findings) {
    text += paragraph(`${MARKS[level]}  `, what, width);
    if (next !== undefined) text += paragraph(`         ${dim("next:")} `, next, width);
  }
  const found = problems(findings);
  const verdict = found === 0 ? "No problems found" : `${count(found, "problem")} found`;
  return `${text}\n${bold(verdict)}\n`;
}

function paragraph(lead: string, text: string, width: number): string {
  const hang = displayWidth(lead);
  return `${lead}${wrap(inline(text), width - hang).join(`\n${" ".repeat(hang)}`)}\n`;
}

/** Findings as one JSON document. */
export function doctorJson(findings: readonly Finding[]): string {
  const report = { schema: DOCTOR_SCHEMA, findings, problems: problems(findings) };
  return jsonReport(report);
}

function problems(findings: readonly Finding[]): number {
  return findings.filter((finding) => finding.level === "problem").length;
}
