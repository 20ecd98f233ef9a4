import { type Arm, type BenchOptions, type PlannedTrial, UDP_PAYLOAD } from "./judge/model.ts";
import { costOf, REQUESTS_PER_SECOND, scheduleOf, secondsOf } from "./judge/schedule.ts";
import type { HelperNetwork, HelperSpec } from "../helper/model.ts";
import { CLIENT_SCRIPT, SERVER_SCRIPT } from "./agents.ts";

/** A slow machine may take so many times what was estimated before the helpers end by themselves. */
const PATIENCE = 3;

/** The two throw-away networks: the same but for encryption. */
export function benchNetworks(
  arms: readonly Arm[],
  subnets: Readonly<Partial<Record<Arm, string>>>,
): HelperNetwork[] {
  return arms.map((arm) => {
    const subnet = subnets[arm];
    return { role: arm, encrypted: arm === "encrypted", ...subnet === undefined ? {} : { subnet } };
  });
}

/** What the helper service on one node of a pair is made from. */
export interface PairHelper {
  /** Of the pair among those of this bench, from 1. */
  number: number;
  node: string;
  /** Names or IDs of the networks, by arm. */
  networks: ReadonlyMap<Arm, string>;
  options: BenchOptions;
}

/** The end that answers. It measures nothing by itself. */
export function serverSpec({ number, node, networks, options }: PairHelper): HelperSpec {
  return {
    role: `server-${number}-${networks.size}`,
    nodes: [node],
    network: [...networks.values()],
    capabilities: [],
    mounts: [],
    env: {},
    script: SERVER_SCRIPT,
    limitSeconds: limitOf(options, [...networks.keys()]),
  };
}

/** The end that sends: it runs the trials against the server's addresses. */
export function clientSpec(helper: PairHelper, addresses: Readonly<Record<Arm, string>>): HelperSpec {
  const { number, node, networks, options } = helper;
  const arms = [...networks.keys()];
  const { maxRate, streams } = options;
  return {
    role: `client-${number}-${networks.size}`,
    nodes: [node],
    network: [...networks.values()],
    capabilities: [],
    mounts: [],
    env: {
      BENCH_PLAN: scheduleOf(options, arms).map((trial) => planLine(options, trial)).join("\n"),
      BENCH_plain: addresses.plain,
      BENCH_encrypted: addresses.encrypted,
      BENCH_STREAMS: String(streams),
      // iperf3 limits each stream by itself; 0 is no limit.
      BENCH_ONE: String(maxRate === null ? 0 : Math.floor(maxRate)),
      BENCH_MANY: String(maxRate === null ? 0 : Math.floor(maxRate / streams)),
      BENCH_PAYLOAD: String(UDP_PAYLOAD),
      BENCH_PAUSE: String(1 / REQUESTS_PER_SECOND),
    },
    script: CLIENT_SCRIPT,
    limitSeconds: limitOf(options, arms),
  };
}

function planLine(options: BenchOptions, trial: PlannedTrial): string {
  return `${trial.place} ${trial.arm} ${trial.measure} ${secondsOf(options, trial)}`;
}

/** Longest time of a pair's helpers, in seconds. */
export function limitOf(options: BenchOptions, arms: readonly Arm[]): number {
  return costOf(options, 1, arms).seconds * PATIENCE + 120;
}
