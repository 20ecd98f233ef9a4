/** A large swarm as the model holds it: the large engine's answers, collected. */
import { collect } from "../../lib/engine/collect.ts";
import type { Engine, Raw } from "../../lib/engine/engine.ts";
import type { Swarm } from "../../lib/swarm/model.ts";
import { largeSwarm, type Size } from "./large_swarm.ts";

/** The goals' swarm, times `factor`. */
export function goalSize(factor = 1): Size {
  return { networks: 1000 * factor, services: 5000 * factor, tasks: 50_000 * factor, nodes: 500 * factor };
}

/** Collected as `audit` collects it, from memory. */
export async function largeModel(size: Size): Promise<Swarm> {
  const answers = largeSwarm(size);
  const read = (path: string) => Promise.resolve(JSON.parse(new TextDecoder().decode(answers.get(path))));
  const engine: Partial<Engine> = {
    apiVersion: "1.51",
    local: false,
    atLeast: () => false,
    info: () => read("/info"),
    swarm: () => read("/swarm"),
    nodes: () => read("/nodes"),
    networks: () => read("/networks"),
    services: () => read("/services"),
    tasks: async <T>(keep: (task: Raw) => T) => ((await read("/tasks")) as Raw[]).map(keep),
  };
  return await collect(engine as Engine, { clock: { now: () => Date.parse("2026-06-01T00:00:00Z") } });
}
