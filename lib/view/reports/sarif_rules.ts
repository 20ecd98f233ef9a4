import { CATALOG } from "../../checks/all_texts.ts";
import { tagsOf } from "../../checks/catalog.ts";
import type { Confidence, Level } from "../../checks/rule.ts";
import type { RuleText } from "../../checks/rule_text.ts";
import { markdown } from "./escape_markdown.ts";

/** SARIF's words for the levels. */
export const SARIF_LEVEL: Record<Level, string> = { error: "error", warning: "warning", info: "note" };
/** GitHub's words for how sure and how bad (its page "SARIF support for code scanning"). */
const PRECISION: Record<Confidence, string> = { high: "high", medium: "medium", low: "low" };
const SEVERITY: Record<Level, string> = { error: "error", warning: "warning", info: "recommendation" };

/** Descriptors of the rules with these codes, in the order of the catalogue. */
export function sarifRules(codes: ReadonlySet<string>): Record<string, unknown>[] {
  return CATALOG.filter(({ code }) => codes.has(code)).map(descriptor);
}

function descriptor(rule: RuleText): Record<string, unknown> {
  const page = rule.reference.find(isPage);
  return {
    id: rule.code,
    name: camelCase(rule.name),
    shortDescription: { text: sarifText(rule.what) },
    fullDescription: { text: sarifText(`${rule.what}. ${rule.why}`) },
    help: { text: sarifText(helpText(rule)), markdown: helpMarkdown(rule) },
    ...page === undefined ? {} : { helpUri: page },
    defaultConfiguration: { level: SARIF_LEVEL[rule.level] },
    properties: {
      tags: tagsOf(rule),
      precision: PRECISION[rule.confidence],
      "problem.severity": SEVERITY[rule.level],
    },
  };
}

function isPage(reference: string): boolean {
  return /^https:\/\/[^\s<>]+$/.test(reference);
}

function helpText(rule: RuleText): string {
  return sections(rule).map(([name, text]) => `${name}: ${text}`).join("\n\n");
}

function helpMarkdown(rule: RuleText): string {
  const link = (text: string) => isPage(text) ? `<${text}>` : markdown(text);
  return sections(rule).map(([name, text]) =>
    `**${name}:** ${name === "Reference" ? rule.reference.map(link).join("; ") : markdown(text)}`
  ).join("\n\n");
}

function sections(rule: RuleText): [string, string][] {
  return [
    ["What", rule.what],
    ["Why", rule.why],
    ["Fix", rule.fix],
    ...rule.falsePositives === undefined ? [] : [["May be wanted", rule.falsePositives] as [string, string]],
    ["Reference", rule.reference.join("; ")],
    ["More", `docker swarmnet explain ${rule.code}`],
  ];
}

function camelCase(name: string): string {
  return name.split("-").map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

/**
 * A plain text message: braces doubled, as they would begin a placeholder, and brackets escaped where they would make a link
 * (SARIF 2.1.0, 3.11.5 and 3.11.6).
 */
export function sarifText(text: string): string {
  const braces = text.replace(/[{}]/g, "$&$&");
  return braces.includes("](") ? braces.replace(/[\\[\]]/g, "\\$&") : braces;
}
