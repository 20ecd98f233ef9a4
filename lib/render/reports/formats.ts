/** Values of `--format` of audit and lint. */
export const REPORT_FORMATS = ["text", "json", "sarif", "junit", "github", "markdown"] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];
