import type { RuleCases } from "../../support/rule_cases.ts";
import { PORT_CASES } from "./sn03_port_cases.ts";
import { SERVICE_CASES } from "./sn03_service_cases.ts";
import { STATE_CASES } from "./sn03_state_cases.ts";

export const CASES: Record<string, RuleCases> = { ...PORT_CASES, ...SERVICE_CASES, ...STATE_CASES };
