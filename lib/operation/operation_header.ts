import { isObject } from "../engine/raw.ts";
import { currentPlan } from "../plan/validate.ts";
import type { OperationHeader } from "./model.ts";

/**
 * The header of an operation, of this version or the one before; undefined for anything else. What its steps say is as trustworthy as its
 * place.
 */
export function headerOf(value: unknown): OperationHeader | undefined {
  if (!isObject(value) || value.schema !== "swarmnet/operation/1" || typeof value.id !== "string") {
    return undefined;
  }
  const plan = currentPlan(value.plan);
  const ok = isObject(plan) && plan.schema === "swarmnet/plan/2" && Array.isArray(plan.phases) &&
    Array.isArray(plan.findings) && Array.isArray(plan.steps) &&
    plan.steps.every((step) =>
      isObject(step) && typeof step.id === "string" && isObject(step.action) && Array.isArray(step.needs)
    );
  return ok ? { ...value, plan } as unknown as OperationHeader : undefined;
}
