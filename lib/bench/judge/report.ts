import { compare, type Comparison } from "./compare.ts";
import { type Estimate, estimateAt } from "./estimate.ts";
import { lossOf, METRICS } from "./metrics.ts";
import { type Arm, ARMS, type BenchRun, type PairRun } from "./model.ts";

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
