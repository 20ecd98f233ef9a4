import type { Verdict } from "../../rules/verdict.ts";
import { jsonReport } from "../json_report.ts";

/** The whole verdict as one JSON document in canonical form; its `schema` names the shape. */
export function jsonVerdict(verdict: Verdict): string {
  return jsonReport({ ...verdict });
}
