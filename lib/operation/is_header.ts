import { isObject } from "../engine/raw.ts";
import type { OperationHeader } from "./model.ts";

/** Whether what was read is the header of an operation of this version. What its steps say is as trustworthy as its place. */
export function isHeader(value: unknown): value is OperationHeader {
  if (!isObject(value) || value.schema !== "swarmnet/operation/1" || typeof value.id !== "string") {
    return false;
  }
  const { plan } = value;
  return isObject(plan) && plan.schema === "swarmnet/plan/1" && Array.isArray(plan.phases) &&
    Array.isArray(plan.steps) &&
    plan.steps.every((step) =>
      isObject(step) && typeof step.id === "string" && isObject(step.action) && Array.isArray(step.needs)
    );
}
