import type { RuleCases } from "../../support/rule_cases.ts";

export const CASES: Record<string, RuleCases> = {};
