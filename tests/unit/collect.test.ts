import assert from "node:assert/strict";
import { collect, type CollectOptions } from "../../lib/engine/collect.ts";
import { EngineError } from "../../lib/engine/errors.ts";
import type { Swarm } from "../../lib/swarm/model.ts";
import { type Answers, json, pong, withEngine } from "../support/engine_socket.ts";

const CLOCK = { now: () => Date.UTC(2026, 10, 22, 12) };

/** The answers of a small manager. */
function manager(more: Answers = {}): Answers {
  return {
    "GET /info": () =>
      json({ Name: "m1", ServerVersion: "28.5.2", KernelVersion: "none", Swarm: { NodeID: "m1" } }),
    "GET /swarm": () => json({ ID: "c1", DefaultAddrPool: null }),
    "GET /nodes": () => json([node("w10"), node("w2"), node("m1")]),
    "GET /networks": () =>
      json([
        network("n3", "net10"),
        network("l1", "bridge", "local"),
        network("n1", "net9"),
        network("n2", "net2"),
      ]),
    "GET /services": () => json([service("s2", "web", "n1"), service("s1", "db", "hid1")]),
    "GET /tasks": () => json([task("t3", ""), task("t2", "s2", 2), task("t1", "s2", 1), task("t0", "s1", 1)]),
    "GET /networks/hid1": () => json({ Id: "hid1", Name: "host", Scope: "swarm", Driver: "host" }),
    ...more,
  };
}

function node(hostname: string): unknown {
  return { ID: hostname, Spec: { Role: "worker" }, Description: { Hostname: hostname } };
}

function network(id: string, name: string, scope = "swarm"): unknown {
  return {
    Id: id,
    Name: name,
    Scope: scope,
    Driver: scope === "swarm" ? "overlay" : "bridge",
    Containers: scope === "swarm" ? null : {},
  };
}

function service(id: string, name: string, target: string): unknown {
  return {
    ID: id,
    Spec: { Name: name, TaskTemplate: { Networks: [{ Target: target }] } },
    Endpoint: { VirtualIPs: [{ NetworkID: target }] },
  };
}

function task(id: string, of: string, slot = 0): unknown {
  return { ID: id, ServiceID: of, Slot: slot, Status: { State: "running" } };
}

function collected(
  answers: Answers,
  options: Omit<CollectOptions, "clock"> = {},
): Promise<{ swarm: Swarm; requests: string[] }> {
  return withEngine(
    answers,
    async (engine, requests) => ({ swarm: await collect(engine, { clock: CLOCK, ...options }), requests }),
  );
}

Deno.test("lists come in natural order of their names, swarm networks before local ones", async () => {
  const { swarm } = await collected(manager());
  assert.deepEqual(swarm.nodes.map((each) => each.hostname), ["m1", "w2", "w10"]);
  assert.deepEqual(swarm.networks.map((each) => each.name), ["host", "net2", "net9", "net10", "bridge"]);
  assert.deepEqual(swarm.services.map((each) => each.name), ["db", "web"]);
  assert.deepEqual(swarm.tasks.map((each) => each.id), ["t0", "t1", "t2", "t3"]);
  assert.equal(swarm.taken, "2026-11-22T12:00:00.000Z");
  assert.equal(swarm.source.apiVersion, "1.51");
});

Deno.test("six calls and one for each network that lists hide are enough", async () => {
  const { requests } = await collected(manager());
  assert.deepEqual(requests.slice(1).sort(), [
    "GET /v1.51/info",
    "GET /v1.51/networks",
    "GET /v1.51/networks/hid1",
    "GET /v1.51/nodes",
    "GET /v1.51/services?status=true",
    "GET /v1.51/swarm",
    "GET /v1.51/tasks?filters=" +
    new URLSearchParams([["", '{"runtime":{"attachment":true,"container":true,"":true}}']]).toString().slice(
      1,
    ),
  ]);
});

Deno.test("a network that services name and nobody knows stays a dangling reference", async () => {
  const { swarm } = await collected(
    manager({ "GET /networks/hid1": () => json({ message: "network hid1 not found" }, 404) }),
  );
  assert.ok(!swarm.networks.some((each) => each.id === "hid1"));
  assert.ok(!swarm.gaps.some((gap) => gap.what === "networks"));
});

Deno.test("a hidden network that cannot be read is a gap, not the end", async () => {
  const { swarm } = await collected(
    manager({ "GET /networks/hid1": () => json({ message: "broken" }, 500) }),
  );
  assert.match(swarm.gaps.find((gap) => gap.what === "networks")!.why, /hid1 could not be read: .*broken/);
});

Deno.test("look-ups of hidden networks are bounded, and the bound is stated", async () => {
  const many = Array.from({ length: 100 }, (_, at) => service(`s${at}`, `s${at}`, `gone${at}`));
  const { swarm, requests } = await collected(manager({ "GET /services": () => json(many) }));
  assert.equal(requests.filter((each) => each.includes("/networks/gone")).length, 64);
  assert.match(swarm.gaps.find((gap) => gap.what === "networks")!.why, /100 networks .* 64 of them/);
});

