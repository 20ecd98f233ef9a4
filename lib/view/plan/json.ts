import { type Advise, advised } from "../../base/advice.ts";
import type { Plan } from "../../plan/model.ts";
import { jsonReport } from "../common/json_report.ts";

/** A plan as one JSON document: all of it, so that it can be saved and applied; its advice is for this call. */
export function planJson(plan: Plan, advise: Advise = (text) => text): string {
  return jsonReport({ ...plan, problems: advised(plan.problems, advise) });
}
