import assert from "node:assert/strict";
import { listOperations, unlock } from "../../../lib/operation/operations.ts";
import { undoPlanOf } from "../../../lib/operation/undo.ts";
import { Failure } from "../../../lib/base/errors.ts";
import {
  type ApplyRig,
  applyRig,
  assertDone,
  atEntry,
  listOf,
  ourConfigs,
  stepOf,
} from "../../support/apply_rig.ts";
import type { Process } from "../../support/change_world/process.ts";

/** A run that is killed when this step's entry is written; the time it was and its ID. */
async function killedAt(
  step: (rig: ApplyRig) => string,
  event: "before" | "after" = "after",
): Promise<ApplyRig & { id: string }> {
  const rig = await applyRig();
  const process: Process = rig.world.process("one", {
    onEffect: atEntry(step(rig), event, () => process.die()),
  });
  await assert.rejects(rig.world.begin(process, rig.plan), { name: "Killed" });
  const [operation] = await rig.world.journal("one").list();
  return { ...rig, process, id: operation!.header.id };
}

const afterAttachOfDb = ({ plan }: ApplyRig) => stepOf(plan, "attach", "db").id;

Deno.test("another machine resumes from the swarm's copy, and its journal then tells the whole story", async () => {
  const { world, id, plan } = await killedAt(afterAttachOfDb);
  const process = world.process("two");
  const began = world.clock.now();
  assertDone(await world.resume(process));
  assert.ok(world.clock.now() - began >= 15_000, "the heartbeat was watched");
  const [operation] = await world.journal("two").list();
  assert.equal(operation!.header.id, id);
  assert.equal(operation!.header.who, "one@test");
  const done = operation!.entries.flatMap((entry) => entry.event === "after" ? [entry.step] : []);
  assert.deepEqual([...new Set(done)], plan.steps.map((step) => step.id));
  for (const name of ["api", "db", "web"]) assert.deepEqual(listOf(world, name), ["back2"]);
  assert.deepEqual(world.monitor.violations, []);
});

Deno.test("a process that was thought dead stops at its next write, and sends nothing more", async () => {
  const { world, plan } = await applyRig();
  let release = () => {};
  const asleep = new Promise<void>((resolve) => release = resolve);
  const step = stepOf(plan, "detach");
  const first = world.process("one", {
    fault: async (effect, send) => {
      const call = "path" in effect ? effect : effect.call!;
      // As if its machine slept: not even heartbeats leave it.
      if (sleeping && (call.path.startsWith("/configs") || call.path.startsWith("/services"))) await asleep;
      return send();
    },
    onEffect: atEntry(step.id, "before", () => sleeping = true),
  });
  let sleeping = false;
  const running = world.begin(first, plan);
  const second = world.process("two");
  while (!sleeping) await new Promise((resolve) => setTimeout(resolve, 1));
  assertDone(await world.resume(second));
  const sent = first.effects.filter(({ mutates }) => mutates).length;
  release();
  const result = await running;
  assert.equal(result.kind, "stopped");
  assert.match(result.kind === "stopped" ? result.why : "", /^The lock was lost/);
  assert.equal(first.effects.filter(({ mutates }) => mutates).length, sent);
  assert.deepEqual(world.monitor.violations, []);
});

Deno.test("an operation whose heartbeat moves is neither resumed, undone nor unlocked", async () => {
  const { world, plan } = await applyRig();
  world.state.behaviour = ({ service }) => service === "db" ? { start: 20_000 } : undefined;
  const refusals: Promise<unknown>[] = [];
  const second = world.process("two");
  const first = world.process("one", {
    onEffect: atEntry(stepOf(plan, "attach", "db").id, "before", () => {
      const id = JSON.parse(atob(world.lock()!.spec.Data!)).id;
      for (const work of [world.resume(second), world.undo(second), unlock(second.parts, id)]) {
        refusals.push(work.then(() => "went on", (error) => error));
      }
    }),
  });
  assertDone(await world.begin(first, plan));
  const errors = await Promise.all(refusals);
  assert.equal(errors.length, 3);
  for (const error of errors) {
    assert.ok(error instanceof Failure, String(error));
    assert.match(error.message, /one@test works on it$/);
  }
  assert.equal(second.effects.some(({ mutates }) => mutates), false);
});

