import { ascending, median, quantile } from "./quantiles.ts";

/** A ratio with the interval that holds it with 95 % confidence. */
export interface Interval {
  value: number;
  low: number;
  high: number;
}

/** Fewer pairs than this give no interval: the range of n pairs holds the median with 1 − 2^(1−n), that is 94 % from five on. */
export const LEAST_PAIRS = 5;
const RESAMPLES = 4000;
const Z = 1.959964;

/**
 * The median of the values with a bootstrap interval: values are drawn again and again, with replacement, and the medians of the
 * draws show how far the median could have come out otherwise. With few values the plain percentiles are too narrow, so the
 * levels are moved outwards (the expanded percentile interval, Hesterberg 2015, "What teachers should know about the
 * bootstrap"). The same seed gives the same interval. Null with fewer than five values.
 */
export function medianInterval(values: readonly number[], seed: number): Interval | null {
  const count = values.length;
  if (count < LEAST_PAIRS) return null;
  const next = randomFrom(seed);
  const medians: number[] = [];
  for (let draw = 0; draw < RESAMPLES; draw++) {
    medians.push(median(Array.from(values, () => values[Math.floor(next() * count)]!)));
  }
  const sorted = ascending(medians);
  const tail = expandedTail(count);
  return { value: median(values), low: quantile(sorted, tail), high: quantile(sorted, 1 - tail) };
}

/** Share to cut off at each end so that 95 % are covered in spite of so few values. */
export function expandedTail(count: number): number {
  return normalBelow(-Math.sqrt(count / (count - 1)) * studentQuantile(count - 1));
}

/** 97.5 % quantile of Student's t (Cornish-Fisher, within 2 % from four degrees of freedom on). */
function studentQuantile(degrees: number): number {
  const z3 = Z ** 3;
  return Z + (z3 + Z) / (4 * degrees) + (5 * Z ** 5 + 16 * z3 + 3 * Z) / (96 * degrees ** 2);
}

/** Standard normal distribution function (Abramowitz and Stegun 26.2.17, within 1e-7). */
function normalBelow(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const sum = t *
    (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const upper = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI) * sum;
  return x < 0 ? upper : 1 - upper;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
