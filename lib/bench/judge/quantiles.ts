/** Five numbers that describe a set of measurements without being led by one odd value. */
export interface Spread {
  count: number;
  median: number;
  low: number;
  high: number;
  /** Quartiles. */
  lower: number;
  upper: number;
  /** Interquartile range. */
  iqr: number;
  /** Median of the distances from the median. */
  mad: number;
}

/**
 * The value below which this share (0 to 1) of the sorted values lies, with straight lines between neighbours (Hyndman and Fan's
 * type 7, what R and NumPy do). There must be at least one value.
 */
export function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share;
  const below = Math.floor(at);
  const left = sorted[below]!;
  return left + (at - below) * ((sorted[below + 1] ?? left) - left);
}

/** The values from the smallest to the largest. */
export function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

/** The value in the middle. There must be at least one. */
export function median(values: readonly number[]): number {
  return quantile(ascending(values), 0.5);
}

/** Null where there is no value. */
export function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const sorted = ascending(values);
  const middle = quantile(sorted, 0.5);
  const lower = quantile(sorted, 0.25);
  const upper = quantile(sorted, 0.75);
  return {
    count: sorted.length,
    median: middle,
    low: sorted[0]!,
    high: sorted.at(-1)!,
    lower,
    upper,
    iqr: upper - lower,
    mad: median(sorted.map((one) => Math.abs(one - middle))),
  };
}