Deno.test("of two who resume at once one does it", async () => {
  const { world } = await killedAt(afterAttachOfDb);
  const results = await Promise.all(
    ["two", "three"].map((machine) => world.resume(world.process(machine)).catch((error) => error)),
  );
  const done = results.filter((result) => result.kind === "done");
  assert.equal(done.length, 1);
  assert.ok(results.some((result) => result instanceof Failure));
  assert.deepEqual(world.monitor.violations, []);
  assert.deepEqual(ourConfigs(world), []);
});

Deno.test("resume of what is finished, unknown or another swarm's says so", async () => {
  const { world, process, plan } = await applyRig();
  await assert.rejects(world.resume(process), /There is no such operation/);
  await assert.rejects(world.resume(process, "0123456789"), /There is no operation 0123456789/);
  assertDone(await world.begin(process, plan));
  const { header } = (await world.journal("one").list())[0]!;
  await assert.rejects(world.resume(process, header.id), new RegExp(`Operation ${header.id} is finished`));
  world.journal("one").operations.get(header.id)!.header.clusterId = "elsewhere";
  await assert.rejects(world.undo(process, header.id), /belongs to another swarm/);
});

Deno.test("after unlock the machine that has the journal takes the lock anew", async () => {
  const { world, id } = await killedAt(afterAttachOfDb);
  await unlock(world.process("two").parts, id);
  assert.deepEqual(ourConfigs(world), []);
  await assert.rejects(world.resume(world.process("two"), id), /There is no operation/);
  assertDone(await world.resume(world.process("one"), id));
  for (const name of ["api", "db", "web"]) assert.deepEqual(listOf(world, name), ["back2"]);
});

Deno.test("an operation that was taken back from elsewhere cannot be resumed from an old journal", async () => {
  const { world, id } = await killedAt(afterAttachOfDb);
  assertDone(await world.undo(world.process("two"), id));
  assert.equal(world.snapshot(), world.start);
  await assert.rejects(world.resume(world.process("one"), id), /Network back2 is gone/);
  assert.equal(world.snapshot(), world.start);
  assert.deepEqual(ourConfigs(world), []);
});

Deno.test("undo of what is finished and of what is interrupted bring the start back, order of networks included", async () => {
  const finished = await applyRig();
  assertDone(await finished.world.begin(finished.process, finished.plan));
  assertDone(await finished.world.undo(finished.world.process("one")));
  assert.equal(finished.world.snapshot(), finished.world.start);
  for (const at of ["attach", "detach", "remove-network"] as const) {
    const { world } = await killedAt(({ plan }) => stepOf(plan, at).id);
    assertDone(await world.undo(world.process("two")));
    assert.equal(world.snapshot(), world.start, at);
    assert.deepEqual(world.monitor.violations, []);
    assert.deepEqual(ourConfigs(world), []);
  }
});

Deno.test("an undo that is killed is resumed as the undo, from another machine too", async () => {
  const { world, id } = await killedAt(({ plan }) =>
    plan.steps.filter((one) => one.action.kind === "detach")[1]!.id
  );
  const second: Process = world.process("two", { onEffect: atEntry("s2", "after", () => second.die()) });
  await assert.rejects(world.undo(second), { name: "Killed" });
  await assert.rejects(world.undo(world.process("two"), id), /is being undone, by [0-9a-f]{10}/);
  await assert.rejects(world.undo(world.process("three")), /is itself an undo/);
  assertDone(await world.resume(world.process("three")));
  assert.equal(world.snapshot(), world.start);
  assert.deepEqual(ourConfigs(world), []);
  assert.deepEqual(world.monitor.violations, []);
});

Deno.test("what was taken back is not taken back again, and the undo itself neither", async () => {
  const { world, process, plan } = await applyRig();
  assertDone(await world.begin(process, plan));
  const undo = await world.undo(world.process("one"));
  assertDone(undo);
  const [first] = await world.journal("one").list();
  await assert.rejects(world.undo(world.process("one"), first!.header.id), /was undone already, by/);
  await assert.rejects(world.undo(world.process("one"), undo.operation), /is itself an undo/);
});

