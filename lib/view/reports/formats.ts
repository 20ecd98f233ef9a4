/** Values of `--format` of audit and lint. */
export const REPORT_FORMATS = ["text", "json", "sarif", "junit", "github", "markdown"] as const;
/** One of the formats of a report. */
export type ReportFormat = (typeof REPORT_FORMATS)[number];
