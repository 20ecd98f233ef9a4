import assert from "node:assert/strict";
import fc from "../support/fast_check.ts";
import { overlaps, parsePrefix } from "../../lib/swarm/cidr.ts";
import { collisionsOf } from "../../lib/checks/addresses/overlapping.ts";
import { sketchSwarm } from "../../lib/swarm/sketch.ts";

/** Subnets in a narrow range, so that many of them overlap. */
const subnet = fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 22, max: 30 })).map((
  [low, bits],
) => `10.4.${low >> 6}.${(low & 63) << 2}/${bits}`);

Deno.test("one pass finds the overlaps that comparing every pair finds", () => {
  fc.assert(
    fc.property(fc.array(subnet, { maxLength: 12 }), (texts) => {
      const swarm = sketchSwarm({
        networks: texts.map((text, at) => ({ name: `n${at}`, subnet: text })),
        nodes: [{ hostname: "m1", addr: "10.4.1.9" }],
      });
      const found = collisionsOf(swarm);
      for (const [at, network] of swarm.networks.entries()) {
        if (network.scope !== "swarm") continue;
        const own = parsePrefix(texts[at]!)!;
        const expected = texts
          .flatMap((text, other) => other !== at && overlaps(own, parsePrefix(text)!) ? [`n${other}`] : []);
        if (overlaps(own, parsePrefix("10.4.1.9/32")!)) expected.push("m1");
        assert.deepEqual((found.get(network) ?? []).map(({ name }) => name).sort(), expected.sort());
      }
    }),
  );
});

Deno.test("many equal subnets cost no more than a look at the nearest ones", () => {
  const swarm = sketchSwarm({
    networks: Array.from({ length: 2_000 }, (_, at) => ({ name: `n${at}`, subnet: "10.4.0.0/24" })),
  });
  const found = collisionsOf(swarm);
  assert.equal(found.size, 2_000);
  for (const others of found.values()) assert.ok(others.length <= 32, `${others.length}`);
});

Deno.test("a network whose own subnets overlap does not collide with itself", () => {
  const config = ["10.4.0.0/24", "10.4.0.0/25"].map((text) => ({
    subnet: text,
    range: "",
    gateway: "",
    aux: {},
  }));
  const swarm = sketchSwarm({ networks: [{ name: "n", ipam: { driver: "default", options: {}, config } }] });
  assert.equal(collisionsOf(swarm).size, 0);
});
