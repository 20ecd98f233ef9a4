import type { Verdict } from "../../checks/verdict.ts";
import { jsonReport } from "../common/json_report.ts";

/** The whole verdict as one JSON document in canonical form; its `schema` names the shape. */
export function jsonVerdict(verdict: Verdict): string {
  return jsonReport({ ...verdict });
}
