import { formatBitRate, threeDigits } from "../../base/bit_rate.ts";
import type { Comparison } from "../../bench/judge/compare.ts";
import type { Metric, MetricId } from "../../bench/judge/metrics.ts";
import { ARMS, type BenchOptions, UDP_PAYLOAD } from "../../bench/judge/model.ts";
import type { Interval } from "../../bench/judge/bootstrap.ts";
import { count } from "../../base/listing.ts";

/** What a metric is called; streams come from the options. */
export function metricName(id: MetricId, { streams }: Pick<BenchOptions, "streams">): string {
  switch (id) {
    case "tcp-one":
      return "TCP, 1 stream";
    case "tcp-many":
      return `TCP, ${streams} streams`;
    case "udp-packets":
      return `UDP, packets of ${UDP_PAYLOAD} bytes`;
    case "latency-p50":
      return "Latency, median (echo over the network)";
    case "latency-p90":
      return "Latency, 90 of 100 are faster";
    case "latency-p99":
      return "Latency, 99 of 100 are faster";
    case "cpu-sender":
      return "CPU of the sending node";
    case "cpu-receiver":
      return "CPU of the receiving node";
  }
}

/** A metric's value with its unit. */
export function metricValue(value: number, { unit }: Pick<Metric, "unit">): string {
  switch (unit) {
    case "bit/s":
      return formatBitRate(value);
    case "packets/s":
      return value >= 9995 ? `${threeDigits(value / 1000)} k/s` : `${threeDigits(value)} /s`;
    case "µs":
      return value >= 999.5 ? `${threeDigits(value / 1000)} ms` : `${threeDigits(value)} µs`;
    case "cores per Gbit/s":
      return `${threeDigits(value)} cores per Gbit/s`;
  }
}

/** "0.112 (0.104 to 0.121)". */
function ratioText({ value, low, high }: Interval): string {
  return `${threeDigits(value)} (${threeDigits(low)} to ${threeDigits(high)})`;
}

/** What a comparison says, as a clause without final stop: "89 % less: ratio 0.112 (0.104 to 0.121)". */
export function verdictText(one: Comparison): string {
  const ratio = one.ratio === null ? "" : `ratio ${ratioText(one.ratio)}`;
  const note = one.note === "" ? "" : `; ${one.note}`;
  switch (one.verdict) {
    case "costs":
    case "gains":
      return `${changeText(one.ratio!.value)}: ${ratio}${note}`;
    case "same":
      return `no difference worth the name: ${ratio}${note}`;
    case "capped":
      return `nothing to compare: ${one.note}`;
    case "unclear":
      return `cannot tell: ${one.note}${ratio === "" ? "" : `; ${ratio}`}`;
    case "missing":
      return missingText(one);
  }
}

/** The same without reasons, for where there is little room. */
export function shortVerdict(one: Comparison): string {
  if (one.verdict === "capped") return "nothing to compare: held back by --max-rate";
  if (one.verdict !== "unclear") return verdictText({ ...one, note: "" });
  return one.ratio === null ? "cannot tell: too few rounds" : `cannot tell: ratio ${ratioText(one.ratio)}`;
}

function missingText({ plain, encrypted }: Comparison): string {
  if (plain === null && encrypted === null) return "not measured";
  return plain === null ? "measured on the encrypted network only" : "measured on the plain network only";
}

/** "89 % less", "37 % more", "3.2 times as much". */
function changeText(ratio: number): string {
  if (ratio >= 2) return `${threeDigits(ratio)} times as much`;
  const percent = Math.abs(1 - ratio) * 100;
  return `${percent < 10 ? threeDigits(Math.round(percent * 10) / 10) : Math.round(percent)} % ${
    ratio < 1 ? "less" : "more"
  }`;
}

/** One sentence that says what encryption costs between two nodes, or that it cannot be told. */
export function headline(comparisons: readonly Comparison[]): string {
  const by = (id: MetricId) => comparisons.find((one) => one.metric.id === id)!;
  const decided = (one: Comparison) => one.verdict === "costs" || one.verdict === "gains";
  const parts: string[] = [];
  const rate = [by("tcp-many"), by("tcp-one")].find(decided);
  if (rate !== undefined) parts.push(`TCP throughput ${changeText(rate.ratio!.value)}`);
  if (decided(by("udp-packets"))) {
    parts.push(`small UDP packets ${changeText(by("udp-packets").ratio!.value)}`);
  }
  if (decided(by("latency-p50"))) parts.push(`latency ${changeText(by("latency-p50").ratio!.value)}`);
  const cpu = [by("cpu-sender"), by("cpu-receiver")].filter(decided).map((one) => one.ratio!.value);
  if (cpu.length > 0) parts.push(`CPU for each gigabit ${changeText(Math.max(...cpu))}`);
  const open = comparisons.filter((one) => one.verdict === "unclear").length;
  const rest = open === 0 ? "" : `; ${open} of ${comparisons.length} figures cannot be told apart`;
  if (parts.length > 0) return `With encryption: ${parts.join(", ")}${rest}`;
  if (comparisons.every((one) => one.verdict === "missing")) return onlyOne(comparisons);
  if (comparisons.some((one) => one.verdict === "same")) {
    return "With encryption: no difference worth the name";
  }
  return "Cannot tell what encryption costs here";
}

function onlyOne(comparisons: readonly Comparison[]): string {
  const arm = ARMS.find((one) => comparisons.some((comparison) => comparison[one] !== null));
  return arm === undefined
    ? "Nothing was measured"
    : `Only the ${arm} network could be measured, so there is nothing to compare`;
}

/** Seconds as "45 s" or "3 min 20 s". */
export function secondsText(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  const rest = Math.round(seconds % 60 / 10) * 10;
  return rest === 0 ? `${minutes} min` : rest === 60 ? `${minutes + 1} min` : `${minutes} min ${rest} s`;
}

/** Bytes as "1.2 GB", in powers of 1000 as rates. */
export function bytesText(bytes: number): string {
  const size = [1e15, 1e12, 1e9, 1e6, 1e3].find((one) => bytes >= one) ?? 1;
  const unit = { 1e15: "PB", 1e12: "TB", 1e9: "GB", 1e6: "MB", 1e3: "kB", 1: "B" }[size as 1];
  return `${threeDigits(bytes / size)} ${unit}`;
}

/** "5 rounds". */
export function roundsText({ trials }: Pick<BenchOptions, "trials">): string {
  return count(trials, "round");
}
