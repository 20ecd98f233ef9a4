import assert from "node:assert/strict";
import { Failure, Interrupted } from "../../../lib/base/errors.ts";
import type { Plan, Step } from "../../../lib/plan/model.ts";
import {
  applyRig,
  assertDone,
  atEntry,
  listOf,
  ourConfigs,
  processWith,
  serviceNamed,
  stepOf,
} from "../../support/apply_rig.ts";
import type { Effect } from "../../support/change_world/process.ts";
import { World } from "../../support/change_world/world.ts";

const CANARY = "canary-8d1f0c";

Deno.test("a network gives way to its successor: everyone moves, nothing of ours is left but the journal", async () => {
  const { world, back, process, plan } = await applyRig();
  assertDone(await world.begin(process, plan));
  for (const name of ["api", "db", "web"]) assert.deepEqual(listOf(world, name), ["back2"]);
  assert.equal(world.state.networks.has(back), false);
  assert.deepEqual(ourConfigs(world), []);
  const [operation] = await world.journal("one").list();
  assert.equal(operation!.entries.at(-1)!.event, "finished");
  const successor = [...world.state.networks.values()].find((one) => one.spec.Name === "back2")!;
  assert.equal(successor.spec.Labels!["swarmnet.operation"], operation!.header.id);
  assert.deepEqual(world.monitor.violations, []);
});

Deno.test("two hops leave name, subnet and labels as they were", async () => {
  const { world, process, plan } = await applyRig({ to: "back" });
  assertDone(await world.begin(process, plan));
  for (const name of ["api", "db", "web"]) assert.deepEqual(listOf(world, name), ["back"]);
  assert.deepEqual(
    [...world.state.networks.values()].filter((one) => one.spec.Name.includes("swarmnet")),
    [],
  );
  assert.deepEqual(world.monitor.violations, []);
});

Deno.test("while it works, the lock says who, what and how far, and the copy holds the plan", async () => {
  const { world, plan } = await applyRig();
  let seen: { data: Record<string, unknown>; labels: Record<string, string>; parts: string[] } | undefined;
  const process = processWith(world, stepOf(plan, "detach").id, "before", () => {
    const { Data, Labels } = world.lock()!.spec;
    seen = { data: JSON.parse(atob(Data!)), labels: Labels!, parts: ourConfigs(world) };
  });
  assertDone(await world.begin(process, plan));
  const { id } = seen!.data as { id: string };
  assert.equal(seen!.data.title, plan.title);
  assert.equal(seen!.data.who, "one@test");
  assert.deepEqual(seen!.parts.sort(), ["swarmnet.lock", `swarmnet.operation.${id}.1`]);
  assert.equal(seen!.labels["swarmnet.worker"], "one@test");
  const { done, pending, made } = JSON.parse(seen!.labels["swarmnet.journal"]!);
  assert.equal(done, "1-5");
  assert.equal(pending, "");
  assert.deepEqual(Object.keys(made), ["s1"]);
});

Deno.test("nothing of a service's environment, arguments or labels is written to lock, copy or journal", async () => {
  const { world, plan } = await applyRig({
    parts: {
      Labels: { secret: CANARY },
      TaskTemplate: { ContainerSpec: { Image: "app:1", Env: [`KEY=${CANARY}`], Args: [CANARY] } },
    },
  });
  const written: string[] = [];
  const process = world.process("one", {
    onEffect: (effect: Effect) => {
      if (effect.call?.path.startsWith("/configs")) written.push(JSON.stringify(effect.call.body ?? ""));
      if (effect.entry !== undefined) written.push(JSON.stringify(effect.entry));
    },
  });
  assertDone(await world.begin(process, plan));
  const copies = written.flatMap((text) => /"Data":"([^"]+)"/.exec(text)?.[1] ?? []);
  for (const copy of copies) {
    const bytes = Uint8Array.fromBase64(copy);
    if (bytes[0] !== 0x1f) continue;
    const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    written.push(await new Response(plain).text());
  }
  assert.ok(written.some((text) => text.includes(plan.title)));
  const journal = JSON.stringify(await world.journal("one").list());
  assert.equal([...written, journal].some((text) => text.includes(CANARY)), false);
});

