import assert from "node:assert/strict";
import { planReplace } from "../../lib/plan/replace.ts";
import { reference } from "../support/change_world/crash.ts";
import { explore } from "../support/change_world/explore.ts";
import type { Scenario } from "../support/change_world/scenarios.ts";

/** Three services, two networks, all three at a time. */
const THREE_BY_TWO: Scenario = {
  name: "three services move from one network to another",
  build(world) {
    const old = world.network("old");
    for (const name of ["a", "b", "c"]) world.service(name, [old], { Mode: { Replicated: { Replicas: 1 } } });
  },
  watched: { moved: ["old"] },
  plan: (swarm) =>
    planReplace(swarm, {
      kind: "replace",
      moves: [{
        network: swarm.networks.find((one) => one.name === "old")?.id ?? "old",
        name: "successor",
        change: { encrypted: true, subnets: ["10.77.0.0/24"] },
      }],
      allowGap: false,
      startFirst: false,
    }),
  run: { parallel: 3 },
};

Deno.test("three services, two networks, one mishap: no order of events parts anybody, and each comes to its end", async () => {
  const { end } = await reference(THREE_BY_TWO);
  const limit = Number(Deno.env.get("LIMIT") ?? 100_000);
  const began = performance.now();
  const { states, transitions, paths, ends, violations } = await explore(THREE_BY_TWO, end, limit);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(
    `${states} states, ${transitions} transitions, ${paths} paths, ${seconds} s, ends:`,
    Object.fromEntries(ends),
  );
  assert.deepEqual(violations.slice(0, 8), []);
  assert.ok(paths < limit, "every way was gone");
});
