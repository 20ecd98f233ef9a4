import assert from "node:assert/strict";
import fc from "../support/fast_check.ts";
import { plainRequest } from "../../lib/swarm/change/create_request.ts";
import { formatPrefix, masked, overlaps, parsePrefix, type Prefix } from "../../lib/swarm/cidr.ts";
import { occupants } from "../../lib/swarm/occupants.ts";
import { nextAutomatic, pickSubnet } from "../../lib/swarm/pool.ts";
import { usableOf } from "../../lib/swarm/usage.ts";
import { judged, verdictOf } from "../support/create_rules.ts";
import { makeNetwork, makeNode, makeSwarm } from "../support/make_swarm.ts";

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

Deno.test("the fix of an overlap is itself accepted", () => {
  fc.assert(fc.property(swarms, block, (swarm, wanted) => {
    for (const finding of judged({ subnets: [formatPrefix(wanted)] }, swarm)) {
      const subnet = /\|--subnet (\S+)$/.exec(finding)?.[1];
      if (subnet === undefined) continue;
      assert.deepEqual(judged({ subnets: [subnet] }, swarm).filter((one) => /SN020[2-5]/.test(one)), []);
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

Deno.test("no request makes the judgement throw, and findings always have a fix", () => {
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
      const { blockers, remarks } = verdictOf(request);
      for (const { message, why, fix } of [...blockers, ...remarks]) {
        assert.ok(message !== "" && why !== "" && fix.text !== "");
      }
    }),
  );
});