Deno.test("a call that is refused first leaves neither lock nor copy nor journal", async () => {
  const { world, plan } = await applyRig();
  const process = world.process("one", {
    fault: (effect, send) =>
      "path" in effect || effect.call?.path !== "/networks/create"
        ? send()
        : { status: 400, json: { message: "invalid network config" } },
  });
  const result = await world.begin(process, plan);
  assert.equal(result.kind, "failed");
  assert.equal(result.kind === "failed" && result.changed, false);
  assert.deepEqual(ourConfigs(world), []);
  assert.deepEqual(await world.journal("one").list(), []);
  assert.equal(world.snapshot(), world.start);
});

Deno.test("what beforeFirst throws ends the operation before its first call, without a trace", async () => {
  const { world, process, plan } = await applyRig();
  const result = await world.begin(process, plan, {
    beforeFirst: () => Promise.reject(new Failure("Service api changed since the plan was made")),
  });
  assert.equal(result.kind === "failed" && result.why, "Service api changed since the plan was made");
  assert.equal(process.effects.some(({ mutates }) => mutates), false);
  assert.deepEqual(ourConfigs(world), []);
  assert.deepEqual(await world.journal("one").list(), []);
});

Deno.test("a second operation is refused with the name of the first, and changes nothing", async () => {
  const { world, plan } = await applyRig();
  let refusal: Promise<unknown> | undefined;
  const second = world.process("two");
  const process = processWith(world, stepOf(plan, "attach").id, "before", () => {
    refusal = world.begin(second, plan).catch((error) => error);
  });
  assertDone(await world.begin(process, plan));
  const error = await refusal;
  assert.ok(error instanceof Failure);
  assert.match(
    error.message,
    /^Operation [0-9a-f]{10} is under way \(Replace .*begun .* by one@test\): one@test works on it$/,
  );
  assert.equal(second.effects.some(({ mutates }) => mutates), false);
  assert.deepEqual(await world.journal("two").list(), []);
});

Deno.test("when the lock is removed, nothing more is sent", async () => {
  const { world, plan } = await applyRig();
  const step = stepOf(plan, "attach", "db");
  const process = processWith(
    world,
    step.id,
    "before",
    () => world.hand("DELETE", `/configs/${world.lock()!.id}`),
  );
  const result = await world.begin(process, plan);
  assert.equal(result.kind, "stopped");
  assert.match(result.kind === "stopped" ? result.why : "", /^The lock was lost: it was removed/);
  assert.deepEqual(listOf(world, "db"), ["back"]);
  const sent = process.effects.filter(({ mutates }) => mutates).length;
  assert.equal(sent, 2, "the network and one service");
});

Deno.test("a lock that goes away while a service rolls ends the waiting", async () => {
  const { world, plan } = await applyRig();
  const process = processWith(
    world,
    stepOf(plan, "attach", "db").id,
    "before",
    () => world.clock.schedule(300, () => world.hand("DELETE", `/configs/${world.lock()!.id}`)),
  );
  world.state.behaviour = ({ service }) => service === "db" ? { start: 60_000 } : undefined;
  const began = world.clock.now();
  const result = await world.begin(process, plan);
  assert.equal(result.kind, "stopped");
  assert.ok(world.clock.now() - began < 20_000);
});

Deno.test("Ctrl-C finishes the call in flight, journals, and goes no further", async () => {
  const { world, plan } = await applyRig();
  const step = stepOf(plan, "attach", "db");
  const process = world.process("one", {
    onEffect: (effect: Effect) => {
      const call = effect.call?.path === `/services/${world.idOf("db")}/update`;
      if (call) process.stop.abort(new Interrupted());
    },
  });
  const result = await world.begin(process, plan);
  assert.deepEqual({ ...result, operation: "" }, {
    kind: "stopped",
    operation: "",
    changed: true,
    why: "It was interrupted",
  });
  assert.deepEqual(listOf(world, "db"), ["back", "back2"]);
  const { entries } = (await world.journal("one").list())[0]!;
  assert.deepEqual(entries.slice(-2).map((entry) => [entry.event, "step" in entry ? entry.step : ""]), [
    ["before", step.id],
    ["stopped", ""],
  ]);
  assert.equal(world.lock()!.spec.Labels!["swarmnet.holder"], "", "anyone may take it");
  assertDone(await world.resume(world.process("one")));
});

