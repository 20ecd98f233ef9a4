import assert from "node:assert/strict";
import { describe, type Reference, reference, settled } from "../support/change_world/crash.ts";
import { seededRandom } from "../support/change_world/process.ts";
import { type Scenario, SCENARIOS, worldOf } from "../support/change_world/scenarios.ts";

const RUNS = 300;
/** Ends of processes in one run, at most. */
const KILLS = 4;

const references = new Map<Scenario, Reference>();

async function referenceOf(scenario: Scenario): Promise<Reference> {
  let found = references.get(scenario);
  if (found === undefined) references.set(scenario, found = await reference(scenario));
  return found;
}

/** Begins, resumes and takes back, each ended at some effect, on either machine; then lets it come to its end. */
async function journey(seed: number): Promise<string[]> {
  const random = seededRandom(seed);
  const pick = (count: number) => Math.floor(random.next() * count);
  const scenario = SCENARIOS[pick(SCENARIOS.length)]!;
  const { end, effects } = await referenceOf(scenario);
  const world = worldOf(scenario, seed);
  const kill = () => ({
    effect: 4 + pick(effects.length),
    when: pick(2) === 0 ? "before" as const : "after" as const,
  });
  const first = world.process("one", { kill: kill() });
  const plan = scenario.plan(await world.read(first));
  const history = [`${scenario.name}: begun`];
  await world.begin(first, plan, scenario.run).catch(() => {});
  let undoing = false;
  for (let kills = 0; kills < KILLS && world.lock() !== undefined; kills++) {
    world.clock.advance(pick(3) * 5000 + pick(1000));
    const process = world.process(pick(2) === 0 ? "one" : "two", {
      kill: { ...kill(), effect: 1 + pick(40) },
    });
    const back = !undoing && pick(4) === 0;
    const result = await settled(
      back ? world.undo(process, undefined, scenario.run) : world.resume(process, undefined, scenario.run),
      process,
    );
    history.push(`${back ? "undo" : "resume"} by ${process.name}: ${describe(result).slice(0, 200)}`);
    undoing ||= isUndone(world.machines.values());
  }
  world.clock.advance(pick(60_000));
  if (world.lock() !== undefined) {
    const process = world.process("one");
    const result = await settled(world.resume(process, undefined, scenario.run), process);
    history.push(`resume at last: ${describe(result)}`);
    if (!("kind" in result) || result.kind !== "done") world.monitor.report("end", describe(result));
  }
  // An undo that was ended before it had the lock did nothing: then the operation itself goes on.
  const ends = isUndone(world.machines.values()) ? [world.start, end] : [end];
  const wrong = [...world.monitor.violations, ...world.leftovers()];
  if (!ends.includes(world.snapshot())) wrong.push("the swarm is another");
  if (wrong.length > 0) wrong.unshift(`seed ${seed}: ${history.join("; ")}`);
  return wrong;
}

/** Whether a journal tells of an undo that began to do something. */
function isUndone(journals: Iterable<{ operations: Map<string, { header: { undoes: string } }> }>): boolean {
  return [...journals].some(({ operations }) =>
    [...operations.values()].some(({ header }) => header.undoes !== "")
  );
}

Deno.test("an operation that is ended again and again, on two machines, comes to one of its two ends", async () => {
  const first = Number(Deno.env.get("SEED") ?? 1);
  const wrong: string[] = [];
  for (let seed = first; seed < first + RUNS; seed++) wrong.push(...await journey(seed));
  console.log(`seeds ${first} to ${first + RUNS - 1}: ${RUNS} runs, ${wrong.length} violations`);
  assert.deepEqual(wrong.slice(0, 12), []);
});
