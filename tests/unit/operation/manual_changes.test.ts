import assert from "node:assert/strict";
import {
  applyRig,
  assertDone,
  listOf,
  ourConfigs,
  processWith,
  serviceNamed,
  stepOf,
  updateByHand,
} from "../../support/apply_rig.ts";

Deno.test("a service update by hand of something else stays, and the move goes on", async () => {
  const { world, plan } = await applyRig();
  const step = stepOf(plan, "attach", "db");
  const process = processWith(world, step.id, "before", () =>
    updateByHand(world, "db", (spec) => {
      spec.Labels = { ...spec.Labels, hand: "made" };
      spec.TaskTemplate.ContainerSpec!.Image = "app:2";
    }));
  assertDone(await world.begin(process, plan));
  assert.deepEqual(listOf(world, "db"), ["back2"]);
  assert.equal(serviceNamed(world, "db").spec.Labels!.hand, "made");
  assert.equal(serviceNamed(world, "db").spec.TaskTemplate.ContainerSpec!.Image, "app:2");
  assert.deepEqual(world.monitor.violations, []);
});

Deno.test("a network that somebody attaches while our update rolls stays, and ours is not called taken back", async () => {
  const { world, plan } = await applyRig();
  const other = world.network("other");
  const step = stepOf(plan, "attach", "db");
  const process = processWith(
    world,
    step.id,
    "before",
    () =>
      world.clock.schedule(
        120,
        () => updateByHand(world, "db", (spec) => spec.TaskTemplate.Networks!.push({ Target: other })),
      ),
  );
  assertDone(await world.begin(process, plan));
  assert.deepEqual(listOf(world, "db").sort(), ["back2", "other"]);
});

Deno.test("an attachment that a deploy takes back is made again before anyone leaves", async () => {
  for (const at of ["verify", "detach"] as const) {
    const { world, back, plan } = await applyRig();
    const step = at === "verify" ? stepOf(plan, "attach", "web") : stepOf(plan, "detach");
    const process = processWith(
      world,
      step.id,
      at === "verify" ? "after" : "before",
      () => updateByHand(world, "api", (spec) => spec.TaskTemplate.Networks = [{ Target: back }]),
    );
    assertDone(await world.begin(process, plan));
    assert.ok(
      process.notes.some((note) => note === "Attaching api to back2 again: it was undone meanwhile"),
    );
    assert.deepEqual(listOf(world, "api"), ["back2"]);
    assert.deepEqual(world.monitor.violations, []);
  }
});

Deno.test("a service that somebody puts back on the old network leaves it again before the network is removed", async () => {
  const { world, back, plan } = await applyRig();
  const last = plan.steps.filter(({ action }) => action.kind === "detach").at(-1)!;
  const name = (stepOf(plan, "detach").action as { service: { name: string } }).service.name;
  const process = processWith(
    world,
    last.id,
    "after",
    () => updateByHand(world, name, (spec) => spec.TaskTemplate.Networks!.push({ Target: back })),
  );
  assertDone(await world.begin(process, plan));
  assert.deepEqual(listOf(world, name), ["back2"]);
  assert.equal(world.state.networks.has(back), false);
});

Deno.test("a newcomer on the old network stops the operation with the command that attaches it", async () => {
  const { world, back, plan } = await applyRig();
  const process = processWith(world, stepOf(plan, "detach").id, "before", () => {
    world.service("late", [{ Target: back, Aliases: ["tardy"] }]);
  });
  const result = await world.begin(process, plan);
  assert.equal(result.kind, "failed");
  assert.ok(result.kind === "failed" && result.changed);
  assert.match(result.why, /^late is on back but not on back2: It was created after the plan/);
  assert.equal(result.next[0], "docker swarmnet attach --alias tardy late back2");
  for (const name of ["api", "db", "web"]) assert.deepEqual(listOf(world, name), ["back", "back2"]);
  updateByHand(world, "late", (spec) => {
    const back2 = [...world.state.networks.values()].find((one) => one.spec.Name === "back2")!;
    spec.TaskTemplate.Networks!.push({ Target: back2.id });
  });
  world.clock.settle();
  // Everyone leaves then; the newcomer itself is in the way of removal and is named.
  const resumed = await world.resume(world.process("one"));
  assert.equal(resumed.kind, "failed");
  assert.match(resumed.kind === "failed" ? resumed.why : "", /Network back is used by late/);
});

