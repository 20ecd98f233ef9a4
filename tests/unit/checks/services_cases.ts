import type { RuleCases } from "../../support/rule_cases.ts";
import { PORT_CASES } from "./services_port_cases.ts";
import { SERVICE_CASES } from "./services_service_cases.ts";
import { STATE_CASES } from "./services_state_cases.ts";

export const CASES: Record<string, RuleCases> = { ...PORT_CASES, ...SERVICE_CASES, ...STATE_CASES };
