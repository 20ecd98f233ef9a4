import { agrees, type StackPlan } from "../change/plan_stack/model.ts";
import { unstyled } from "../terminal/style.ts";
import { jsonReport } from "./json_report.ts";
import { unifiedDiff } from "./unified_diff.ts";

/** One JSON document: the comparison, the plan with every step, and patches of the files in the unified format. */
export function stackPlanJson(report: StackPlan): string {
  const { edits, drift, ...rest } = report;
  return jsonReport({
    ...rest,
    agrees: agrees(report),
    drift: drift.map((one) => ({
      ...one,
      settings: one.settings.map(({ file, live, ...setting }) => ({
        ...setting,
        file: file ?? null,
        live: live ?? null,
      })),
    })),
    patches: edits.changed.map(({ file, before, after }) => ({
      file,
      diff: unstyled(unifiedDiff(file, before, after)),
    })),
    byHand: edits.byHand,
  });
}
