import type {
  Arm,
  Cpu,
  LatencyResult,
  Measure,
  NodeFacts,
  PairRun,
  TcpResult,
  Trial,
  UdpResult,
} from "./model.ts";
import { ascending, quantile } from "./quantiles.ts";

/** A figure that both networks are compared by. */
export interface Metric {
  id: MetricId;
  measure: Measure;
  unit: "bit/s" | "packets/s" | "µs" | "cores per Gbit/s";
  /** Which way is good. */
  better: "more" | "less";
}

/** The figures of a report. */
export type MetricId =
  | "tcp-one"
  | "tcp-many"
  | "udp-packets"
  | "latency-p50"
  | "latency-p90"
  | "latency-p99"
  | "cpu-sender"
  | "cpu-receiver";

/** In the order of reports. CPU is taken from the trials with several streams, which load the nodes most. */
export const METRICS: readonly Metric[] = [
  { id: "tcp-one", measure: "tcp-one", unit: "bit/s", better: "more" },
  { id: "tcp-many", measure: "tcp-many", unit: "bit/s", better: "more" },
  { id: "udp-packets", measure: "udp", unit: "packets/s", better: "more" },
  { id: "latency-p50", measure: "latency", unit: "µs", better: "less" },
  { id: "latency-p90", measure: "latency", unit: "µs", better: "less" },
  { id: "latency-p99", measure: "latency", unit: "µs", better: "less" },
  { id: "cpu-sender", measure: "tcp-many", unit: "cores per Gbit/s", better: "less" },
  { id: "cpu-receiver", measure: "tcp-many", unit: "cores per Gbit/s", better: "less" },
];

/** A metric's values on one network by round, the warm-up left out; rounds whose trial failed are missing. */
export function valuesOf(run: PairRun, metric: Metric, arm: Arm): Map<number, number> {
  const found = new Map<number, number>();
  for (const trial of countedTrials(run, metric.measure, arm)) {
    const value = valueOf(trial, metric.id, run);
    if (value !== null && Number.isFinite(value) && value > 0) found.set(trial.round, value);
  }
  return found;
}

function countedTrials(run: PairRun, measure: Measure, arm: Arm): Trial[] {
  return run.trials.filter((one) => one.round > 0 && one.measure === measure && one.arm === arm);
}

function valueOf({ result }: Trial, id: MetricId, { from, to }: PairRun): number | null {
  switch (id) {
    case "tcp-one":
    case "tcp-many":
      return result.kind === "tcp" ? result.bitsPerSecond : null;
    case "udp-packets":
      return result.kind === "udp" ? result.packetsPerSecond : null;
    case "latency-p50":
      return latency(result, 0.5);
    case "latency-p90":
      return latency(result, 0.9);
    case "latency-p99":
      return latency(result, 0.99);
    case "cpu-sender":
      return result.kind === "tcp" ? perGigabit(result, result.sender, from) : null;
    case "cpu-receiver":
      return result.kind === "tcp" ? perGigabit(result, result.receiver, to) : null;
  }
}

function latency(result: LatencyResult | { kind: string }, share: number): number | null {
  if (!("samples" in result) || result.samples.length === 0) return null;
  return quantile(ascending(result.samples), share);
}

/** Cores busy beyond what was busy before, for each Gbit/s: the same as core-seconds for each gigabit. */
function perGigabit(result: TcpResult, cpu: Cpu | null, node: NodeFacts): number | null {
  if (cpu === null || result.bitsPerSecond <= 0) return null;
  return Math.max(0, cpu.busy - (node.background ?? 0)) / (result.bitsPerSecond / 1e9);
}

/** Share of UDP packets that were lost, 0 to 1, over all counted trials; null where none was sent. */
export function lossOf(run: PairRun, arm: Arm): number | null {
  const results = countedTrials(run, "udp", arm).map((one) => one.result)
    .filter((one): one is UdpResult => one.kind === "udp");
  const sent = results.reduce((sum, one) => sum + one.sent, 0);
  return sent === 0 ? null : results.reduce((sum, one) => sum + one.lost, 0) / sent;
}
