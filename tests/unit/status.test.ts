import assert from "node:assert/strict";
import { status as command } from "../../commands/status.ts";
import { connect } from "../../lib/engine/connect.ts";
import { collect } from "../../lib/engine/collect.ts";
import { statusOf } from "../../lib/insight/status.ts";
import { RULES } from "../../lib/checks/registry.ts";
import { judge } from "../../lib/checks/run.ts";
import { liveView } from "../../lib/checks/view.ts";
import { sketchSwarm, type SwarmSketch } from "../../lib/swarm/sketch.ts";
import { MemoryIo, testContext } from "../support/context.ts";
import { unixTarget } from "../support/engine_socket.ts";
import { startFakeEngine } from "../support/fake_engine.ts";
import { assertGolden } from "../support/golden.ts";
import { runOnSwarm } from "../support/run_command.ts";

const HEALTHY: SwarmSketch = {
  networks: [{ name: "app" }],
  services: [{ name: "web", on: ["app"], replicas: 2 }, { name: "api", on: ["app"], replicas: 3 }],
};
const ERROR = { code: "SN0201", level: "error" as const, object: "x", message: "bad" };

Deno.test("a swarm without a flaw is healthy", () => {
  const { verdict, control, data } = statusOf(sketchSwarm(HEALTHY), []);
  assert.equal(verdict.state, "healthy");
  assert.deepEqual([control.managers, control.reachable, control.quorum, control.leader], [3, 3, 2, "m1"]);
  assert.deepEqual([data.networks, data.encrypted, data.edges.crossing], [1, 1, 1]);
});

const manager = (hostname: string, reachability: string) => ({
  hostname,
  role: "manager" as const,
  manager: { leader: false, reachability, addr: "" },
});
/** With what the rules say of it. */
function judged(sketch: SwarmSketch) {
  const swarm = sketchSwarm(sketch);
  const findings = judge(liveView(swarm), RULES).findings;
  return statusOf(swarm, findings.map((one) => ({ ...one, object: one.object.name })));
}
const BROKEN: [string, SwarmSketch, RegExp][] = [
  ["the managers have no quorum", {
    ...HEALTHY,
    nodes: [manager("a", "reachable"), manager("b", "unreachable")],
  }, /no quorum/],
  ["a network was never allocated", { networks: [{ name: "n", driver: "" }] }, /^1 error$/],
  ["a network is full", {
    networks: [{ name: "n", subnet: "10.9.0.0/29" }],
    services: [{ name: "s", on: ["n"], replicas: 3, endpointMode: "dnsrr" }],
  }, /^1 error$/],
  ["Windows and Linux nodes share an encrypted network", {
    ...HEALTHY,
    nodes: [{ hostname: "lin1" }, { hostname: "win1", os: "windows" }],
    services: [{ name: "web", on: ["app"], replicas: 1 }, { name: "api", on: ["app"], replicas: 2 }],
  }, /1 error/],
  ["a task waits for an address", {
    networks: [{ name: "n" }],
    services: [{ name: "s", on: ["n"] }],
    tasks: [{ service: "s", state: "new", node: "" }],
  }, /^1 error$/],
  ["a node refused a task because of its network", {
    ...HEALTHY,
    tasks: [
      {
        service: "web",
        slot: 1,
        node: "m1",
        state: "rejected",
        desired: "shutdown",
        error: "network app not found",
      },
      { service: "web", slot: 1, node: "m1", state: "ready", desired: "ready" },
    ],
  }, /^1 task blocked by networking$/],
];
for (const [title, sketch, text] of BROKEN) {
  Deno.test(`broken when ${title}`, () => {
    const { verdict } = judged(sketch);
    assert.equal(verdict.state, "broken", verdict.text);
    assert.match(verdict.text, text);
  });
}

