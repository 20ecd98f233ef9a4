import { Failure } from "../base/errors.ts";
import type { Engine } from "../engine/engine.ts";
import { object, text } from "../engine/raw.ts";
import type { Plan } from "../plan/model.ts";
import { lossWords, lostFields } from "./lost_fields.ts";

/**
 * Throws `Failure` where a service of the plan has fields that the API version in use does not carry. Before the first call, because resume
 * would fail the same way.
 */
export async function refuseLostFields(engine: Engine, plan: Plan): Promise<void> {
  const written = new Set(plan.steps.flatMap(({ action }) => "service" in action ? [action.service.id] : []));
  if (written.size === 0) return;
  const losses = (await engine.services()).filter((one) => written.has(text(one.ID))).flatMap((one) => {
    const spec = object(one.Spec);
    const lost = lostFields(spec, engine.apiVersion);
    return lost.length === 0 ? [] : [lossWords(text(spec.Name), lost, engine.apiVersion)];
  });
  const [first] = losses;
  if (first === undefined) return;
  throw new Failure(losses.map(({ what }) => what), { why: first.why, next: first.fix });
}
