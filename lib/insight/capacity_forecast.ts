import type { CapacitySample } from "../swarm/capacity_history.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Points that a trend is looked for in at least. */
const FEWEST_POINTS = 8;
/** Days that are looked back at most: what was before says little of what comes. */
const MOST_DAYS = 200;
/** A trend is not drawn further than this many times the time watched. */
const REACH = 10;
/** Normal quantile of a confidence of 95 %. */
const Z = 1.96;

/** Used addresses at one time (milliseconds since the epoch). */
export interface Point {
  at: number;
  used: number;
}

/** Addresses a week, with the bounds of its 95 % confidence interval. */
export interface Growth {
  perWeek: number;
  low: number;
  high: number;
}

/**
 * When a network is full if it goes on as it did. full: it is. too-few: fewer points than a trend can be told from. steady: it
 * does not grow. unclear: growth cannot be told from chance; `earliest` if chance is against it (null beyond reach). far: it
 * grows, but is not full before `after`, the end of what the samples can tell. day: full on `day`, between `earliest` and `latest`
 * with 95 % confidence. Times are milliseconds since the epoch.
 */
export type Forecast =
  | { kind: "full" }
  | { kind: "too-few"; points: number; needed: number }
  | { kind: "steady"; growth: Growth }
  | { kind: "unclear"; growth: Growth; earliest: number | null }
  | { kind: "far"; growth: Growth; after: number }
  | { kind: "day"; growth: Growth; day: number; earliest: number; latest: number };

/** What a network holds now. */
export interface Level {
  id: string;
  used: number;
  usable: number;
}

/** A network's points: the most used addresses of each day, or of each hour while there are fewer than eight days. */
export function pointsOf(samples: readonly CapacitySample[], id: string, now: number): Point[] {
  const seen: Point[] = [];
  for (const sample of samples) {
    const at = Date.parse(sample.taken);
    const network = sample.networks.find((one) => one.id === id);
    if (network !== undefined && at <= now && at >= now - MOST_DAYS * DAY) {
      seen.push({ at, used: network.used });
    }
  }
  const daily = mostOfEach(seen, DAY, now);
  return daily.length >= FEWEST_POINTS ? daily : mostOfEach(seen, HOUR, now);
}

function mostOfEach(points: readonly Point[], length: number, now: number): Point[] {
  const most = new Map<number, Point>();
  for (const point of points) {
    const slot = Math.floor((now - point.at) / length);
    const known = most.get(slot);
    if (known === undefined || point.used > known.used) most.set(slot, point);
  }
  return [...most.values()].sort((a, b) => a.at - b.at);
}

/**
 * Draws the trend of a network's points from what it holds at `now`. Theil-Sen slope with Sen's rank interval (P. K. Sen 1968),
 * which single outliers do not move; what recurs within a day is left out by the points.
 */
export function forecastOf(samples: readonly CapacitySample[], level: Level, now: number): Forecast {
  const free = level.usable - level.used;
  if (free <= 0) return { kind: "full" };
  const points = pointsOf(samples, level.id, now);
  if (points.length < FEWEST_POINTS) {
    return { kind: "too-few", points: points.length, needed: FEWEST_POINTS };
  }
  const slope = theilSen(points);
  const growth = { perWeek: slope.middle * 7 * DAY, low: slope.low * 7 * DAY, high: slope.high * 7 * DAY };
  if (slope.high <= 0 || (slope.middle === 0 && slope.low === 0)) return { kind: "steady", growth };
  const reach = now + REACH * (now - points[0]!.at);
  const earliest = now + free / slope.high;
  if (slope.low <= 0) return { kind: "unclear", growth, earliest: earliest > reach ? null : earliest };
  if (earliest > reach) return { kind: "far", growth, after: reach };
  return { kind: "day", growth, day: now + free / slope.middle, earliest, latest: now + free / slope.low };
}

interface Slope {
  low: number;
  middle: number;
  high: number;
}

/** Addresses a millisecond. Needs points at different times. */
function theilSen(points: readonly Point[]): Slope {
  const slopes = new Float64Array(points.length * (points.length - 1) / 2);
  let count = 0;
  for (let a = 0; a < points.length; a++) {
    for (let b = a + 1; b < points.length; b++) {
      slopes[count++] = (points[b]!.used - points[a]!.used) / (points[b]!.at - points[a]!.at);
    }
  }
  slopes.sort();
  const n = points.length;
  const spread = Z * Math.sqrt(n * (n - 1) * (2 * n + 5) / 18);
  const low = Math.max(0, Math.floor((count - spread) / 2) - 1);
  const high = Math.min(count - 1, Math.ceil((count + spread) / 2));
  return { low: slopes[low]!, middle: medianOf(slopes), high: slopes[high]! };
}

function medianOf(sorted: Float64Array): number {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