Deno.test("tasks are left out where nobody needs them, and that is stated", async () => {
  const { swarm, requests } = await collected(manager(), { tasks: false });
  assert.deepEqual(swarm.tasks, []);
  assert.ok(!requests.some((each) => each.includes("/tasks")));
  assert.ok(swarm.gaps.some((gap) => gap.what === "tasks"));
});

/** An inspect that tells how many run at once. */
function inspects(view: (url: URL) => Record<string, unknown>): { answers: Answers; most: () => number } {
  let now = 0, most = 0;
  const answer = async (_: Request, url: URL) => {
    most = Math.max(most, ++now);
    await new Promise((resolve) => setTimeout(resolve, 5));
    now--;
    return json(view(url));
  };
  const answers: Answers = {};
  for (let at = 0; at < 30; at++) answers[`GET /networks/n${at}`] = answer;
  return { answers, most: () => most };
}

Deno.test("swarm networks are inspected at most eight at a time, verbose only when asked", async () => {
  const list = Array.from({ length: 30 }, (_, at) => network(`n${at}`, `net${at}`));
  const verbose = new Set<string | null>();
  const { answers, most } = inspects((url) => {
    verbose.add(url.searchParams.get("verbose"));
    return {
      Containers: { c: { Name: "c" } },
      Peers: [{ Name: "p", IP: "10.0.0.1" }],
      Services: { web: { VIP: "10.0.0.2" } },
    };
  });
  const all = manager({ ...answers, "GET /networks": () => json(list) });
  const plain = await collected(all, { inspect: true });
  assert.deepEqual([...verbose], [null]);
  assert.ok(most() <= 8 && most() > 1, `${most()} at once`);
  assert.deepEqual(plain.swarm.networks[1]!.peers, [{ name: "p", ip: "10.0.0.1" }]);
  verbose.clear();
  const deep = await collected(all, { deep: true });
  assert.deepEqual([...verbose], ["true"]);
  assert.equal(deep.swarm.networks[1]!.gossip![0]!.vip, "10.0.0.2");
});

Deno.test("what the node asked cannot see is stated", async () => {
  const { answers } = inspects((url) =>
    url.pathname.endsWith("n1") ? { Containers: {}, Peers: [] } : { Containers: null }
  );
  const { swarm } = await collected(manager(answers), { inspect: true });
  assert.deepEqual(swarm.networks.map((each) => [each.name, each.containers === null]), [
    ["host", true],
    ["net2", true],
    ["net9", false],
    ["net10", true],
    ["bridge", true],
  ]);
  const text = swarm.gaps.map((gap) => `${gap.what}: ${gap.why}`).join("\n");
  assert.match(text, /containers and peers: 2 of 3 networks/);
  assert.match(text, /containers: Each engine knows its own/);
  assert.match(text, /usage: .*1\.52.*1\.51/);
  assert.match(text, /host routes: /);
});

Deno.test("a network that vanishes between list and inspect does not end the collection", async () => {
  const { answers } = inspects(() => ({ Containers: {} }));
  answers["GET /networks/n2"] = () => json({ message: "network n2 not found" }, 404);
  const { swarm } = await collected(manager(answers), { inspect: true });
  assert.equal(swarm.networks.find((each) => each.id === "n2")!.containers, null);
  assert.equal(swarm.networks.find((each) => each.id === "n1")!.containers!.length, 0);
});

const WORKER =
  "This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state. Please run this command on a " +
  "manager node or promote the current node to a manager.";

Deno.test("a worker is told where its managers are, on old engines as on new ones", async () => {
  const no = () => json({ message: WORKER }, 503);
  const managers = [{ NodeID: "a", Addr: "10.0.0.1:2377" }, { NodeID: "b", Addr: "[fd00::1]:2377" }];
  for (const version of ["1.41", "1.51"]) {
    const worker: Answers = {
      "HEAD /_ping": () => pong(version, version === "1.41" ? "" : "active/worker"),
      "GET /info": () =>
        json({ Swarm: { LocalNodeState: "active", ControlAvailable: false, RemoteManagers: managers } }),
      "GET /networks": () => json([]),
      "GET /swarm": no,
      "GET /nodes": no,
      "GET /services": no,
      "GET /tasks": no,
    };
    await assert.rejects(collected(worker), (error) => {
      assert.ok(error instanceof EngineError);
      assert.equal(error.kind, "worker");
      assert.match(error.next[0]!, /10\.0\.0\.1, \[fd00::1\]/);
      return true;
    });
  }
});

Deno.test("an engine outside any swarm is told how to get into one", async () => {
  const no = () =>
    json(
      { message: 'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join"' },
      503,
    );
  const alone = {
    "GET /info": () => json({}),
    "GET /networks": () => json([]),
    "GET /swarm": no,
    "GET /nodes": no,
    "GET /services": no,
    "GET /tasks": no,
  };
  await assert.rejects(
    collected(alone),
    (error) => error instanceof EngineError && error.kind === "not-a-swarm",
  );
});
