import assert from "node:assert/strict";
import { capacity } from "../../commands/capacity.ts";
import { capacityOf } from "../../lib/insight/capacity.ts";
import type { Asked } from "../../lib/insight/capacity_what_if.ts";
import { bar, barSigns } from "../../lib/view/capacity/text.ts";
import { sketchSwarm, type SwarmSketch } from "../../lib/swarm/sketch.ts";
import { unstyled } from "../../lib/terminal/style.ts";
import { runOnSwarm } from "../support/run_command.ts";

/** A /28 (13 usable) on three nodes: a VIP, so many tasks, three load balancers. */
function small(replicas: number, order: "start-first" | "stop-first" = "stop-first", parallelism = 1) {
  return sketchSwarm({
    networks: [{ name: "ingress" }, { name: "app", subnet: "10.9.0.0/28" }],
    services: [{ name: "api", on: ["app"], replicas, update: roll(order, parallelism) }],
  });
}

function roll(order: "start-first" | "stop-first", parallelism: number) {
  return { parallelism, delay: 0, monitor: 5e9, failureAction: "pause", maxFailureRatio: 0, order };
}

function asking(asked: Partial<Asked>): Asked {
  return { nodes: 0, scale: new Map(), update: new Set(), ...asked };
}

const updateApi = asking({ update: new Set(["id-api"]) });

Deno.test("a start-first update of a full network is named a deadlock, a stop-first one a gap, and by how much it lacks", () => {
  const outcome = (swarm: ReturnType<typeof small>) => {
    const { whatIf } = capacityOf(swarm, { asked: updateApi });
    const [network] = whatIf!.networks;
    return [whatIf!.fits, network!.short, network!.updates[0]!.outcome];
  };
  assert.deepEqual(outcome(small(9, "start-first")), [false, 1, "deadlock"]);
  assert.deepEqual(outcome(small(9, "stop-first")), [false, 1, "gap"]);
  assert.deepEqual(outcome(small(8, "start-first")), [true, 0, "fits"]);
  assert.deepEqual(outcome(small(7, "start-first", 4)), [false, 2, "slower"]);
  assert.deepEqual(outcome(small(6, "stop-first", 0)), [false, 3, "gap"]);
});

Deno.test("states go from roomy over all updates together and the largest one to full", () => {
  const state = (sketch: SwarmSketch) =>
    capacityOf(sketchSwarm(sketch)).networks.find((one) => one.name === "app")!.state;
  const two = (a: number, b: number, parallelism: number) => ({
    networks: [{ name: "app", subnet: "10.9.0.0/28" }],
    services: [
      { name: "a", on: ["app"], replicas: a, update: roll("stop-first", parallelism) },
      { name: "b", on: ["app"], replicas: b, update: roll("stop-first", parallelism) },
    ],
  });
  assert.equal(state(two(3, 2, 1)), "roomy");
  assert.equal(state(two(4, 3, 1)), "together");
  assert.equal(state(two(4, 3, 2)), "tight");
  assert.equal(state(two(5, 3, 1)), "full");
});

Deno.test("tasks that wait for an address are counted, and the network is too small for them", () => {
  const swarm = small(9);
  const waiting = { ...swarm.tasks[0]!, id: "w", slot: 10, node: "", state: "new", networks: [] };
  const services = swarm.services.map((one) => ({ ...one, replicas: 10 }));
  const [app] = capacityOf({ ...swarm, services, tasks: [...swarm.tasks, waiting] }).networks;
  assert.equal(app!.name, "app");
  assert.deepEqual([app!.used, app!.free, app!.need, app!.waiting, app!.state], [13, 0, 14, 1, "full"]);
});

Deno.test("where allocator and objects differ, it is said in which direction", () => {
  const difference = (used: number) => {
    const swarm = small(2);
    const networks = swarm.networks.map((one) =>
      one.name === "app" ? { ...one, usage: { "10.9.0.0/28": { used, available: 16 - used } } } : one
    );
    return capacityOf({ ...swarm, networks }).networks.find((one) => one.name === "app")!;
  };
  // VIP, two tasks on two nodes and their endpoints are 5; the counter has three addresses more that are nobody's.
  assert.equal(difference(8).difference, 0);
  assert.equal(difference(10).difference, 2);
  assert.equal(difference(10).consumers.other, 2);
  assert.equal(difference(10).source, "engine counters");
  assert.equal(difference(7).difference, -1);
  assert.equal(capacityOf(small(2)).networks[0]!.difference, null);
});

