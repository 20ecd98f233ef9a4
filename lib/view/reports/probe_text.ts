import type { ProbeResult } from "../../probe/judge/probe.ts";
import type { Check, WireResult } from "../../probe/judge/model.ts";
import { ruleNamed } from "../../checks/catalog.ts";
import type { Verdict } from "../../checks/verdict.ts";
import { inline } from "../../terminal/boundary.ts";
import { bold, dim, green, red, yellow } from "../../terminal/style.ts";
import { jsonReport } from "../common/json_report.ts";
import { type ReportScreen, textReport } from "./text.ts";
import { table } from "../common/table.ts";

/** A node and whether it answered. */
export interface ProbedNodeText {
  node: string;
  /** "" when it answered completely. */
  why: string;
}

/** A probe for a person: what was seen on the wire, the checks in numbers, then findings and verdict as audit shows them. */
export function probeText(
  result: ProbeResult,
  nodes: readonly ProbedNodeText[],
  verdict: Verdict,
  screen: ReportScreen,
): string {
  const silent = nodes.filter(({ why }) => why !== "");
  const parts = [
    wireTable(result.wire, screen),
    checksTable(result.checks, screen),
    silent.length === 0
      ? ""
      : `${bold("Nodes that did not answer")}\n${
        table([{ header: "" }, { header: "" }], silent.map(({ node, why }) => [inline(node), inline(why)]), {
          indent: 2,
          width: screen.width,
        })
      }`,
    textReport(verdict, screen),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function wireTable(wire: readonly WireResult[], screen: ReportScreen): string {
  if (wire.length === 0) return "";
  const rows = wire.map((one) => [
    inline(one.network),
    inline(one.from),
    inline(one.to),
    one.wanted,
    seenText(one),
    `${one.esp} ESP, ${one.clear} in clear, ${one.answered}/${one.sent} answered, ${one.control} control${
      one.why === "" ? "" : `; ${inline(one.why)}`
    }`,
  ]);
  const headers = ["NETWORK", "FROM", "TO", "SHOULD BE", "ON THE WIRE", "SEEN"].map((header) => ({ header }));
  return `${bold("On the wire")}\n${table(headers, rows, { indent: 2, width: screen.width })}`;
}

function seenText({ seen, wanted }: WireResult): string {
  if (seen === "not-proven") return yellow("not proven");
  if (seen === "encrypted") return green("encrypted");
  return wanted === "clear" ? "clear" : red("IN CLEAR");
}

const STATES = ["ok", "failed", "skipped", "unknown"] as const;

function checksTable(checks: readonly Check[], screen: ReportScreen): string {
  const codes = [...new Set(checks.map(({ code }) => code))].sort();
  const rows = codes.map((code) => {
    const own = checks.filter((check) => check.code === code);
    const counts = STATES.map((state) => own.filter((check) => check.state === state).length);
    return [code, ruleNamed(code)?.name ?? "", ...counts.map((count, at) => cell(count, STATES[at]!))];
  });
  const columns = [
    { header: "CHECK" },
    { header: "" },
    ...STATES.map((state) => ({ header: state.toUpperCase(), align: "right" as const })),
  ];
  return `${bold("Checks")}\n${table(columns, rows, { indent: 2, width: screen.width })}`;
}

function cell(count: number, state: (typeof STATES)[number]): string {
  if (count === 0) return dim("-");
  return state === "failed"
    ? red(String(count))
    : state === "unknown"
    ? yellow(String(count))
    : String(count);
}

/** The whole probe as one JSON document: the verdict as audit's, with every check, its evidence, and what was seen on the wire. */
export function probeJson(result: ProbeResult, nodes: readonly ProbedNodeText[], verdict: Verdict): string {
  return jsonReport({ ...verdict, checks: result.checks, wire: result.wire, answers: nodes });
}
