import type { Swarm } from "./model.ts";
import { usageOf } from "./usage.ts";

/** Addresses of a swarm's networks at one moment: a line of the history. Numbers, names and IDs only. */
export interface CapacitySample {
  /** RFC 3339. */
  taken: string;
  /** ID of the cluster, so that one file can hold several swarms. */
  cluster: string;
  networks: { id: string; name: string; usable: number; used: number }[];
}

const SCHEMA = "swarmnet/capacity-sample/1";

/** Bounds of the file: beyond either, every second sample of the older half goes. */
export const MOST_SAMPLES = 1000;
/** Largest history file that is read, in bytes. */
export const MOST_BYTES = 4 << 20;

/** How full each network is now, for the history. */
export function sampleOf(swarm: Swarm): CapacitySample {
  return {
    taken: swarm.taken,
    cluster: swarm.cluster.id,
    networks: swarm.networks.flatMap((network) => {
      const usage = usageOf(swarm, network);
      if (usage === null) return [];
      return [{ id: network.id, name: network.name, usable: usage.usable, used: usage.used }];
    }),
  };
}

/** The samples of a file, one JSON document a line. Throws `SyntaxError` that names the first line that is none. */
export function parseHistory(text: string): CapacitySample[] {
  const samples: CapacitySample[] = [];
  for (const [at, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const sample = parseSample(line);
    if (sample === null) throw new SyntaxError(`line ${at + 1} is not a sample`);
    samples.push(sample);
  }
  return samples;
}

function parseSample(line: string): CapacitySample | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (!isRecord(value) || value.schema !== SCHEMA || !Array.isArray(value.networks)) return null;
  const { taken, cluster } = value;
  if (typeof taken !== "string" || Number.isNaN(Date.parse(taken)) || typeof cluster !== "string") {
    return null;
  }
  const networks = value.networks.map((one: unknown) => {
    if (!isRecord(one)) return null;
    const { id, name, usable, used } = one;
    if (typeof id !== "string" || typeof name !== "string" || !isCount(usable) || !isCount(used)) return null;
    return { id, name, usable, used };
  });
  return networks.includes(null)
    ? null
    : { taken, cluster, networks: networks as CapacitySample["networks"] };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** The file's text, in the order of time, within its bounds. */
export function formatHistory(samples: readonly CapacitySample[]): string {
  let kept = [...samples].sort((a, b) => Date.parse(a.taken) - Date.parse(b.taken));
  for (;;) {
    const text = kept.map((one) => JSON.stringify({ schema: SCHEMA, ...one }) + "\n").join("");
    if (kept.length <= 2 || (kept.length <= MOST_SAMPLES && text.length <= MOST_BYTES)) return text;
    kept = thinned(kept);
  }
}

/** Without every second sample of the older half: the past gets coarser, but its beginning stays. */
function thinned(samples: readonly CapacitySample[]): CapacitySample[] {
  const half = Math.ceil(samples.length / 2);
  return samples.filter((_, at) => at >= half || at % 2 === 0);
}
