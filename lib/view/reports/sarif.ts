import { CATALOG } from "../../checks/all_texts.ts";
import { tagsOf } from "../../checks/catalog.ts";
import type { At, Confidence, Level } from "../../checks/rule.ts";
import type { RuleText } from "../../checks/rule_text.ts";
import { markdown } from "./escape_markdown.ts";
import { repositoryPath } from "../../base/files.ts";
import type { Finding, Suppression } from "../../checks/finding.ts";
import type { Verdict } from "../../checks/verdict.ts";
import { escapeJson, inline } from "../../terminal/boundary.ts";
import { canonical } from "../common/json_report.ts";
import { worstFirst } from "../findings/finding_text.ts";

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
const INFORMATION = "https://github.com/swarmnet/docker-swarmnet";

/**
 * SARIF 2.1.0, one run. Results are the findings that are shown, the suppressed ones with who decided and why, and those of the
 * baseline as "unchanged". The fingerprint is there under our name and under the one that GitHub's code scanning reads.
 */
export function sarifReport(verdict: Verdict): string {
  const results = [verdict.findings, verdict.suppressed, verdict.baselined].flatMap(worstFirst);
  const codes = new Set([
    ...results.map(({ code }) => code),
    ...verdict.judged,
    ...verdict.skipped.map(({ code }) => code),
  ]);
  const rules = sarifRules(codes);
  const index = new Map(rules.map(({ id }, at) => [id as string, at]));
  const command = verdict.schema.split("/")[1]!;
  const log = {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [{
      tool: {
        driver: {
          name: "docker-swarmnet",
          version: verdict.version,
          semanticVersion: verdict.version,
          informationUri: INFORMATION,
          rules,
        },
      },
      automationDetails: { id: `swarmnet/${command}/` },
      invocations: [{
        executionSuccessful: true,
        exitCode: verdict.exit,
        toolExecutionNotifications: notifications(verdict, index),
      }],
      columnKind: "utf16CodeUnits",
      results: results.map((one) => result(one, index, verdict.baseline !== null)),
      properties: { schema: verdict.schema, summary: verdict.line },
    }],
  };
  return escapeJson(JSON.stringify(canonical(log), null, 2)) + "\n";
}

function result(finding: Finding, index: ReadonlyMap<string, number>, compared: boolean): unknown {
  const { object, fix } = finding;
  const text = [
    finding.message,
    ...finding.details,
    `Fix: ${fix.text}`,
    ...fix.commands ?? [],
  ];
  return {
    ruleId: finding.code,
    ...index.has(finding.code) ? { ruleIndex: index.get(finding.code) } : {},
    level: SARIF_LEVEL[finding.level],
    kind: "fail",
    message: { text: sarifText(text.map(inline).join("\n")) },
    locations: [{
      ...finding.at === null ? {} : { physicalLocation: physical(finding.at) },
      logicalLocations: [{
        name: inline(object.name),
        fullyQualifiedName: inline(`${object.kind}/${object.name}`),
        kind: "resource",
      }],
    }],
    partialFingerprints: {
      "swarmnet/v1": finding.fingerprint,
      primaryLocationLineHash: `${finding.fingerprint}:1`,
    },
    ...compared ? { baselineState: finding.baselined ? "unchanged" : "new" } : {},
    ...finding.suppressed === null ? {} : { suppressions: [suppression(finding.suppressed)] },
    properties: { confidence: finding.confidence },
  };
}

function physical(at: At): unknown {
  return {
    artifactLocation: { uri: uriOf(at.file) },
    region: { startLine: at.line, startColumn: at.column },
  };
}

/** A path as a URI reference, relative where the path is. */
function uriOf(file: string): string {
  const path = repositoryPath(file).split("/").map(encode).join("/");
  if (/^[A-Za-z]%3A\//.test(path)) return `file:///${path.replace("%3A", ":")}`;
  return path.startsWith("/") ? `file://${path.replace(/^\/+/, "/")}` : path;
}

/** Unlike encodeURIComponent alone this takes lone surrogates. */
function encode(part: string): string {
  return encodeURIComponent(part.toWellFormed());
}

function suppression({ by, reason, until }: Suppression): unknown {
  const day = until === null ? "" : ` (until ${until})`;
  return {
    kind: by === "inline" ? "inSource" : "external",
    status: "accepted",
    justification: inline(`${reason}${day}`),
    properties: { by },
  };
}

/** What was not judged: a reader must not take its silence for "nothing found". */
function notifications(verdict: Verdict, index: ReadonlyMap<string, number>): unknown[] {
  const skipped = verdict.skipped.map(({ code, reason }) => ({
    level: "note",
    message: { text: sarifText(inline(`${code} was not judged: ${reason}`)) },
    associatedRule: { id: code, ...index.has(code) ? { index: index.get(code) } : {} },
  }));
  const gaps = verdict.gaps.map(({ what, why }) => ({
    level: "note",
    message: { text: sarifText(inline(`Not seen: ${what}: ${why}`)) },
  }));
  return [...skipped, ...gaps];
}

/** SARIF's words for the levels. */
const SARIF_LEVEL: Record<Level, string> = { error: "error", warning: "warning", info: "note" };
/** GitHub's words for how sure and how bad (its page "SARIF support for code scanning"). */
const PRECISION: Record<Confidence, string> = { high: "high", medium: "medium", low: "low" };
const SEVERITY: Record<Level, string> = { error: "error", warning: "warning", info: "recommendation" };

/** Descriptors of the rules with these codes, in the order of the catalogue. */
function sarifRules(codes: ReadonlySet<string>): Record<string, unknown>[] {
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
function sarifText(text: string): string {
  const braces = text.replace(/[{}]/g, "$&$&");
  return braces.includes("](") ? braces.replace(/[\\[\]]/g, "\\$&") : braces;
}
