import assert from "node:assert/strict";
import { collect } from "../../lib/engine/collect.ts";
import { connect } from "../../lib/engine/connect.ts";
import type { Engine, Raw } from "../../lib/engine/engine.ts";
import { isEngineError } from "../../lib/engine/errors.ts";
import { demoSwarm } from "../../lib/demo/demo.ts";
import { diffSwarms } from "../../lib/swarm/diff.ts";
import { usageOf } from "../../lib/swarm/usage.ts";
import { unixTarget } from "../support/engine_socket.ts";
import {
  type FakeEngine,
  type FakeEngineOptions,
  FakeSwarm,
  startFakeEngine,
} from "../support/fake_engine.ts";

async function withFake(
  options: FakeEngineOptions,
  use: (fake: FakeEngine, engine: Engine) => Promise<void>,
): Promise<void> {
  await using fake = await startFakeEngine(options);
  const engine = await connect(unixTarget(fake.socket));
  try {
    await use(fake, engine);
  } finally {
    engine.close();
  }
}

const overlay = (name: string, more: Raw = {}): Raw => ({ Name: name, Driver: "overlay", ...more });
const spec = (name: string, networks: string[], more: Raw = {}): Raw => ({
  Name: name,
  TaskTemplate: { ContainerSpec: { Image: "app:1" }, Networks: networks.map((Target) => ({ Target })) },
  Mode: { Replicated: { Replicas: 2 } },
  EndpointSpec: { Mode: "vip" },
  ...more,
});

Deno.test("a program that sleeps on the fake's clock sees the swarm's time pass without waiting for it", async () => {
  await withFake({}, async (fake, engine) => {
    const { id } = await engine.createNetwork(overlay("a"));
    assert.equal((await engine.network(id)).Driver, "");
    const before = performance.now();
    await fake.clock.sleep(60_000);
    assert.ok(performance.now() - before < 30_000);
    assert.equal((await engine.network(id)).Driver, "overlay");
  });
});

Deno.test("sleepers side by side wake in the order of their times, and an aborted one at once", async () => {
  await withFake({}, async (fake) => {
    const order: string[] = [];
    const stop = new AbortController();
    const start = fake.clock.now();
    const slow = fake.clock.sleep(300).then(() => order.push("slow"));
    const quick = fake.clock.sleep(100).then(() => order.push("quick"));
    const stopped = fake.clock.sleep(1e9, stop.signal).catch((error) => order.push(error));
    stop.abort("stopped");
    await Promise.all([slow, quick, stopped]);
    assert.deepEqual(order, ["stopped", "quick", "slow"]);
    assert.equal(fake.clock.now() - start, 300);
  });
});

Deno.test("the same calls on two fakes give the same answers, IDs and times included", () => {
  const run = () => {
    const swarm = new FakeSwarm({ nodes: 3 });
    swarm.request("POST", "/networks/create", overlay("a"));
    swarm.request("POST", "/services/create", spec("web", ["a"]));
    swarm.clock.settle();
    return JSON.stringify([
      [...swarm.request("GET", "/networks").list!],
      [...swarm.request("GET", "/services?status=true").list!],
      [...swarm.request("GET", "/tasks").list!],
    ]);
  };
  assert.equal(run(), run());
});

Deno.test("every request is recorded, and what may change something can be told apart", async () => {
  await withFake({}, async (fake, engine) => {
    await collect(engine, { clock: fake.clock, deep: true });
    assert.deepEqual(fake.writes(), []);
    await engine.createNetwork(overlay("a"));
    const [write] = fake.writes();
    assert.deepEqual([write!.method, write!.path, write!.api, write!.body], [
      "POST",
      "/networks/create",
      "1.51",
      overlay("a"),
    ]);
  });
});

