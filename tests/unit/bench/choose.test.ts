import assert from "node:assert/strict";
import fc from "../../support/fast_check.ts";
import { choosePairs, chooseSubnets } from "../../../lib/bench/choose_pairs.ts";
import { overlaps, parsePrefix } from "../../../lib/swarm/cidr.ts";
import { demoSwarm } from "../../../lib/demo/demo.ts";
import type { Node, Swarm } from "../../../lib/swarm/model.ts";
import { occupants } from "../../../lib/swarm/occupants.ts";

function swarmOf(...nodes: Partial<Node>[]): Swarm {
  const demo = demoSwarm();
  const [like] = demo.nodes;
  return {
    ...demo,
    nodes: nodes.map((node, at) => ({
      ...like!,
      ...{
        id: `id${at}`,
        hostname: `node${at}`,
        role: "worker",
        state: "ready",
        availability: "active",
        os: "linux",
      },
      ...node,
    })),
  };
}

function names(swarm: Swarm, nodes?: string[], all = false): string[] | string {
  const chosen = choosePairs(swarm, { nodes, all });
  return chosen.kind === "impossible"
    ? chosen.problems.join("; ")
    : chosen.pairs.map(({ from, to }) => `${from.name}>${to.name}`);
}

Deno.test("two workers are preferred to managers", () => {
  const swarm = swarmOf({ role: "manager" }, { hostname: "b" }, { hostname: "a" });
  assert.deepEqual(names(swarm), ["a>b"]);
  assert.deepEqual(names(swarmOf({ role: "manager" }, { hostname: "b" })), ["b>node0"]);
});

Deno.test("named nodes keep their direction and may be named by ID", () => {
  assert.deepEqual(names(swarmOf({}, {}, {}), ["node2", "id0"]), ["node2>node0"]);
});

Deno.test("every two nodes once, and those that take no tasks are left out by name", () => {
  const swarm = swarmOf({}, {}, {}, { hostname: "gone", state: "down" });
  assert.deepEqual(names(swarm, undefined, true), ["node0>node1", "node0>node2", "node1>node2"]);
  const chosen = choosePairs(swarm, { nodes: undefined, all: true });
  assert.ok(chosen.kind === "chosen");
  assert.deepEqual(chosen.leftOut, ["Node gone is down"]);
});

Deno.test("each reason why a bench cannot run is its own message, all of them together", () => {
  assert.match(names(swarmOf({})) as string, /one node/);
  assert.match(
    names(swarmOf({}, { state: "down" }, { availability: "drain" })) as string,
    /Fewer than two.*is down.*is drained/,
  );
  const swarm = swarmOf({}, { availability: "pause" }, { os: "windows" }, { hostname: "twin" }, {
    hostname: "twin",
  });
  assert.match(
    names(swarm, ["nod0", "node1"]) as string,
    /nod0 not found. Did you mean node0\?; Node node1 is paused/,
  );
  assert.match(names(swarm, ["node0", "node0"]) as string, /same node/);
  assert.match(names(swarm, ["node0", "node2"]) as string, /runs windows/);
  assert.match(
    names(swarm, ["node0", "twin"]) as string,
    /twin is ambiguous: 2 nodes have this name; give the ID/,
  );
});

Deno.test("the subnets overlap nothing that is known, nor each other", () => {
  const swarm = demoSwarm();
  const { plain, encrypted } = chooseSubnets(swarm);
  const both = [plain, encrypted].map((text) => parsePrefix(text!)!);
  assert.ok(!overlaps(both[0]!, both[1]!));
  for (const { block } of occupants(swarm)) {
    assert.ok(both.every((one) => !overlaps(one, block)), JSON.stringify(block, (_, value) => String(value)));
  }
});

Deno.test("where nothing is free the managers choose", () => {
  const swarm = demoSwarm();
  const all = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];
  const [like] = swarm.networks;
  const full = all.map((subnet, at) => ({
    ...like!,
    id: `full${at}`,
    ipam: { driver: "default", options: {}, config: [{ subnet, range: "", gateway: "", aux: {} }] },
  }));
  assert.deepEqual(chooseSubnets({ ...swarm, networks: [...swarm.networks, ...full] }), {});
});

Deno.test("whatever nodes there are, pairs are of two that can take part", () => {
  const node = fc.record({
    state: fc.constantFrom("ready", "down", "unknown") as fc.Arbitrary<Node["state"]>,
    availability: fc.constantFrom("active", "drain", "pause") as fc.Arbitrary<Node["availability"]>,
    os: fc.constantFrom("linux", "windows", ""),
  });
  fc.assert(fc.property(fc.array(node, { maxLength: 6 }), fc.boolean(), (nodes, all) => {
    const usable = nodes.filter((one) =>
      one.state === "ready" && one.availability === "active" && one.os === "linux"
    );
    const chosen = choosePairs(swarmOf(...nodes), { nodes: undefined, all });
    assert.equal(chosen.kind, usable.length < 2 ? "impossible" : "chosen");
    if (chosen.kind === "impossible") return;
    assert.equal(chosen.pairs.length, all ? usable.length * (usable.length - 1) / 2 : 1);
    assert.ok(chosen.pairs.every(({ from, to }) => from.id !== to.id));
  }));
});
