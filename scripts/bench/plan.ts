/** Planning a move of every network of a large swarm, after loading, against copying the same swarm, and of twice and four times the size. */
import { planReplace } from "../../lib/plan/replace.ts";
import type { Swarm } from "../../lib/swarm/model.ts";
import { largeModel } from "./large_model.ts";
import { median } from "./measure.ts";
import type { Result } from "./report.ts";

const RUNS = 7;
const FACTORS = [1, 2, 4];

/** The goal's swarm, times `factor`. */
function sizeOf(factor: number) {
  return { networks: 500 * factor, services: 5000 * factor, tasks: 20_000 * factor, nodes: 50 * factor };
}

/** The results, and how they were taken. */
export async function plan(): Promise<{ results: Result[]; how: string }> {
  const swarms = await Promise.all(FACTORS.map((factor) => largeModel(sizeOf(factor))));
  const planned = FACTORS.map((): number[] => []);
  const copied: number[] = [];
  let steps = 0;
  for (let round = -1; round < RUNS; round++) {
    for (const [at, swarm] of swarms.entries()) {
      // A value that nobody has looked at yet: what is found out once for each value is part of the work.
      const started = performance.now();
      const fresh = structuredClone(swarm);
      const ready = performance.now();
      const made = planAll(fresh);
      const ended = performance.now();
      if (at === 0) steps = made;
      if (round < 0) continue;
      planned[at]!.push(ended - ready);
      if (at === 0) copied.push(ready - started);
    }
  }
  const [one, two, four] = planned.map(median) as [number, number, number];
  const copy = median(copied);
  const size = sizeOf(1);
  const results: Result[] = [
    { what: "planning, after loading", from: `${one.toFixed(0)} ms`, value: one, limit: 1000, unit: " ms" },
    {
      what: "the same against copying the swarm (`structuredClone`)",
      from: `${one.toFixed(0)} / ${copy.toFixed(0)} ms`,
      value: one / copy,
      limit: 4,
      unit: " times",
    },
    {
      what: "the same of twice the swarm",
      from: `${two.toFixed(0)} / ${one.toFixed(0)} ms`,
      value: two / one,
      limit: 2.3,
      unit: " times",
    },
    {
      what: "the same of four times the swarm",
      from: `${four.toFixed(0)} / ${one.toFixed(0)} ms`,
      value: four / one,
      limit: 4.6,
      unit: " times",
    },
  ];
  const how =
    `\`./dev bench plan\`. Every one of ${size.networks} networks is replaced, its name kept, with ${size.services} services, ${size.tasks} tasks and ` +
    `${size.nodes} nodes: ${steps} steps. Medians of ${RUNS} interleaved runs in one process, each on a copy that nothing was worked out of before.`;
  return { results, how };
}

function planAll(swarm: Swarm): number {
  const networks = swarm.networks.filter((one) =>
    one.scope === "swarm" && one.driver === "overlay" && !one.ingress
  );
  const moves = networks.map((one) => ({
    network: one.id,
    name: one.name,
    change: { mtu: 1400, encrypted: true },
  }));
  return planReplace(swarm, { kind: "replace", moves, allowGap: true, startFirst: false }).steps.length;
}
