import type { Advise } from "../../base/advice.ts";
import { advisedFindings } from "../../checks/advised.ts";
import type { Plan } from "../../plan/model.ts";
import { agrees, type StackPlan } from "../../plan/stack/model.ts";
import { unstyled } from "../../terminal/style.ts";
import { jsonReport } from "../common/json_report.ts";
import { unifiedDiff } from "../common/unified_diff.ts";

/** A plan as one JSON document: all of it, so that it can be saved and applied; its advice is for this call. */
export function planJson(plan: Plan, advise: Advise = (text) => text): string {
  return jsonReport({ ...plan, findings: advisedFindings(plan.findings, advise) });
}

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
