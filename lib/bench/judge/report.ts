import { compare, type Comparison } from "./compare.ts";
import { lossOf, type MetricId, METRICS } from "./metrics.ts";
import { type Arm, ARMS, type BenchOptions, type BenchRun, type PairRun } from "./model.ts";

/** What the raw data of a pair say. */
export interface PairReport {
  run: PairRun;
  /** One for each metric, in their order. */
  comparisons: Comparison[];
  /** Share of UDP packets lost, 0 to 1. */
  loss: Record<Arm, number | null>;
  /** Counted trials that failed. */
  failed: number;
  /** Both nodes run on one kernel, so each end's CPU figures count both ends. */
  oneKernel: boolean;
  estimate: Estimate | null;
}

/** What the raw data of a bench say. */
export interface BenchReport {
  run: BenchRun;
  pairs: PairReport[];
}

/** What the raw results say; `at` is the user's own traffic in bits per second. The same run gives the same report. */
export function benchReport(run: BenchRun, at: number | null): BenchReport {
  return { run, pairs: run.pairs.map((pair) => pairReport(pair, run, at)) };
}

function pairReport(pair: PairRun, { options, seed }: BenchRun, at: number | null): PairReport {
  const comparisons = METRICS.map((metric) => compare(pair, metric, options, seed));
  return {
    run: pair,
    comparisons,
    loss: Object.fromEntries(ARMS.map((arm) => [arm, lossOf(pair, arm)])) as PairReport["loss"],
    failed: pair.trials.filter((one) => one.round > 0 && one.result.kind === "failed").length,
    oneKernel: pair.from.boot !== null && pair.from.boot === pair.to.boot,
    estimate: at === null ? null : estimateAt(at, comparisons, options),
  };
}

/** What the user's own traffic would take, extrapolated from what was measured. */
export interface Estimate {
  /** Bits per second asked about. */
  rate: number;
  arms: Record<Arm, ArmEstimate>;
}

/** What the user's own traffic would take on one of the networks. */
export interface ArmEstimate {
  /** Cores that carrying `rate` keeps busy at each end; null where CPU was not measured. */
  senderCores: number | null;
  receiverCores: number | null;
  /** Bits per second that several streams reached, or null. */
  ceiling: number | null;
  /** Whether the ceiling is high enough; null where --max-rate hid it or nothing was measured. */
  suffices: boolean | null;
}

/** Cores and ceiling at a rate: a straight line through the measured CPU per gigabit. */
function estimateAt(
  rate: number,
  comparisons: readonly Comparison[],
  options: BenchOptions,
): Estimate {
  const arm = (one: Arm): ArmEstimate => {
    const cores = (id: MetricId) => {
      const perGigabit = medianOf(comparisons, id, one);
      return perGigabit === null ? null : perGigabit * rate / 1e9;
    };
    const ceiling = medianOf(comparisons, "tcp-many", one);
    return {
      senderCores: cores("cpu-sender"),
      receiverCores: cores("cpu-receiver"),
      ceiling,
      suffices: enough(rate, ceiling, options.maxRate),
    };
  };
  return { rate, arms: Object.fromEntries(ARMS.map((one) => [one, arm(one)])) as Record<Arm, ArmEstimate> };
}

function enough(rate: number, ceiling: number | null, maxRate: number | null): boolean | null {
  if (ceiling === null) return null;
  if (ceiling >= rate) return true;
  // Below the limit that was set, the network itself was the limit.
  return maxRate !== null && ceiling >= maxRate * 0.97 ? null : false;
}

function medianOf(comparisons: readonly Comparison[], id: MetricId, arm: Arm): number | null {
  return comparisons.find((one) => one.metric.id === id)?.[arm]?.median ?? null;
}
