import type { Engine } from "../engine/engine.ts";
import { isEngineError } from "../engine/errors.ts";
import { object, record, text } from "../engine/raw.ts";
import { attachmentTo } from "../plan/attachments.ts";
import type { NetworkTarget, Plan, Step } from "../plan/model.ts";
import { OPERATION_LABEL } from "./create_step.ts";
import { hasPorts, withOrder } from "./service_change.ts";
import type { OperationProgress } from "./operation_progress.ts";

/**
 * The progress with each step that was begun and has no end decided by what the swarm shows: in place means done, whether or
 * not its tasks have converged; else it never was. For undo, which needs to know what there is to take back.
 */
export async function observed(
  engine: Engine,
  operation: string,
  plan: Plan,
  progress: OperationProgress,
): Promise<OperationProgress> {
  const done = new Set(progress.done);
  const made = new Map(progress.made);
  for (const step of plan.steps) {
    if (!progress.pending.has(step.id)) continue;
    const found = await effectOf(engine, operation, step, made);
    if (found === undefined) continue;
    done.add(step.id);
    if (found !== "") made.set(step.id, found);
  }
  return { done, pending: new Set(), made, end: progress.end };
}

/** Undefined: not in place. Otherwise the ID of a network that it made, or "". */
async function effectOf(
  engine: Engine,
  operation: string,
  { action }: Step,
  made: ReadonlyMap<string, string>,
): Promise<string | undefined> {
  if (action.kind === "verify") return undefined;
  if (action.kind === "create-network") {
    const { Name: name } = action.body;
    const own = (await engine.networks({ name: [name] })).find((one) =>
      one.Name === name && record(one.Labels)[OPERATION_LABEL] === operation
    );
    return own === undefined ? undefined : text(own.Id);
  }
  if (action.kind === "remove-network") {
    const id = idOf(action.network, made);
    const there = id === undefined ||
      await present(() => engine.network(id, { scope: "swarm" })) !== undefined;
    return there ? undefined : "";
  }
  const service = await present(() => engine.service(action.service.id));
  if (service === undefined) return undefined;
  const spec = object(service.Spec);
  switch (action.kind) {
    case "set-order":
      return withOrder(spec, action.to) === spec ? "" : undefined;
    case "set-ports":
      return hasPorts(spec, action.to) ? "" : undefined;
    default: {
      const id = idOf(action.network, made);
      const on = id !== undefined && attachmentTo(spec, { id, name: action.network.name }) !== undefined;
      return on === (action.kind === "attach") ? "" : undefined;
    }
  }
}

function idOf(target: NetworkTarget, made: ReadonlyMap<string, string>): string | undefined {
  return "id" in target ? target.id : made.get(target.step);
}

async function present<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isEngineError(error, "not-found")) return undefined;
    throw error;
  }
}
