import type { Verdict } from "../../checks/verdict.ts";
import { jsonReport } from "../common/json_report.ts";
import type { ReportFormat } from "./formats.ts";
import { githubReport } from "./github.ts";
import { junitReport } from "./junit.ts";
import { markdownReport } from "./markdown.ts";
import { sarifReport } from "./sarif.ts";
import { type ReportScreen, textReport } from "./text.ts";

export type { ReportScreen } from "./text.ts";

/** A verdict in one of the formats. Several lines that end with a newline; the screen matters to text only. */
export function renderVerdict(verdict: Verdict, format: ReportFormat, screen: ReportScreen): string {
  switch (format) {
    case "text":
      return textReport(verdict, screen);
    case "json":
      return jsonVerdict(verdict);
    case "sarif":
      return sarifReport(verdict);
    case "junit":
      return junitReport(verdict);
    case "github":
      return githubReport(verdict);
    case "markdown":
      return markdownReport(verdict);
  }
}

/** The whole verdict as one JSON document in canonical form; its `schema` names the shape. */
export function jsonVerdict(verdict: Verdict): string {
  return jsonReport({ ...verdict });
}
