import type { Comparison } from "./compare.ts";
import type { MetricId } from "./metrics.ts";
import { type Arm, ARMS, type BenchOptions } from "./model.ts";

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
export function estimateAt(
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
