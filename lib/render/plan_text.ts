import type { Plan } from "../change/plan/model.ts";
import { inline } from "../terminal/boundary.ts";

/** A plan for a person, within `width` columns. */
export function planText(plan: Plan, _width: number): string {
  return `${inline(plan.title)}\n` + plan.phases.map((title, at) =>
    `\n${inline(title)}\n` +
    plan.steps.filter((one) => one.phase === at).map((one) => `  ${one.id}  ${inline(one.reason)}\n`).join("")
  ).join("");
}
