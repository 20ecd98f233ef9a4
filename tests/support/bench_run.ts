import { randomFrom } from "../../lib/bench/judge/bootstrap.ts";
import type { Arm, BenchOptions, BenchRun, NodeFacts, PairRun, Result } from "../../lib/bench/judge/model.ts";
import { ARMS } from "../../lib/bench/judge/model.ts";
import { scheduleOf } from "../../lib/bench/judge/schedule.ts";

/** What a made-up pair of nodes is like. Factors say what the encrypted network's value is beside the plain one's. */
export interface Made {
  options?: Partial<BenchOptions>;
  factor?: { rate?: number; latency?: number; cpu?: number };
  /** Standard deviation of each value as a share of it. */
  noise?: number;
  seed?: number;
  arms?: readonly Arm[];
}

export const MADE_OPTIONS: BenchOptions = { seconds: 5, trials: 5, streams: 4, maxRate: null };

export function madeNode(name: string, more: Partial<NodeFacts> = {}): NodeFacts {
  return {
    id: `id-${name}`,
    name,
    kernel: "6.12.9",
    engine: "28.5.2",
    arch: "x86_64",
    cpuModel: "Example CPU 2.4GHz",
    cpus: 8,
    aes: true,
    mtu: { plain: 1450, encrypted: 1424 },
    iperf: "3.18",
    background: 0.1,
    boot: `boot-${name}`,
    ...more,
  };
}

/** A run of one pair whose encrypted network is slower by known factors; the same arguments give the same run. */
export function madeRun(made: Made = {}): BenchRun {
  const options = { ...MADE_OPTIONS, ...made.options };
  const run = madePair({ ...made, options });
  return { taken: "2026-11-22T12:00:00.000Z", image: "tools:1", options, seed: 1, pairs: [run] };
}

function madePair(made: Made & { options: BenchOptions }): PairRun {
  const next = randomFrom(made.seed ?? 7);
  const noise = made.noise ?? 0.02;
  // Three uniform numbers are normal enough here.
  const about = (value: number) => value * (1 + noise * 2 * (next() + next() + next() - 1.5));
  const { rate = 0.25, latency = 1.5, cpu = 3 } = made.factor ?? {};
  const resultOf = (measure: string, arm: Arm): Result => {
    const of = (factor: number) => arm === "plain" ? 1 : factor;
    const seconds = made.options.seconds;
    if (measure === "latency") {
      return {
        kind: "latency",
        samples: Array.from({ length: 50 }, () => about(200 * of(latency))),
      };
    }
    if (measure === "udp") {
      const packets = Math.round(about(120_000 * of(rate)) * seconds);
      const lost = Math.round(packets * (arm === "plain" ? 0.001 : 0.02));
      return {
        kind: "udp",
        seconds,
        sent: packets,
        lost,
        packetsPerSecond: (packets - lost) / seconds,
        sender: null,
        receiver: null,
      };
    }
    const top = (measure === "tcp-many" ? 9.4e9 : 5e9) * of(rate);
    const bitsPerSecond = about(Math.min(top, made.options.maxRate ?? Infinity));
    const busy = (each: number) => ({ busy: 0.1 + about(each * of(cpu)) * bitsPerSecond / 1e9, steal: 0 });
    return {
      kind: "tcp",
      seconds,
      bytes: Math.round(bitsPerSecond * seconds / 8),
      bitsPerSecond,
      retransmits: 3,
      sender: busy(0.12),
      receiver: busy(0.15),
    };
  };
  return {
    from: madeNode("alpha"),
    to: madeNode("beta"),
    trials: scheduleOf(made.options, made.arms ?? ARMS).map((one) => ({
      ...one,
      result: resultOf(one.measure, one.arm),
    })),
    problems: [],
  };
}
