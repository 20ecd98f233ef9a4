import assert from "node:assert/strict";
import { demoSwarm } from "../../lib/demo/demo.ts";
import { canRun, isOpen } from "../../lib/swarm/placement.ts";
import { transientOf, wantedTasks } from "../../lib/swarm/rolling.ts";
import { roomsOf } from "../../lib/swarm/room.ts";
import { sketchSwarm, type SwarmSketch } from "../../lib/swarm/sketch.ts";

function roomOf(sketch: SwarmSketch, name = "app") {
  const swarm = sketchSwarm(sketch);
  return roomsOf(swarm).get(swarm.networks.find((one) => one.name === name)!);
}

Deno.test("a /29 is full with a service of two tasks on two nodes, as watched on 28.5.2", () => {
  const room = roomOf({
    networks: [{ name: "app", subnet: "10.9.0.0/29" }],
    services: [{ name: "a", on: ["app"], replicas: 2 }],
  });
  assert.deepEqual(
    { usable: room?.usable, need: room?.need, free: room?.free, loadBalancers: room?.loadBalancers },
    { usable: 5, need: 5, free: 0, loadBalancers: 2 },
  );
});

Deno.test("the demo's small network has one address left, and legacy_app takes most of it", () => {
  const swarm = demoSwarm();
  const network = swarm.networks.find(({ name }) => name === "legacy_default")!;
  const room = roomsOf(swarm).get(network)!;
  assert.equal(room.free, 1);
  assert.equal(room.largest, 2);
  assert.equal(room.transient, 3);
  assert.equal(room.takers[0]?.service.name, "legacy_app");
});

Deno.test("tasks without an address yet are needed all the same", () => {
  const room = roomOf({
    networks: [{ name: "app", subnet: "10.9.0.0/29" }],
    services: [{ name: "a", on: ["app"], replicas: 9 }],
    tasks: [{ service: "a", state: "new", node: "", networks: [] }],
  });
  assert.equal(room?.held, 1, "the VIP");
  assert.equal(room?.need, 13, "the VIP, nine tasks, and a load balancer on each of three nodes");
});

Deno.test("a job takes addresses while its tasks run, and nothing for updates", () => {
  const room = roomOf({
    networks: [{ name: "app" }],
    services: [{ name: "j", on: ["app"], mode: "replicated-job", replicas: 50 }],
    tasks: [],
  });
  assert.equal(room?.need, 0);
  assert.equal(room?.transient, 0);
});

Deno.test("networks that managers hand out no addresses in have no room to speak of", () => {
  assert.equal(roomOf({}, "docker_gwbridge"), undefined);
});

Deno.test("a global service wants a task on each node it has one on, else on each it may run on", () => {
  const nodes = [{ hostname: "m1" }, { hostname: "w1", labels: { disk: "ssd" } }, {
    hostname: "w2",
    availability: "drain" as const,
  }];
  const swarm = sketchSwarm({
    nodes,
    services: [
      { name: "all", mode: "global" },
      { name: "none", mode: "global", constraints: ["node.labels.disk==ssd"] },
    ],
    tasks: [{ service: "all", node: "m1" }],
  });
  assert.equal(wantedTasks(swarm, swarm.services[0]!), 1);
  assert.equal(wantedTasks(swarm, swarm.services[1]!), 1);
});

Deno.test("an update takes as many addresses more as it replaces tasks at a time, all of them where that is 0", () => {
  const update = (parallelism: number) => ({
    parallelism,
    delay: 0,
    monitor: 0,
    failureAction: "pause",
    maxFailureRatio: 0,
    order: "stop-first" as const,
  });
  const swarm = sketchSwarm({
    services: [2, 0, 9].map((parallelism, at) => ({
      name: `s${at}`,
      replicas: 4,
      update: update(parallelism),
    })),
  });
  assert.deepEqual(swarm.services.map((service) => transientOf(swarm, service)), [2, 4, 4]);
});

Deno.test("constraints are compared as swarm does: any letter case, labels by exact key, unknown ones met", () => {
  const node = sketchSwarm({
    nodes: [{ hostname: "W1", role: "worker", arch: "x86_64", labels: { Disk: "SSD" } }],
  }).nodes[0]!;
  const runs = (...constraints: string[]) => canRun({ constraints, platforms: [] }, node);
  assert.ok(runs("node.role==Worker", "node.hostname != w2", "node.platform.OS==linux"));
  assert.ok(runs("node.labels.Disk==ssd"));
  assert.ok(!runs("node.labels.disk==ssd"));
  assert.ok(!runs("node.hostname!=w1"));
  assert.ok(runs("node.labels.zone!=a"), "a label that is missing differs from any value");
  assert.ok(runs("engine.labels.os==debian"), "not known here");
  assert.ok(canRun({ constraints: [], platforms: [{ os: "linux", arch: "amd64" }] }, node));
  assert.ok(!canRun({ constraints: [], platforms: [{ os: "linux", arch: "arm64" }] }, node));
  assert.ok(!isOpen({ availability: "pause", state: "ready" }));
});
