import { Failure, messageOf } from "../../../lib/base/errors.ts";
import type { RunResult } from "../../../lib/operation/model.ts";
import { type Point, pointsOf } from "./points.ts";
import { type Effect, Killed, type Process } from "./process.ts";
import { type Scenario, worldOf } from "./scenarios.ts";
import type { World } from "./world.ts";

/** What is done after a process was ended. */
export type Continuation = "resume" | "undo" | "run again";
export const CONTINUATIONS: readonly Continuation[] = ["resume", "undo", "run again"];

/** How an uninterrupted run goes. */
export interface Reference {
  points: Point[];
  effects: Effect[];
  /** The swarm afterwards. */
  end: string;
  violations: string[];
}

/** Runs a scenario without any trouble. */
export async function reference(scenario: Scenario): Promise<Reference> {
  const world = worldOf(scenario);
  const process = world.process("one");
  const plan = scenario.plan(await world.read(process));
  const wrong = await ended(world.begin(process, plan, scenario.run), "done");
  const violations = [...wrong, ...await afterSuccess(world, scenario)];
  return {
    points: pointsOf(plan, process.effects),
    effects: process.effects,
    end: world.snapshot(),
    violations,
  };
}

/** Ends a run at a point, continues, and gives what went wrong. `turn` varies how long nothing happens and who continues. */
export async function crash(
  scenario: Scenario,
  reference: Reference,
  point: Point,
  how: Continuation,
  turn: number,
): Promise<string[]> {
  const world = worldOf(scenario);
  const first = world.process("one", { kill: point });
  const plan = scenario.plan(await world.read(first));
  await world.begin(first, plan, scenario.run).catch(() => {});
  if (!first.dead) return ["the run was not ended there"];
  world.clock.advance([0, 700, 90_000][turn % 3]!);
  const machine = turn % 2 === 0 ? "one" : "two";
  const wrong = await CONTINUE[how](world, scenario, machine, reference);
  return [...wrong, ...world.monitor.violations, ...world.leftovers()];
}

const CONTINUE: Record<
  Continuation,
  (world: World, scenario: Scenario, machine: string, reference: Reference) => Promise<string[]>
> = {
  async resume(world, scenario, machine, reference) {
    const wrong = await resumed(world, scenario, world.process(machine));
    return [
      ...wrong,
      ...different(world.snapshot(), reference.end, "resume"),
      ...await again(world, scenario),
    ];
  },
  async undo(world, scenario, machine) {
    const begun = world.lock() !== undefined;
    const undo = async (name: string) => {
      const process = world.process(name);
      return await settled(world.undo(process, undefined, scenario.run), process);
    };
    let result = await undo(machine);
    // Before its plan is in the swarm, and after it was taken away, only the machine where it ran knows what it did.
    const unknown = isRefusal(result) && machine !== "one" && world.lock() === undefined;
    if (unknown && world.snapshot() !== world.start) result = await undo("one");
    const nothing = isRefusal(result) && (!begun || unknown);
    const wrong = nothing ? [] : verdict(result, "done", "undo");
    return [...wrong, ...different(world.snapshot(), world.start, "I8: undo")];
  },
  async "run again"(world, scenario, machine, reference) {
    const process = world.process(machine);
    const plan = scenario.plan(await world.read(process));
    const locked = world.lock() !== undefined;
    if (plan.steps.length === 0 && !locked) return [];
    const wrong: string[] = [];
    if (plan.steps.length > 0) {
      const result = await settled(world.begin(process, plan, scenario.run), process);
      if (!locked) wrong.push(...verdict(result, "done", "run again"));
      else {
        if (!isRefusal(result)) wrong.push(`run again: ${describe(result)} although there is a lock`);
        if (process.effects.some((one) => one.mutates)) wrong.push("run again: it changed something");
      }
    }
    if (locked) wrong.push(...await resumed(world, scenario, world.process(machine)));
    return [
      ...wrong,
      ...different(world.snapshot(), reference.end, "run again"),
      ...await again(world, scenario),
    ];
  },
};

/** Goes on; where nothing was begun, or another machine finds that nothing was sent, that is said, and beginning works. */
async function resumed(world: World, scenario: Scenario, process: Process): Promise<string[]> {
  const begun = world.lock() !== undefined;
  const result = await settled(world.resume(process, undefined, scenario.run), process);
  const nothing = isRefusal(result) && (!begun || (process.name !== "one" && world.lock() === undefined));
  if (!nothing) return verdict(result, "done", "resume");
  const next = world.process(process.name);
  const plan = scenario.plan(await world.read(next));
  if (plan.steps.length === 0) return [];
  return verdict(await settled(world.begin(next, plan, scenario.run), next), "done", "begin after nothing");
}

/** A second plan after success is empty (I7). */
async function again(world: World, scenario: Scenario): Promise<string[]> {
  const { steps } = scenario.plan(await world.read(world.process("three")));
  return steps.length === 0 ? [] : [`I7: ${steps.length} steps are left after success`];
}

async function afterSuccess(world: World, scenario: Scenario): Promise<string[]> {
  return [...await again(world, scenario), ...world.monitor.violations, ...world.leftovers()];
}

type Settled = RunResult | Error;

/** The result or what was thrown; a process that never ends is an error, too. */
export async function settled(work: Promise<RunResult>, process: Process): Promise<Settled> {
  try {
    return await work;
  } catch (error) {
    if (process.endless) return new Error("it never came to an end");
    return error instanceof Error ? error : new Error(messageOf(error));
  }
}

/** An expected refusal, with words. */
export function isRefusal(result: Settled): result is Failure {
  return result instanceof Failure;
}

export function describe(result: Settled): string {
  if (result instanceof Failure) return `refused: ${[result.message, result.why].filter(Boolean).join(": ")}`;
  if (result instanceof Killed) return "killed";
  if (result instanceof Error) return `threw ${result.stack ?? result.message}`;
  return JSON.stringify(result);
}

function verdict(result: Settled, wanted: RunResult["kind"], who: string): string[] {
  return "kind" in result && result.kind === wanted ? [] : [`${who}: ${describe(result)}`];
}

async function ended(work: Promise<RunResult>, wanted: RunResult["kind"]): Promise<string[]> {
  const result = await work.catch((error) => error as Error);
  return verdict(result, wanted, "run");
}

function different(now: string, wanted: string, who: string): string[] {
  if (now === wanted) return [];
  const wantedLines = new Set(wanted.split("\n"));
  const lines = now.split("\n");
  const line = lines.find((one) => !wantedLines.has(one)) ??
    wanted.split("\n").find((one) => !lines.includes(one));
  return [`${who}: the swarm is another: ${line}`];
}