Deno.test("a published service that is scaled to zero, and a job that is done, are meant to be silent", () => {
  const ports = [{ name: "", protocol: "tcp", target: 80, published: 80, mode: "ingress" as const }];
  const swarm = sketchSwarm({
    networks: [{ name: "ingress" }],
    services: [{ name: "off", replicas: 0, ports }, { name: "done", mode: "replicated-job", ports }],
    tasks: [{ service: "done", state: "complete", desired: "complete" }],
  });
  assert.deepEqual(statusOf(swarm, []).ingress.silent, []);
});

Deno.test("a manager that does not answer its peers is a risk, even while there is a quorum", () => {
  const nodes = [manager("a", "reachable"), manager("b", "reachable"), manager("c", "unreachable")];
  const { verdict, control } = statusOf(sketchSwarm({ ...HEALTHY, nodes }), []);
  assert.deepEqual(control.unreachable, ["c"]);
  assert.equal(verdict.state, "at risk");
  assert.match(verdict.text, /1 manager unreachable/);
});

Deno.test("only overlays count as application networks: no macvlan, and no network that each node has by itself", () => {
  const swarm = sketchSwarm({
    networks: [{ name: "app" }, { name: "lan", driver: "macvlan" }, { name: "host", driver: "host" }],
    services: [{ name: "a", on: ["host"], replicas: 3 }, { name: "b", on: ["host"], replicas: 3 }],
  });
  const { data } = statusOf(swarm, []);
  assert.deepEqual([data.networks, data.encrypted, data.edges.total], [1, 1, 0]);
});

Deno.test("a place in which tasks are rejected again and again is held up, though a next task is on its way", () => {
  const error = "failed to parse com.docker.network.driver.mtu";
  const place = { service: "web", slot: 1, node: "m1" };
  const history = [
    { ...place, state: "rejected", desired: "shutdown", error, since: "2026-06-01T11:58:00Z" },
    { ...place, state: "rejected", desired: "shutdown", error: "older", since: "2026-06-01T11:57:00Z" },
    { ...place, state: "ready", desired: "ready" },
  ];
  assert.deepEqual(statusOf(sketchSwarm({ ...HEALTHY, tasks: history }), []).stuck, [
    { task: "web.1", state: "rejected", cause: error },
  ]);
  const given = [...history.slice(0, 2), { ...place, slot: 2, state: "running" }, {
    ...place,
    slot: 3,
    state: "running",
  }];
  assert.deepEqual(
    statusOf(sketchSwarm({ ...HEALTHY, tasks: given }), []).stuck,
    [],
    "its place was given up by scaling",
  );
  const healed = [...history, { ...place, state: "running" }];
  assert.deepEqual(statusOf(sketchSwarm({ ...HEALTHY, tasks: healed }), []).stuck, []);
});

Deno.test("an ingress network that was never allocated encrypts nothing", () => {
  const { ingress } = statusOf(sketchSwarm({ networks: [{ name: "ingress", driver: "" }] }), []);
  assert.deepEqual([ingress.present, ingress.encrypted], [true, false]);
});

Deno.test("what failed before it ran to its end is held up by nothing any more", () => {
  const place = { service: "load", slot: 1, node: "m1" };
  const error = "network app not found";
  const failed = { ...place, state: "rejected", desired: "shutdown", error, since: "2026-06-01T11:57:00Z" };
  const job = { ...HEALTHY, services: [{ name: "load", on: ["app"], mode: "replicated-job" as const }] };
  const done = { ...place, state: "complete", desired: "complete", since: "2026-06-01T11:58:00Z" };
  assert.deepEqual(statusOf(sketchSwarm({ ...job, tasks: [failed, done] }), []).stuck, []);
  const again = { ...failed, since: "2026-06-01T11:59:00Z" };
  assert.deepEqual(statusOf(sketchSwarm({ ...job, tasks: [failed, done, again] }), []).stuck, [
    { task: "load.1", state: "rejected", cause: error },
  ]);
});

Deno.test("an MTU that nodes cannot read is named, since their error does not say what it is about", () => {
  const swarm = sketchSwarm({
    networks: [{ name: "app", options: { "com.docker.network.driver.mtu": "abc" } }],
    services: [{ name: "web", on: ["app"] }],
    tasks: [{
      service: "web",
      slot: 1,
      state: "rejected",
      desired: "shutdown",
      error: 'failed to parse abc: strconv.Atoi: parsing "abc": invalid syntax',
    }],
  });
  assert.match(statusOf(swarm, []).stuck[0]!.cause, /^network app has com\.docker\.network\.driver\.mtu=abc/);
});

