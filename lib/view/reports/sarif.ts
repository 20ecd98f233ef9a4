import { repositoryPath } from "../../base/files.ts";
import type { Finding, Suppression } from "../../checks/finding.ts";
import type { At } from "../../checks/rule.ts";
import type { Verdict } from "../../checks/verdict.ts";
import { escapeJson, inline } from "../../terminal/boundary.ts";
import { canonical } from "../common/json_report.ts";
import { SARIF_LEVEL, sarifRules, sarifText } from "./sarif_rules.ts";
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
