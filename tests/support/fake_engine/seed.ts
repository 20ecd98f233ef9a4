import type { Swarm } from "../../../lib/swarm/model.ts";
import type { FakeSwarm } from "./core.ts";
import { loadRaw, type RawLists } from "./seed_raw.ts";
import { rawFromSwarm } from "./seed_swarm.ts";

/** What a fake engine starts with, instead of an empty swarm. */
export interface Seed {
  /** A swarm as data, such as the demo. */
  from?: Swarm;
  /** The lists of a real engine, as JSON. */
  raw?: RawLists;
}

export function seed(swarm: FakeSwarm, what: Seed): void {
  if (what.from !== undefined) loadRaw(swarm, rawFromSwarm(what.from));
  if (what.raw !== undefined) loadRaw(swarm, what.raw);
}
