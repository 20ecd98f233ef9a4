import { type Interval, LEAST_PAIRS, medianInterval } from "./bootstrap.ts";
import { ARMS, type BenchOptions, type PairRun, UDP_PAYLOAD } from "./model.ts";
import { type Metric, valuesOf } from "./metrics.ts";
import { type Spread, spreadOf } from "./quantiles.ts";

/** Ratios within this of 1 are no difference worth the name. */
const NEGLIGIBLE = 0.05;
/** A result this near to --max-rate was held back by it. */
const AT_CAP = 0.97;

/**
 * What may be said: `costs` and `gains` are differences that the measurements bear out, `same` is a difference of at most 5 %,
 * `capped` says that both networks carried all of --max-rate, `unclear` that the measurements do not decide, `missing` that
 * one network has none.
 */
export type Verdict = "costs" | "gains" | "same" | "capped" | "unclear" | "missing";

/** One metric of both networks, compared. */
export interface Comparison {
  metric: Metric;
  plain: Spread | null;
  encrypted: Spread | null;
  /** Encrypted divided by plain: the median over the rounds, each against its neighbour in time. Null below five rounds. */
  ratio: Interval | null;
  /** Rounds in which both networks have a value. */
  rounds: number;
  verdict: Verdict;
  /** Why the verdict is not plainer, or what to keep in mind about it; "" where there is nothing to add. */
  note: string;
}

/** Both networks by one metric. */
export function compare(
  run: PairRun,
  metric: Metric,
  options: Pick<BenchOptions, "maxRate">,
  seed: number,
): Comparison {
  const [plainValues, encryptedValues] = ARMS.map((arm) => valuesOf(run, metric, arm));
  const plain = spreadOf([...plainValues!.values()]);
  const encrypted = spreadOf([...encryptedValues!.values()]);
  const ratios = [...plainValues!].flatMap(([round, value]) => {
    const other = encryptedValues!.get(round);
    return other === undefined ? [] : [other / value];
  });
  const ratio = medianInterval(ratios, seed);
  const base = { metric, plain, encrypted, ratio, rounds: ratios.length };
  if (plain === null || encrypted === null) return { ...base, verdict: "missing", note: "" };
  const cap = capOf(metric, options.maxRate);
  const held = [plain, encrypted].map((one) => cap !== null && one.median >= cap * AT_CAP);
  if (held[0] && held[1]) {
    return { ...base, verdict: "capped", note: "both networks carried all that --max-rate allows" };
  }
  const judged = judge(metric, ratio, ratios);
  const hint = held[0]
    ? "the plain network was held back by --max-rate, so the difference may be larger"
    : "";
  return { ...base, ...judged, note: [judged.note, hint].filter((one) => one !== "").join("; ") };
}

function judge(
  { better }: Metric,
  ratio: Interval | null,
  ratios: readonly number[],
): { verdict: Verdict; note: string } {
  if (ratio === null) {
    return {
      verdict: "unclear",
      note: `${ratios.length} of the ${LEAST_PAIRS} rounds that an interval needs have both values`,
    };
  }
  if (ratio.low >= 1 - NEGLIGIBLE && ratio.high <= 1 + NEGLIGIBLE) return { verdict: "same", note: "" };
  if (ratio.low <= 1 && ratio.high >= 1) {
    return {
      verdict: "unclear",
      note: "the interval of the ratio contains 1, so there may be no difference",
    };
  }
  if (spreadOf(ratios)!.iqr > Math.abs(1 - ratio.value)) {
    return { verdict: "unclear", note: "the rounds differ from each other by more than the networks do" };
  }
  const more = ratio.value > 1;
  return { verdict: more === (better === "more") ? "gains" : "costs", note: "" };
}

/** The metric's value that --max-rate allows, or null. */
function capOf(metric: Metric, maxRate: number | null): number | null {
  if (maxRate === null) return null;
  if (metric.id === "tcp-one" || metric.id === "tcp-many") return maxRate;
  return metric.id === "udp-packets" ? maxRate / 8 / UDP_PAYLOAD : null;
}