Deno.test("faults: a refusal before any work, an answer lost after the work, a cut one, and whatever a test wants between", async () => {
  await withFake({}, async (fake, engine) => {
    fake.faults.once("POST", /networks\/create/, { status: 503, message: "busy" });
    await assert.rejects(engine.createNetwork(overlay("a")), /busy/);
    assert.equal([...fake.state.networks.values()].some((one) => one.spec.Name === "a"), false);

    fake.faults.add({ when: ({ method }) => method === "POST", fault: "drop", times: 2 });
    await assert.rejects(engine.createNetwork(overlay("b")));
    assert.ok([...fake.state.networks.values()].some((one) => one.spec.Name === "b"));
    fake.faults.clear();

    fake.faults.once("GET", /^\/info$/, "truncate");
    await assert.rejects(engine.info());

    let seen = "";
    fake.faults.once("GET", /^\/swarm$/, {
      before: () => void (seen += "before "),
      after: () => void (seen += "after"),
    });
    await engine.swarm();
    assert.equal(seen, "before after");
  });
});

Deno.test("a hanging request ends with its client", async () => {
  await withFake({}, async (fake, engine) => {
    fake.faults.once("GET", /^\/info$/, "hang");
    await assert.rejects(engine.call("GET", "/info", { signal: AbortSignal.timeout(50) }));
    assert.equal((await engine.info()).Name, "node1");
  });
});

