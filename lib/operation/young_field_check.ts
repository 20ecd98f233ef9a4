import type { Engine } from "../engine/engine.ts";
import { object, text } from "../engine/raw.ts";
import { inline } from "../terminal/boundary.ts";
import { lossWords, lostFields } from "./lost_fields.ts";
import type { Plan, PlanProblem } from "../plan/model.ts";
import { blocker } from "../plan/problem.ts";

/** What keeps a plan's services from being written at the API version in use. Known before the first call, because resume would fail the same way. */
export async function planLosses(engine: Engine, plan: Plan): Promise<PlanProblem[]> {
  const written = new Set(
    plan.steps.flatMap(({ action }) => "service" in action ? [action.service.id] : []),
  );
  if (written.size === 0) return [];
  const services = await engine.services();
  return services.filter((one) => written.has(text(one.ID))).flatMap((one) => {
    const spec = object(one.Spec);
    const name = text(spec.Name);
    const lost = lostFields(spec, engine.apiVersion);
    if (lost.length === 0) return [];
    return [
      blocker("young-fields", {
        object: `service ${inline(name)}`,
        ...lossWords(name, lost, engine.apiVersion),
      }),
    ];
  });
}
