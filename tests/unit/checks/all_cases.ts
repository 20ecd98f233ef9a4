import type { RuleCases } from "../../support/rule_cases.ts";
import { CASES as CASES_01 } from "./encryption_cases.ts";
import { CASES as CASES_02 } from "./addresses_cases.ts";
import { CASES as CASES_03 } from "./services_cases.ts";
import { CASES as CASES_04 } from "./names_cases.ts";
import { CASES as CASES_05 } from "./nodes_cases.ts";
import { CASES as CASES_06 } from "./stack_files_cases.ts";
import { CASES as CASES_07 } from "./drift_cases.ts";
import { CASES as CHANGE_CASES } from "./change_cases.ts";
import { CASES as CREATE_CASES } from "./create_cases.ts";
import { CASES as UPDATE_CASES } from "./update_cases.ts";
import { CASES as REPLACE_CASES } from "./replace_cases.ts";
import { CASES as REPLACE_SERVICE_CASES } from "./replace_service_cases.ts";

/** The cases of every family, by code. */
export const ALL_CASES: Record<string, RuleCases> = {
  ...CASES_01,
  ...CASES_02,
  ...CASES_03,
  ...CASES_04,
  ...CASES_05,
  ...CASES_06,
  ...CASES_07,
  ...CHANGE_CASES,
  ...CREATE_CASES,
  ...UPDATE_CASES,
  ...REPLACE_CASES,
  ...REPLACE_SERVICE_CASES,
};

/** What the cases of a rule must come to together with its own examples. */
export const LEAST = { bad: 3, good: 3, near: 1 } as const;