Deno.test("Ctrl-C before the first call leaves nothing", async () => {
  const { world, plan } = await applyRig();
  const process = world.process("one", {
    onEffect: (effect: Effect) => {
      if (effect.call?.path === "/configs/create") process.stop.abort(new Interrupted());
    },
  });
  await assert.rejects(world.begin(process, plan), Interrupted);
  assert.deepEqual(ourConfigs(world), []);
  assert.deepEqual(await world.journal("one").list(), []);
});

Deno.test("a full disk stops before the first call, and in the middle before the next", async () => {
  const full = new Failure("Cannot write the journal", { why: "No space left on device" });
  const { world, plan } = await applyRig();
  const never = world.process("one", { disk: () => full });
  await assert.rejects(world.begin(never, plan), full);
  assert.deepEqual(never.effects.filter(({ kind }) => kind === "engine"), []);
  const step = stepOf(plan, "attach", "db");
  const later = world.process("one", {
    disk: ({ what }) => (what === `before ${step.id}` || what === "failed" ? full : undefined),
  });
  const result = await world.begin(later, plan);
  assert.equal(result.kind, "failed");
  assert.match(result.kind === "failed" ? result.why : "", /No space left/);
  assert.deepEqual(listOf(world, "db"), ["back"]);
  assertDone(await world.resume(world.process("one")));
});

Deno.test("a swarm that rolls an update back fails the step with the task's own words, and resume tries again", async () => {
  const { world, plan } = await applyRig({ parts: { UpdateConfig: { FailureAction: "rollback" } } });
  const back2 = () => [...world.state.networks.values()].find((one) => one.spec.Name === "back2")?.id;
  world.state.behaviour = ({ service, template }) =>
    service === "db" && template.Networks!.some(({ Target }) => Target === back2())
      ? { failAfter: 100, error: "task: non-zero exit (7)" }
      : undefined;
  const result = await world.begin(world.process("one"), plan);
  assert.ok(result.kind === "failed" && result.changed);
  assert.equal(result.step, stepOf(plan, "attach", "db").id);
  assert.match(
    result.why,
    /The update of db was rolled back: .*A new task failed: task: non-zero exit \(7\)/,
  );
  assert.deepEqual(listOf(world, "db"), ["back"]);
  world.state.behaviour = undefined;
  assertDone(await world.resume(world.process("one")));
  assert.deepEqual(listOf(world, "db"), ["back2"]);
});

Deno.test("a service that does not converge in time fails its step, and others are left alone", async () => {
  const { world, plan } = await applyRig();
  world.state.behaviour = ({ service }) => service === "db" ? { start: 10_000_000 } : undefined;
  const result = await world.begin(world.process("one"), plan, { timeoutMs: 30_000 });
  assert.match(result.kind === "failed" ? result.why : "", /^db has not converged within 30s/);
  assert.deepEqual(listOf(world, "web"), ["back"]);
});

Deno.test("out of sequence is recomputed, no leader and lost answers are waited for", async () => {
  const { world, plan } = await applyRig();
  const once = new Set<string>();
  const process = world.process("one", {
    fault: (effect, send) => {
      const call = "path" in effect ? effect : effect.call!;
      const key = `${call.method} ${call.path}`;
      if (once.has(key) || call.path.startsWith("/events")) return send();
      once.add(key);
      if (call.method === "GET") {
        return {
          status: 500,
          json: { message: "rpc error: code = Unknown desc = The swarm does not have a leader" },
        };
      }
      if (call.path.endsWith("/update") && call.path.startsWith("/services")) {
        return { status: 400, json: { message: "rpc error: code = Unknown desc = update out of sequence" } };
      }
      send();
      return { status: 503, json: { message: "the answer was lost" } };
    },
  });
  assertDone(await world.begin(process, plan));
  for (const name of ["api", "db", "web"]) assert.deepEqual(listOf(world, name), ["back2"]);
  assert.deepEqual(ourConfigs(world), []);
  assert.equal(
    [...world.state.networks.values()].filter((one) => one.spec.Name.startsWith("back")).length,
    1,
  );
});

Deno.test("with --parallel ready services roll together, and phases still follow each other", async () => {
  const { world, plan } = await applyRig();
  const one = await timed(plan, 1);
  const three = await timed(plan, 3);
  assert.ok(three.ms < one.ms * 0.6, `${three.ms} ms against ${one.ms} ms`);
  const events = three.entries;
  const verify = stepOf(plan, "verify").id;
  const attachEnds = plan.steps.filter(({ action }) => action.kind === "attach")
    .map(({ id }) => events.indexOf(`after ${id}`));
  const detachBegins = plan.steps.filter(({ action }) => action.kind === "detach")
    .map(({ id }) => events.indexOf(`before ${id}`));
  const checked = events.indexOf(`after ${verify}`);
  assert.ok(attachEnds.every((at) => at < checked) && detachBegins.every((at) => at > checked));
  assert.deepEqual(world.monitor.violations, []);
});

