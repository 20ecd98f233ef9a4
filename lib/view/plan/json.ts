import type { Plan } from "../../plan/model.ts";
import { jsonReport } from "../common/json_report.ts";

/** A plan as one JSON document: all of it, so that it can be saved and applied. */
export function planJson(plan: Plan): string {
  return jsonReport({ ...plan });
}
