import { type CapacitySample, sampleOf } from "../swarm/capacity_history.ts";
import type { Swarm } from "../swarm/model.ts";

const DAY = 86_400_000;
const DAYS = 42;

/** Addresses that some of the example's networks gained in that time; the others stay as they are, give or take one. */
const GAINED: Readonly<Record<string, number>> = {
  legacy_default: 6,
  ci_runners: 7,
  edge_public: 12,
  shop_frontend: 9,
};

/** Six weeks of daily samples that lead to the example swarm as it is. Made up, and the same at every call. */
export function demoHistory(swarm: Swarm): CapacitySample[] {
  const end = sampleOf(swarm);
  const now = Date.parse(swarm.taken);
  return Array.from({ length: DAYS }, (_, day) => ({
    ...end,
    taken: new Date(now - (DAYS - day) * DAY).toISOString(),
    networks: end.networks.map((network, at) => {
      const gained = GAINED[network.name] ?? 0;
      const wiggle = network.used === 0 ? 0 : [0, 1, 0, -1, 0][(day * 3 + at) % 5]!;
      const used = network.used - gained * (1 - day / DAYS) + wiggle;
      return { ...network, used: Math.min(network.usable, Math.max(0, Math.round(used))) };
    }),
  }));
}
