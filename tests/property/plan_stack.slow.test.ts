import assert from "node:assert/strict";
import fc from "../support/fast_check.ts";
import { brokenPreconditions } from "../../lib/plan/preconditions.ts";
import type { Plan } from "../../lib/plan/model.ts";
import { planUndo } from "../../lib/plan/undo.ts";
import { agrees, type StackPlan } from "../../lib/plan/stack/model.ts";
import { type LoadedStack, planStack } from "../../lib/plan/stack/plan_stack.ts";
import { readSavedPlan, savedPlanText } from "../../lib/plan/stack/saved_plan.ts";
import { listOf } from "../../lib/swarm/attached.ts";
import type { Swarm } from "../../lib/swarm/model.ts";
import { applyPlan, applyStep, canonical, doneOf, stateOf } from "../support/plan_model.ts";
import { bare, changedByHand, deploy, file, hand, load, textOf } from "../support/stack_world.ts";

const SEED = Number(Deno.env.get("SEED") ?? 20261122);
const RUNS = Number(Deno.env.get("RUNS") ?? 500);

const world = fc.record({
  before: fc.option(file, { nil: undefined, freq: 8 }),
  hands: fc.array(hand, { maxLength: 3 }),
  now: file,
  startFirst: fc.boolean(),
  removeOrphans: fc.boolean(),
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

interface Case {
  swarm: Swarm;
  loaded: LoadedStack;
}

function caseOf({ before, hands, now }: World): Case {
  const old = before === undefined ? undefined : load(textOf(before));
  const deployed = old === undefined ? bare() : deploy(old, bare());
  const loaded = load(textOf(now));
  assert.ok(loaded !== undefined, "the file is not one that docker takes");
  return { swarm: changedByHand(deployed, hands), loaded };
}

/** Runs the check on cases whose plan has no blocker, and sees that these are most. */
function holds(exact: boolean, check: (one: Case & { report: StackPlan }, parts: World) => void): void {
  let blocked = 0;
  fc.assert(
    fc.property(world, (parts) => {
      const one = caseOf(parts);
      const { removeOrphans, startFirst } = parts;
      const report = planStack(one.loaded, one.swarm, { exact, removeOrphans, startFirst, allowGap: true });
      if (report.plan.findings.some(({ level }) => level === "error")) blocked++;
      else check({ ...one, report }, parts);
    }),
    { seed: SEED, numRuns: RUNS },
  );
  assert.ok(blocked < RUNS / 3, `${blocked} of ${RUNS} cases were blocked`);
}

function ended(plan: Plan, swarm: Swarm): Swarm {
  return applyPlan(plan, stateOf(swarm)).swarm;
}

Deno.test("a plan with --exact brings the swarm to what the files say, and a deploy then finds nothing to change of networks", () => {
  holds(true, ({ loaded, swarm, report }, { removeOrphans }) => {
    const after = ended(report.plan, swarm);
    const options = { exact: true, removeOrphans, startFirst: false, allowGap: true };
    const again = planStack(loaded, after, options);
    assert.deepEqual(again.plan.steps, []);
    assert.deepEqual(again.drift, []);
    assert.ok(again.deploy.every(({ kind }) => kind === "create-service" || kind === "aliases"));
    const deployed = planStack(loaded, deploy(loaded, after), options);
    assert.deepEqual(deployed.deploy, []);
    assert.equal(agrees(deployed), deployed.orphans.length === 0);
  });
});

Deno.test("without --exact the swarm keeps what only it has, and the patched files agree with it after a deploy", () => {
  holds(false, ({ loaded, swarm, report }, { removeOrphans }) => {
    const options = { exact: false, removeOrphans, startFirst: false, allowGap: true };
    const after = ended(report.plan, swarm);
    const again = planStack(loaded, after, options);
    assert.deepEqual(again.plan.steps, []);
    for (const { settings } of again.drift) assert.ok(settings.every(({ fate }) => fate !== "replaced"));
    for (const { id, settings } of report.drift) {
      const live = after.networks.find((one) =>
        one.id === id || one.name === swarm.networks.find((n) => n.id === id)!.name
      )!;
      for (const { kind, key, fate, live: value } of settings) {
        if (fate === "kept" && kind === "option") assert.equal(live.options[key], value);
        if (fate === "kept" && kind === "attachable") assert.equal(String(live.attachable), value);
      }
    }
    if (report.edits.byHand.length > 0) return;
    const text = report.edits.changed[0]?.after ?? loaded.documents[0]!.source.text;
    const patched = load(text);
    assert.ok(patched !== undefined, "the patched file is not one that docker takes");
    const final = planStack(patched, deploy(patched, after), options);
    assert.deepEqual(final.edits, { changed: [], byHand: [] });
    assert.deepEqual(final.deploy, []);
    assert.equal(agrees(final), final.orphans.length === 0);
  });
});

Deno.test("what the plan says of deploy is what deploy does", () => {
  holds(false, ({ loaded, swarm, report }) => {
    const networksOf = (one: Swarm) => canonical(one).networks.map(({ name }) => name);
    const deployed = deploy(loaded, swarm);
    const made = networksOf(deployed).filter((name) => !networksOf(swarm).includes(name));
    const said = report.deploy.flatMap((one) => one.kind === "create-network" ? [one.network] : []);
    assert.deepEqual(said.sort(), made.sort());
    for (const service of deployed.services) {
      const live = swarm.services.find(({ name }) => name === service.name);
      const effects = report.deploy.filter((one) => "service" in one && one.service === service.name);
      if (live === undefined) {
        assert.deepEqual(effects.map(({ kind }) => kind), ["create-service"]);
        continue;
      }
      const nameOf = (id: string) => deployed.networks.find((one) => one.id === id)!.name;
      const now = listOf(service).map(({ target }) => nameOf(target));
      const then = listOf(live).map(({ target }) => nameOf(target));
      const of = (kind: string) =>
        effects.flatMap((one) => one.kind === kind && "network" in one ? [one.network] : []).sort();
      assert.deepEqual(of("attach"), now.filter((name) => !then.includes(name)).sort());
      assert.deepEqual(of("detach"), then.filter((name) => !now.includes(name)).sort());
    }
  });
});

Deno.test("services that share a network before and after a plan share one at every moment of it", () => {
  holds(false, ({ swarm, report }) => {
    const final = ended(report.plan, swarm);
    const lasting = pairs(swarm).filter((pair) => pairs(final).includes(pair));
    let state = stateOf(swarm);
    for (const step of report.plan.steps) {
      state = applyStep(step, state);
      const now = new Set(pairs(state.swarm));
      for (const pair of lasting) assert.ok(now.has(pair), `${pair} are parted by ${step.id}`);
    }
  });
});

Deno.test("steps of the same service wait for each other, however many run at a time", () => {
  holds(false, ({ report }) => {
    const before = new Map<string, Set<string>>();
    const last = new Map<string, string>();
    for (const { id, needs, action } of report.plan.steps) {
      const all = new Set(needs.flatMap((need) => [need, ...before.get(need)!]));
      before.set(id, all);
      if (!("service" in action)) continue;
      const earlier = last.get(action.service.id);
      last.set(action.service.id, id);
      assert.ok(earlier === undefined || all.has(earlier), `${id} does not wait for ${earlier}`);
    }
  });
});

/** Services that can meet, as "a b". */
function pairs(swarm: Swarm): string[] {
  const found = new Set<string>();
  for (const a of swarm.services) {
    for (const b of swarm.services) {
      if (a.name >= b.name) continue;
      const on = new Set(listOf(a).map(({ target }) => target));
      if (listOf(b).some(({ target }) => on.has(target))) found.add(`${a.name} ${b.name}`);
    }
  }
  return [...found];
}

Deno.test("a plan is taken back from wherever it stopped", () => {
  fc.assert(
    fc.property(world, fc.nat(60), (parts, stop) => {
      const { swarm, loaded } = caseOf(parts);
      const { plan } = planStack(loaded, swarm, { ...parts, exact: true, allowGap: true });
      const steps = plan.steps.slice(0, stop);
      const state = applyPlan(plan, stateOf(swarm), steps);
      const undo = planUndo(plan, doneOf(state, steps));
      const back = applyPlan(undo, stateOf(state.swarm, state.serial));
      assert.deepEqual(canonical(back.swarm), canonical(swarm));
    }),
    { seed: SEED, numRuns: RUNS },
  );
});

Deno.test("a plan does not depend on the order of the engine's lists, and a saved one stands on the swarm it was made for", () => {
  fc.assert(
    fc.property(world, (parts) => {
      const { swarm, loaded } = caseOf(parts);
      const options = { ...parts, exact: false, allowGap: true };
      const report = planStack(loaded, swarm, options);
      const turned = {
        ...swarm,
        networks: swarm.networks.toReversed(),
        services: swarm.services.toReversed(),
      };
      assert.deepEqual(planStack(loaded, turned, options).plan.steps, report.plan.steps);
      const text = savedPlanText({
        version: "0.1.0",
        made: "2026-01-01T00:00:00Z",
        cluster: "c",
        stack: "shop",
        files: ["stack.yml"],
        plan: report.plan,
      });
      const read = readSavedPlan(text);
      assert.ok("saved" in read, JSON.stringify(read));
      assert.deepEqual(read.saved.plan, report.plan);
      assert.deepEqual(brokenPreconditions(read.saved.plan, turned), []);
      if (report.plan.steps.length > 0) {
        assert.notDeepEqual(brokenPreconditions(read.saved.plan, ended(report.plan, swarm)), []);
      }
    }),
    { seed: SEED, numRuns: RUNS },
  );
});