Deno.test("an image that is called network-tools and cannot be pulled is no trouble with networks", () => {
  const swarm = sketchSwarm({
    ...HEALTHY,
    tasks: [{ service: "web", state: "rejected", error: "No such image: registry/network-tools:1" }],
  });
  assert.deepEqual(statusOf(swarm, []).stuck, []);
});

Deno.test("errors of the rules make it broken, warnings put it at risk, and facts that the rules leave out count no more", () => {
  assert.equal(statusOf(sketchSwarm(HEALTHY), [ERROR]).verdict.state, "broken");
  assert.equal(statusOf(sketchSwarm(HEALTHY), [{ ...ERROR, level: "warning" }]).verdict.state, "at risk");
  const plain = { ...HEALTHY, networks: [{ name: "app", options: {} }] };
  assert.equal(statusOf(sketchSwarm(plain), []).verdict.state, "healthy");
  assert.deepEqual(judged(plain).verdict, { state: "at risk", text: "1 warning" });
});

Deno.test("a task that failed for another reason than a network is not held up by one", () => {
  const swarm = sketchSwarm({
    ...HEALTHY,
    tasks: [{ service: "web", state: "failed", error: "task: non-zero exit (1)" }],
  });
  assert.deepEqual(statusOf(swarm, []).stuck, []);
  const rejected = sketchSwarm({
    ...HEALTHY,
    tasks: [{ service: "web", state: "rejected", error: "network app not found" }],
  });
  assert.equal(statusOf(rejected, []).stuck[0]!.cause, "network app not found");
});

Deno.test("only the worst findings stand on the screen, the worst first", () => {
  const findings = [..."abcdefg"].map((object) => ({ ...ERROR, level: "warning" as const, object }));
  const { worst, warnings } = statusOf(sketchSwarm(HEALTHY), [...findings, ERROR]).findings;
  assert.equal(worst.length, 5);
  assert.equal(worst[0]!.level, "error");
  assert.equal(warnings, 7);
});

Deno.test("the demo swarm's status at 80 and 120 columns", async () => {
  assertGolden(import.meta.url, "demo-80", (await runOnSwarm(command, [])).out);
  assertGolden(
    import.meta.url,
    "demo-120",
    (await runOnSwarm(command, [], { io: new MemoryIo({ width: 120 }) })).out,
  );
});

Deno.test("--watch shows the swarm again when the engine reports a change, and ends when interrupted", async () => {
  await using fake = await startFakeEngine();
  const stop = new AbortController();
  const engine = await connect(unixTarget(fake.socket), { signal: stop.signal });
  const seen: number[] = [];
  class Io extends MemoryIo {
    override out(text: string): void {
      seen.push(JSON.parse(text).data.networks);
      if (seen.length === 1) void engine.createNetwork({ Name: "fresh", Driver: "overlay" });
      else stop.abort(new Error("enough"));
    }
  }
  const ctx = testContext({ io: new Io(), engine, signal: stop.signal });
  ctx.swarm = (asked) => collect(engine, { clock: ctx.clock, ...asked });
  // Real waiting: what wakes the watch is an event on a socket.
  ctx.clock.sleep = (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const timer = setTimeout(resolve, ms);
      signal?.addEventListener("abort", () => {
        clearTimeout(timer);
        reject(signal.reason);
      }, { once: true });
    });
  const options = { json: true, watch: true, from: undefined };
  try {
    await assert.rejects(command.run(ctx, options), /enough/);
  } finally {
    engine.close();
  }
  assert.deepEqual(seen.slice(0, 2), [0, 1]);
});

Deno.test("--watch of a snapshot is a usage error", async () => {
  assert.equal((await runOnSwarm(command, ["--watch", "--from", "demo"])).exit, 125);
});
