import assert from "node:assert/strict";
import type { RunOptions, RunResult } from "../../lib/operation/model.ts";
import type { Plan, Step } from "../../lib/plan/model.ts";
import { planReplace } from "../../lib/plan/replace.ts";
import type { Process } from "./change_world/process.ts";
import { World } from "./change_world/world.ts";
import type { FakeService } from "./fake_engine/types.ts";

/** Three services on one network, and what an executor needs to move it. */
export interface ApplyRig {
  world: World;
  back: string;
  process: Process;
  plan: Plan;
}

/** api, db and web on `back`, which is replaced by `back2` (or keeps its name); quiet before anything begins. */
export async function applyRig(
  options: { to?: string; parts?: Record<string, unknown> } = {},
): Promise<ApplyRig> {
  const world = new World();
  const back = world.network("back");
  for (const name of ["api", "db", "web"]) world.service(name, [back], options.parts);
  world.watch({ moved: ["back"], specsOnly: true });
  const process = world.process("one");
  const plan = planReplace(await world.read(process), {
    kind: "replace",
    moves: [{ network: back, name: options.to ?? "back2", change: { encrypted: true } }],
    allowGap: false,
    startFirst: false,
  });
  return { world, back, process, plan };
}

/** The step of a kind for a service (by name), or the first of that kind. */
export function stepOf(plan: Plan, kind: Step["action"]["kind"], service?: string): Step {
  const found = plan.steps.find(({ action }) =>
    action.kind === kind && (service === undefined || "service" in action && action.service.name === service)
  );
  assert.ok(found, `${kind} ${service ?? ""}`);
  return found;
}

export function serviceNamed(world: World, name: string): FakeService {
  return world.state.services.get(world.idOf(name))!;
}

/** Names of the networks that a service lists, in order. */
export function listOf(world: World, name: string): string[] {
  return (serviceNamed(world, name).spec.TaskTemplate.Networks ?? []).map(({ Target }) =>
    world.state.networks.get(Target)?.spec.Name ?? Target
  );
}

/** Changes a service by hand, as `docker service update` would. */
export function updateByHand(world: World, name: string, change: (spec: FakeService["spec"]) => void): void {
  const service = serviceNamed(world, name);
  const spec = structuredClone(service.spec);
  change(spec);
  world.monitor.foreign(
    service.id,
    () => world.hand("POST", `/services/${service.id}/update?version=${service.version}`, spec),
  );
}

/** Runs `once` the first time that a step is journaled with this event. */
export function atEntry(step: string, event: "before" | "after", once: () => void) {
  let left = 1;
  return (effect: { entry?: { event: string } }) => {
    const entry = effect.entry as { event: string; step?: string } | undefined;
    if (entry?.event === event && entry.step === step && left-- > 0) once();
  };
}

/** What `once` does when a step's call is about to be journaled: shorthand for a process with `onEffect`. */
export function processWith(
  world: World,
  step: string,
  event: "before" | "after",
  once: () => void,
): Process {
  return world.process("one", { onEffect: atEntry(step, event, once) });
}

export function assertDone(result: RunResult): void {
  assert.equal(result.kind, "done", JSON.stringify(result));
}

/** Configs of ours that are in the swarm. */
export function ourConfigs(world: World): string[] {
  return [...world.state.configs.values()].map(({ spec }) => spec.Name).filter((name) =>
    name.startsWith("swarmnet.")
  );
}

export const PARALLEL: Partial<RunOptions> = { parallel: 3 };