Deno.test("the undo plan for display is what undo does, and sends nothing", async () => {
  const { world, id } = await killedAt(afterAttachOfDb);
  const process = world.process("one");
  const { operation, plan } = await undoPlanOf(process.parts, undefined);
  assert.equal(operation, id);
  assert.deepEqual(process.effects, []);
  assert.deepEqual(plan.steps.map(({ action }) => action.kind), [
    "verify",
    "detach",
    "detach",
    "remove-network",
  ]);
  assertDone(await world.undo(process));
  const done = (await world.journal("one").list()).find(({ header }) => header.undoes === id)!;
  assert.deepEqual(done.header.plan.steps, plan.steps);
});

Deno.test("operations tells who did what, how far it is and whether somebody works on it", async () => {
  const { world, id, plan } = await killedAt(afterAttachOfDb);
  const summaries = async (machine: string) =>
    (await listOperations(world.process(machine).parts)).map(({ started: _, ...rest }) => rest);
  const common = {
    id,
    kind: "replace",
    title: plan.title,
    why: "",
    who: "one@test",
    total: plan.steps.length,
    undoes: "",
  };
  const interrupted = { ...common, state: "interrupted", worker: "one@test" };
  assert.deepEqual(await summaries("one"), [{ ...interrupted, done: 3, where: ["disk", "swarm"] }]);
  // It was killed between the two writes.
  assert.deepEqual(await summaries("two"), [{ ...interrupted, done: 2, where: ["swarm"] }]);
  world.state.behaviour = ({ service }) => service === "web" ? { start: 20_000 } : undefined;
  let during: Promise<unknown> | undefined;
  const resumed = world.process("two", {
    onEffect: atEntry(stepOf(plan, "attach", "web").id, "before", () => during = summaries("one")),
  });
  assertDone(await world.resume(resumed));
  assert.deepEqual(await during, [{
    ...common,
    state: "running",
    worker: "two@test",
    done: 3,
    where: ["disk", "swarm"],
  }]);
  assert.equal((await summaries("two"))[0]!.state, "finished");
  assertDone(await world.undo(world.process("two")));
  assert.deepEqual((await summaries("two")).map(({ state }) => state).sort(), ["finished", "undone"]);
});

Deno.test("a lock whose copy is not complete is listed, and resume or unlock by its own ID clear it away", async () => {
  for (const way of ["resume", "undo", "unlock"] as const) {
    const { world, plan } = await applyRig();
    // Journal, lock, copy.
    const process = world.process("one", { kill: { effect: 3, when: "before" } });
    await assert.rejects(world.begin(process, plan), { name: "Killed" });
    const second = world.process("two");
    const [found] = await listOperations(second.parts);
    assert.equal(found!.title, plan.title);
    assert.equal(found!.state, "interrupted");
    await assert.rejects(unlock(second.parts, "0000000000"), /The lock is not that of operation 0000000000/);
    if (way === "unlock") await unlock(second.parts, found!.id);
    else await assert.rejects(world[way](second), /Operation [0-9a-f]{10} had sent nothing yet/);
    assert.deepEqual(ourConfigs(world), []);
    assertDone(await world.resume(world.process("one")));
  }
});

Deno.test("an undo that was killed before it had the lock leaves nothing when the operation goes on", async () => {
  const { world } = await killedAt(afterAttachOfDb);
  // Journal, copy.
  const second = world.process("two", { kill: { effect: 2, when: "after" } });
  await assert.rejects(world.undo(second), { name: "Killed" });
  assert.equal(ourConfigs(world).length, 3);
  assertDone(await world.resume(world.process("one")));
  assert.deepEqual(ourConfigs(world), []);
});

Deno.test("a lock that was left behind by a finished operation is in nobody's way", async () => {
  const { world, process: _, plan } = await applyRig();
  const process: Process = world.process("one", {
    onEffect: (effect) => {
      if (effect.call?.method === "DELETE" && effect.call.path.startsWith("/configs")) process.die();
    },
  });
  await assert.rejects(world.begin(process, plan), { name: "Killed" });
  assert.deepEqual(ourConfigs(world), ["swarmnet.lock"]);
  await assert.rejects(world.undo(world.process("two")), /is finished/);
  assert.deepEqual(ourConfigs(world), []);
  assertDone(await world.undo(world.process("one")));
  assert.equal(world.snapshot(), world.start);
});