Deno.test("events come as they happen, narrowed by filters", async () => {
  await withFake({}, async (fake, engine) => {
    const stop = new AbortController();
    const seen: string[] = [];
    const watching = (async () => {
      for await (const event of engine.events({ type: ["network"] }, stop.signal)) {
        seen.push(
          `${event.Type} ${event.Action} ${
            (event.Actor as { Attributes: { name: string } }).Attributes.name
          }`,
        );
        if (seen.length === 2) stop.abort();
      }
    })().catch(() => {});
    while (fake.state.listeners.size === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await engine.createConfig({ Name: "c", Data: btoa("x") });
    const { id } = await engine.createNetwork(overlay("a"));
    await engine.removeNetwork(id);
    await watching;
    assert.deepEqual(seen, ["network create a", "network remove a"]);
  });
});

Deno.test("logs come in frames, with the task they are of", async () => {
  await withFake({}, async (fake, engine) => {
    const { id } = await engine.createService(spec("web", []));
    fake.clock.settle();
    const [task] = fake.state.tasksOf(id);
    fake.log("web", { stream: 1, text: "hello", task: task!.id });
    fake.log("web", { stream: 2, text: "trouble", task: task!.id });
    const lines = [];
    const signal = new AbortController().signal;
    for await (const line of engine.logs("services", id, { follow: false, details: true, signal })) {
      lines.push(line);
    }
    assert.deepEqual(lines.map(({ stream, text }) => [stream, text.trim()]), [["stdout", "hello"], [
      "stderr",
      "trouble",
    ]]);
    assert.equal(lines[0]!.details["com.docker.swarm.task.id"], task!.id);
  });
});

Deno.test("workers and engines without a swarm say so, as real ones do", async () => {
  for (const [role, kind] of [["worker", "worker"], ["inactive", "not-a-swarm"]] as const) {
    await withFake({ facts: { role } }, async (_fake, engine) => {
      await assert.rejects(engine.swarm(), (error) => isEngineError(error, kind));
      await assert.rejects(engine.createNetwork(overlay("a")), /not a swarm manager/);
      const info = await engine.info();
      assert.equal((info.Swarm as Raw).ControlAvailable, false);
    });
  }
});

Deno.test("the API version decides what is answered", async () => {
  await withFake({ api: "1.41" }, async (fake, engine) => {
    assert.equal(engine.apiVersion, "1.41");
    const { id } = await engine.createNetwork(
      overlay("a", { IPAM: { Config: [{ Subnet: "10.80.0.1/24" }] } }),
    );
    fake.clock.settle();
    assert.equal("EnableIPv4" in await engine.network(id), false);
    assert.equal((await engine.version()).Version, "20.10.24");
  });
  await withFake({ api: "1.52", nodes: 1 }, async (fake, engine) => {
    const { id } = await engine.createNetwork(
      overlay("a", { IPAM: { Config: [{ Subnet: "10.80.0.0/24" }] } }),
    );
    await engine.createService(spec("web", [id]));
    fake.clock.settle();
    const { Status } = await engine.call("GET", `/networks/${id}`) as { Status?: Raw };
    // Network, gateway, broadcast, VIP, two tasks, one load balancer.
    assert.deepEqual(Status, {
      IPAM: { Subnets: { "10.80.0.0/24": { IPsInUse: 7, DynamicIPsAvailable: 249 } } },
    });
  });
});

Deno.test("a request in an old API version loses what that version did not know", () => {
  const swarm = new FakeSwarm();
  const body = spec("web", []) as { TaskTemplate: { ContainerSpec: Raw } };
  body.TaskTemplate.ContainerSpec["Sysctls"] = { a: "1" };
  body.TaskTemplate.ContainerSpec["CapabilityAdd"] = ["NET_ADMIN"];
  swarm.request("POST", "/v1.39/services/create", body);
  const { Spec } = swarm.request("GET", "/services/web").json as { Spec: typeof body };
  assert.deepEqual(Object.keys(Spec.TaskTemplate.ContainerSpec), ["Image"]);
  assert.equal(swarm.request("GET", "/v1.23/info").status, 400);
  assert.equal(swarm.request("GET", "/v1.60/info").status, 400);
});

Deno.test("seeded with the demo, the fake shows the demo, and lives on", async () => {
  const demo = demoSwarm();
  await withFake({ from: demo }, async (fake, engine) => {
    const seen = await collect(engine, { clock: fake.clock });
    assert.deepEqual(diffSwarms(demo, seen).changes, []);
    assert.equal(seen.tasks.length, demo.tasks.length);
    for (const network of seen.networks.filter(({ scope }) => scope === "swarm")) {
      const before = demo.networks.find(({ name }) => name === network.name)!;
      assert.deepEqual(usageOf(seen, network), usageOf(demo, before), network.name);
    }
    const backend = seen.networks.find(({ name }) => name === "shop_backend")!;
    const { id } = await engine.createService(spec("extra", [backend.id]));
    fake.clock.settle();
    const taken = new Set(
      demo.tasks.flatMap(({ networks }) => networks.flatMap(({ addresses }) => addresses)),
    );
    for (const task of fake.state.tasksOf(id)) {
      assert.equal(task.state, "running");
      assert.ok(!taken.has(task.attachments[0]!.addresses[0]!));
    }
  });
});

Deno.test("draining a node moves its tasks, and a lost node keeps its addresses", () => {
  const swarm = new FakeSwarm({ nodes: 3 });
  const { state } = swarm;
  swarm.request("POST", "/networks/create", overlay("a"));
  swarm.request("POST", "/services/create", spec("web", ["a"], { Mode: { Replicated: { Replicas: 3 } } }));
  swarm.clock.settle();
  const node = [...state.nodes.values()][1]!;
  const body = { Role: "worker", Availability: "drain" };
  assert.equal(swarm.request("POST", `/nodes/${node.id}/update?version=${node.version}`, body).status, 200);
  swarm.clock.settle();
  const live = [...state.tasks.values()].filter(({ state }) => state === "running");
  assert.equal(live.length, 3);
  assert.ok(live.every((task) => task.node !== node.id));
});

Deno.test("long lists are sent piece by piece", async () => {
  const count = 20_000;
  function* tasks() {
    for (let at = 0; at < count; at++) {
      yield {
        ID: String(at).padStart(25, "t"),
        Status: { State: "running" },
        DesiredState: "running",
        Slot: at,
      };
    }
  }
  await withFake({ lists: { "/tasks": tasks } }, async (_fake, engine) => {
    const slots = await engine.tasks((task) => Number(task.Slot));
    assert.equal(slots.length, count);
    assert.equal(slots.at(-1), count - 1);
  });
});