async function timed(plan: Plan, parallel: number): Promise<{ ms: number; entries: string[] }> {
  const { world, process } = await applyRig();
  const began = world.clock.now();
  assertDone(await world.begin(process, plan, { parallel }));
  const { entries } = (await world.journal("one").list())[0]!;
  return {
    ms: world.clock.now() - began,
    entries: entries.map((entry) => `${entry.event} ${"step" in entry ? entry.step : ""}`),
  };
}

Deno.test("a migration takes hardly longer than the same updates one after the other by docker's criterion", async () => {
  const { world, process, plan } = await applyRig({ parts: { UpdateConfig: { Monitor: 5_000_000_000 } } });
  const began = world.clock.now();
  assertDone(await world.begin(process, plan));
  const ours = world.clock.now() - began;
  const other = await applyRig({ parts: { UpdateConfig: { Monitor: 5_000_000_000 } } });
  const second = other.world.network("second");
  other.world.clock.settle();
  const start = other.world.clock.now();
  for (const remove of [false, true]) {
    for (const name of ["api", "db", "web"]) {
      const service = serviceNamed(other.world, name);
      const spec = structuredClone(service.spec);
      spec.TaskTemplate.Networks = remove
        ? [{ Target: second }]
        : [{ Target: other.back }, { Target: second }];
      other.world.hand("POST", `/services/${service.id}/update?version=${service.version}`, spec);
      assert.ok(
        other.world.clock.until(() => serviceNamed(other.world, name).updateStatus?.State === "completed"),
      );
    }
  }
  const docker = other.world.clock.now() - start;
  assert.ok(ours <= docker * 1.15, `${ours} ms against ${docker} ms`);
});

Deno.test("no after a canary stops, resumably, and resume asks again", async () => {
  const { world, process, plan } = await applyRig();
  const verify = stepOf(plan, "verify");
  const asking: Plan = {
    ...plan,
    steps: plan.steps.map((step): Step =>
      step === verify && step.action.kind === "verify"
        ? { ...step, action: { ...step.action, ask: true } }
        : step
    ),
  };
  const answers = [false, true];
  const observer = { confirm: () => Promise.resolve(answers.shift()!) };
  const no = world.process("one", { observer });
  assert.ok(process);
  const result = await world.begin(no, asking);
  assert.equal(result.kind === "stopped" && result.changed, true);
  assertDone(await world.resume(world.process("one", { observer })));
  assert.deepEqual(answers, []);
});

Deno.test("update order is set and taken back without a restart, the lack of settings included", async () => {
  const world = new World();
  const net = world.network("net");
  world.service("plain", [net], {});
  const service = serviceNamed(world, "plain");
  delete service.spec.UpdateConfig;
  world.watch({ moved: ["net"], specsOnly: true });
  const target = { id: service.id, name: "plain" };
  const base = { phase: 0, reason: "", undo: null, restarts: { tasks: 0, seconds: 0 } };
  const plan: Plan = {
    schema: "swarmnet/plan/2",
    kind: "replace",
    title: "Set and reset",
    standsOn: [],
    findings: [],
    phases: ["Order"],
    steps: [
      {
        ...base,
        id: "s1",
        needs: [],
        action: { kind: "set-order", service: target, from: null, to: "start-first" },
      },
      {
        ...base,
        id: "s2",
        needs: ["s1"],
        action: { kind: "set-order", service: target, from: "start-first", to: null },
      },
    ],
  };
  let meanwhile: unknown;
  const process = world.process("one", {
    onEffect: atEntry(
      "s2",
      "before",
      () => meanwhile = structuredClone(serviceNamed(world, "plain").spec.UpdateConfig),
    ),
  });
  const tasks = [...world.state.tasks.keys()];
  assertDone(await world.begin(process, plan));
  assert.deepEqual(meanwhile, { Parallelism: 1, Order: "start-first" });
  assert.equal(serviceNamed(world, "plain").spec.UpdateConfig, undefined);
  assert.deepEqual([...world.state.tasks.keys()], tasks);
});
