import type { ChangeSettings } from "../../lib/checks/judge_change.ts";
import { type IngressRequest, planIngress } from "../../lib/plan/ingress.ts";
import type { Plan } from "../../lib/plan/model.ts";
import { indexOf } from "../../lib/swarm/index.ts";
import type { Swarm } from "../../lib/swarm/model.ts";

/** The plan for the ingress network of a swarm that has one. */
export function ingressPlan(swarm: Swarm, request: IngressRequest, settings?: ChangeSettings): Plan {
  return planIngress(swarm, indexOf(swarm).ingress!, request, settings);
}