Deno.test("a service that somebody removes counts as done", async () => {
  for (const kind of ["attach", "detach"] as const) {
    const { world, plan } = await applyRig();
    const process = processWith(world, stepOf(plan, kind, "db").id, "before", () => {
      const id = world.idOf("db");
      world.hand("DELETE", `/services/${id}`);
      world.monitor.foreignRemoval(id);
    });
    assertDone(await world.begin(process, plan));
    assert.ok(
      process.notes.some((note) => note.startsWith("Service db was removed meanwhile")),
      process.notes.join(),
    );
    assert.deepEqual(ourConfigs(world), []);
  }
});

Deno.test("a network that somebody removes stops the operation with an explanation", async () => {
  const { world, plan } = await applyRig();
  const process = processWith(world, stepOf(plan, "attach", "api").id, "before", () => {
    const back2 = [...world.state.networks.values()].find((one) => one.spec.Name === "back2")!;
    world.hand("DELETE", `/networks/${back2.id}`);
  });
  const result = await world.begin(process, plan);
  assert.equal(result.kind, "failed");
  assert.match(
    result.kind === "failed" ? result.why : "",
    /^Network back2 is gone: It was removed meanwhile/,
  );
  await assert.rejects(world.resume(world.process("one")), /Network back2 is gone/);
  assertDone(await world.undo(world.process("one")));
  assert.equal(world.snapshot(), world.start);
});

Deno.test("somebody else's service that answers to one of our names on the new network is in the way of the check", async () => {
  const { world, plan } = await applyRig();
  const process = processWith(world, stepOf(plan, "attach", "web").id, "after", () => {
    const back2 = [...world.state.networks.values()].find((one) => one.spec.Name === "back2")!;
    world.service("impostor", [{ Target: back2.id, Aliases: ["db"] }]);
  });
  const result = await world.begin(process, plan);
  assert.equal(result.kind, "failed");
  assert.match(
    result.kind === "failed" ? result.why : "",
    /On back2 another service answers to db: impostor came after/,
  );
});

Deno.test("somebody else's network of the new name is never adopted", async () => {
  const { world, plan } = await applyRig();
  const process = processWith(
    world,
    stepOf(plan, "create-network").id,
    "before",
    () => world.network("back2"),
  );
  const result = await world.begin(process, plan);
  assert.equal(result.kind, "failed");
  assert.match(result.kind === "failed" ? result.why : "", /There is another network named back2/);
  assert.equal(result.kind === "failed" && result.changed, false);
  assert.deepEqual(ourConfigs(world), []);
  assert.deepEqual(await world.journal("one").list(), []);
});

Deno.test("tasks that end slowly are waited for before the network is removed, but not those of a node that is down", async () => {
  for (const down of [false, true]) {
    const { world, back, process, plan } = await applyRig();
    const slow = [...world.state.nodes.values()].at(-1)!;
    world.state.behaviour = ({ node }) => (node === slow.id ? { stop: 50_000 } : undefined);
    if (down) slow.state = "down";
    const began = world.clock.now();
    assertDone(await world.begin(process, plan));
    assert.equal(world.state.networks.has(back), false);
    const seconds = (world.clock.now() - began) / 1000;
    assert.ok(down ? seconds < 30 : seconds > 50, `${seconds} s`);
  }
});

Deno.test("a service that is removed in the middle of the check is left out of it", async () => {
  const { world, plan } = await applyRig();
  let left = 1;
  const process = world.process("one", {
    fault: (effect, send) => {
      const verifies = "path" in effect && effect.path === "/tasks" &&
        String(effect.query?.filters).includes("desired-state");
      if (verifies && left-- > 0) {
        const id = world.idOf("db");
        world.monitor.foreignRemoval(id);
        world.hand("DELETE", `/services/${id}`);
      }
      return send();
    },
  });
  assertDone(await world.begin(process, plan));
  assert.equal(left < 1, true);
  assert.ok(process.notes.includes("Service db was removed meanwhile: not checked"), process.notes.join());
});
