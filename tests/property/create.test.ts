import assert from "node:assert/strict";
import fc from "../support/fast_check.ts";
import { planCreate } from "../../lib/plan/create/plan.ts";
import { plainRequest } from "../../lib/swarm/change/create_request.ts";
import { formatPrefix, masked, overlaps, parsePrefix, type Prefix } from "../../lib/swarm/cidr.ts";
import { occupants } from "../../lib/swarm/occupants.ts";
import { nextAutomatic, pickSubnet } from "../../lib/swarm/pool.ts";
import { usableOf } from "../../lib/swarm/usage.ts";
import { networkFromRaw } from "../../lib/engine/collect_network.ts";
import type { Raw } from "../../lib/engine/engine.ts";
import { FakeClock, FakeSwarm } from "../support/fake_engine.ts";
import { makeNetwork, makeNode, makeSwarm } from "../support/make_swarm.ts";

const LET = { require: "off", origin: "the default" } as const;
/** Blocks in 10.0.0.0/16, so that they often collide with each other and with automatic subnets. */
const block: fc.Arbitrary<Prefix> = fc.record({
  family: fc.constant(4 as const),
  value: fc.nat(0xffff).map((low) => 0x0a000000n + BigInt(low)),
  bits: fc.integer({ min: 18, max: 31 }),
}, { noNullPrototype: true }).map(masked);

const swarms = fc.record({
  networks: fc.array(block, { maxLength: 8 }),
  routes: fc.array(block, { maxLength: 3 }),
  nodes: fc.array(block, { minLength: 1, maxLength: 4 }),
}).map(({ networks, routes, nodes }) =>
  makeSwarm({
    cluster: { defaultAddrPool: ["10.0.0.0/16"] },
    source: { hostRoutes: routes.map(formatPrefix), bridgePools: [{ base: "10.0.128.0/20", size: 24 }] },
    nodes: nodes.map((one, at) => makeNode(`n${at}`, { addr: formatPrefix(one).split("/")[0]! })),
    networks: networks.map((one, at) => makeNetwork(`net${at}`, { subnet: formatPrefix(one) })),
  })
);

Deno.test("a picked subnet overlaps nothing that is known, and has the room that was asked for", () => {
  fc.assert(fc.property(swarms, fc.integer({ min: 1, max: 4000 }), (swarm, addresses) => {
    const picked = pickSubnet(swarm, { addresses });
    assert.ok(picked !== null);
    assert.deepEqual(occupants(swarm).filter((one) => overlaps(one.block, picked)), []);
    assert.ok(usableOf({ subnet: formatPrefix(picked), range: "", gateway: "" }) >= addresses);
  }));
});

Deno.test("the correction of an overlap is itself accepted", () => {
  fc.assert(fc.property(swarms, block, (swarm, wanted) => {
    const request = { ...plainRequest("app"), subnets: [formatPrefix(wanted)] };
    for (const problem of planCreate(request, swarm, LET).problems) {
      const fix = /^--subnet (\S+), which is free/.exec(problem.fix)?.[1];
      if (fix === undefined) continue;
      const again = planCreate({ ...request, subnets: [fix] }, swarm, LET).problems;
      assert.deepEqual(again.filter((one) => /overlaps/.test(one.what)), []);
    }
  }));
});

Deno.test("automatic subnets are free of swarm networks, aligned and distinct", () => {
  fc.assert(fc.property(swarms, (swarm) => {
    const next = nextAutomatic(swarm, 5);
    const taken = swarm.networks.flatMap((one) =>
      one.ipam.config.flatMap((at) => parsePrefix(at.subnet) ?? [])
    );
    for (const [at, one] of next.entries()) {
      assert.equal(one.bits, 24);
      assert.ok(![...taken, ...next.slice(0, at)].some((other) => overlaps(one, other)));
    }
  }));
});

Deno.test("no request makes the judgement throw, and errors always have a correction", () => {
  const text = fc.oneof(fc.string({ maxLength: 12 }), block.map(formatPrefix), fc.constant("fd00::/64"));
  const texts = fc.array(text, { maxLength: 3 });
  const map = fc.dictionary(
    fc.constantFrom("encrypted", "a", "com.docker.network.driver.mtu", "__proto__"),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.string(), texts, texts, texts, map, map, fc.option(fc.integer(), { nil: undefined }), (
      name,
      subnets,
      ranges,
      gateways,
      aux,
      options,
      sizeFor,
    ) => {
      const request = { ...plainRequest(name), subnets, ranges, gateways, aux, options, sizeFor };
      const plan = planCreate(request, makeSwarm(), LET);
      for (const one of plan.problems) {
        assert.ok(one.what !== "" && one.why !== "" && one.fix !== "" && one.rule !== "");
      }
      JSON.stringify(plan.body);
    }),
  );
});

Deno.test("what is let through is allocated, by an engine that knows swarm's rules", () => {
  const config = fc.record({
    subnet: block,
    range: fc.option(block, { nil: undefined }),
    gateway: fc.option(block, { nil: undefined }),
  });
  const wanted = fc.array(fc.option(config, { nil: undefined }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(wanted, (list) => {
      const clock = new FakeClock({ mode: "manual" });
      const fake = new FakeSwarm({ nodes: 1, clock });
      clock.advance(10_000);
      for (const [at, one] of list.entries()) {
        const raw = [...fake.request("GET", "/networks").list as Iterable<Raw>];
        const swarm = makeSwarm({ networks: raw.map((network) => networkFromRaw(network)) });
        const request = {
          ...plainRequest(`net${at}`),
          subnets: one === undefined ? [] : [formatPrefix(one.subnet)],
          ranges: one?.range === undefined ? [] : [formatPrefix(one.range)],
          gateways: one?.gateway === undefined ? [] : [formatPrefix(one.gateway).split("/")[0]!],
        };
        const plan = planCreate(request, swarm, LET);
        if (plan.problems.some((problem) => problem.severity === "error")) continue;
        const answer = fake.request("POST", "/networks/create", plan.body);
        assert.equal(answer.status, 201, JSON.stringify(answer.json));
        clock.advance(10_000);
        const { Id } = answer.json as { Id: string };
        const made = fake.request("GET", `/networks/${Id}?scope=swarm`).json as Raw;
        assert.equal(made.Driver, "overlay", JSON.stringify(plan.body));
      }
    }),
    { numRuns: 200 },
  );
});