Deno.test("a leak is shown as such, and a network without counters is not said to have none", async () => {
  const swarm = small(2);
  const networks = swarm.networks.map((one) =>
    one.name === "app" ? { ...one, usage: { "10.9.0.0/28": { used: 10, available: 6 } } } : one
  );
  const { out } = await runOnSwarm(capacity, ["app"], { swarm: { ...swarm, networks } });
  assert.match(out, /measured by the engine's allocator/);
  assert.match(out, /2 other/);
  assert.match(out, /counts 2 addresses that no object\s+holds/);
  const plain = await runOnSwarm(capacity, ["app"], { swarm });
  assert.match(plain.out, /computed from the objects/);
  assert.doesNotMatch(plain.out, /other/);
});

Deno.test("new nodes take an address on ingress each, and global services a task and an endpoint each where they may run", () => {
  const swarm = sketchSwarm({
    networks: [{ name: "ingress" }, { name: "app" }, { name: "core" }],
    services: [
      { name: "agent", on: ["app"], mode: "global" },
      { name: "logs", on: ["app"], mode: "global" },
      { name: "boss", on: ["core"], mode: "global", constraints: ["node.role==manager"] },
    ],
  });
  const { whatIf } = capacityOf(swarm, { asked: asking({ nodes: 4 }) });
  assert.deepEqual(
    whatIf!.networks.map((one) => [one.name, one.tasks, one.loadBalancers]),
    [["app", 8, 4], ["ingress", 0, 4]],
  );
  assert.deepEqual(whatIf!.notOnNewNodes, ["boss"]);
});

Deno.test("scaling down gives addresses back and fits on a network that is too small now", () => {
  const swarm = small(9);
  const services = swarm.services.map((one) => ({ ...one, replicas: 12 }));
  const asked = asking({ scale: new Map([["id-api", 9]]) });
  const { whatIf } = capacityOf({ ...swarm, services }, { asked });
  const [app] = whatIf!.networks;
  assert.deepEqual([app!.before, app!.tasks, app!.peak, app!.fits], [16, -3, 13, true]);
  assert.deepEqual(whatIf!.scale, [{ service: "api", from: 12, to: 9, most: 9 }]);
});

Deno.test("questions are answered by the exit code in every format: 0 when it fits, 3 when not", async () => {
  const ask = async (...words: string[]) => (await runOnSwarm(capacity, words, { swarm: small(8) })).exit;
  for (const format of ["text", "json", "svg"]) {
    assert.equal(await ask("--format", format, "--scale", "api=9"), 0);
    assert.equal(await ask("--format", format, "--scale", "api=10"), 3);
    assert.equal(await ask("--format", format, "--update", "api"), 0);
    assert.equal(await ask("--format", format, "--update", "api", "--scale", "api=9"), 3);
    assert.equal(await ask("--format", format), 0);
  }
  assert.equal(await ask("--add-nodes", "100"), 0);
  assert.equal(await ask("--add-nodes", "300"), 3);
});

Deno.test("of several networks only the ones named are asked about", async () => {
  const ran = await runOnSwarm(capacity, ["ingress", "--scale", "api=99"], { swarm: small(8) });
  assert.equal(ran.exit, 0);
  assert.match(ran.out, /takes no address of any network shown/);
});

Deno.test("wrong words are all reported at once", async () => {
  const swarm = small(2);
  const failure = async (...words: string[]) => (await runOnSwarm(capacity, words, { swarm })).failure;
  const unknown = await failure("ap", "--scale", "apj=2", "--update", "nothing-like-it");
  assert.equal(unknown!.exit, 1);
  assert.match(
    unknown!.message,
    /Network ap not found. Did you mean app\?\nService apj not found. Did you mean api\?\nService nothing-like-it not found$/,
  );
  assert.equal(unknown!.why, undefined, "what holds for networks says nothing about services");
  const words = [
    "--add-nodes",
    "0",
    "--scale",
    "api",
    "--scale",
    "a=1",
    "--scale",
    "a=2",
    "--record",
    "--from",
    "x",
  ];
  for (const expected of [/--add-nodes takes/, /not api/, /names a twice/, /--record takes/]) {
    let thrown: unknown;
    try {
      capacity.parse({
        addNodes: 0,
        changed: new Set(),
        format: "text",
        from: "x",
        history: undefined,
        record: true,
        scale: ["api", "a=1", "a=2"],
        update: [],
      }, []);
    } catch (error) {
      thrown = error;
    }
    assert.match(String(thrown), expected, words.join(" "));
  }
});

Deno.test("what cannot be scaled is said to be so", async () => {
  const swarm = sketchSwarm({
    networks: [{ name: "app" }],
    services: [
      { name: "agent", on: ["app"], mode: "global" },
      { name: "job", on: ["app"], mode: "replicated-job" },
    ],
  });
  const { failure } = await runOnSwarm(capacity, ["--scale", "agent=3", "--scale", "job=3"], { swarm });
  assert.match(failure!.message, /agent is global.*\n.*job is a job/);
});

Deno.test("a bar is full only when nothing is free, and shows every address that is used", () => {
  const draw = (used: number, peak: number, usable: number, ascii = true) =>
    unstyled(bar({ used, peak, usable }, 10, barSigns(ascii)));
  assert.equal(draw(0, 0, 253), "..........");
  assert.equal(draw(1, 1, 253), "#.........");
  assert.equal(draw(1, 2, 253), "#=........");
  assert.equal(draw(252, 252, 253), "#########.");
  assert.equal(draw(252, 253, 253), "#########=");
  assert.equal(draw(253, 253, 253), "##########");
  assert.equal(draw(12, 14, 13), "#########=!");
  assert.equal(draw(0, 3, 0), "##########!");
  assert.equal(draw(5, 5, 10, false), "█████·····");
});
