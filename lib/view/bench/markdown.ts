import { formatBitRate, threeDigits } from "../../base/bit_rate.ts";
import type { Comparison } from "../../bench/judge/compare.ts";
import { ARMS, type BenchOptions, type NodeFacts } from "../../bench/judge/model.ts";
import type { BenchReport, PairReport } from "../../bench/judge/report.ts";
import { headline, metricName, metricValue, roundsText, verdictText } from "./sentences.ts";
import { markdown } from "../reports/escape_markdown.ts";

/** A section for a report or an issue: a table for each pair, what it was measured with, and how to read it. */
export function benchMarkdown(report: BenchReport): string {
  const { options, taken, image } = report.run;
  const cap = options.maxRate === null ? "" : `, at most ${formatBitRate(options.maxRate)}`;
  return [
    "## What encryption costs",
    "",
    `Measured ${taken} with \`docker swarmnet bench\`: two throw-away overlay networks between the same nodes, one plain, one ` +
    `encrypted; ${
      roundsText(options)
    } of ${options.seconds} s${cap}, both networks in turn; medians, and the ratio of encrypted to plain ` +
    `with its 95 % interval. Tool image ${markdown(image)}.`,
    "",
    ...report.pairs.flatMap((pair) => pairLines(pair, options)),
  ].join("\n");
}

function pairLines(pair: PairReport, options: BenchOptions): string[] {
  const { from, to, problems } = pair.run;
  return [
    `### From ${markdown(from.name)} to ${markdown(to.name)}`,
    "",
    `${headline(pair.comparisons)}.`,
    "",
    ...problems.flatMap(({ why }) => [`> Note: ${markdown(why)}`, ""]),
    "| measured | plain | encrypted | what it says |",
    "| --- | ---: | ---: | --- |",
    ...pair.comparisons.map((one) => row(one, options)),
    `| UDP packets lost | ${loss(pair.loss.plain)} | ${loss(pair.loss.encrypted)} | |`,
    "",
    ...estimateLines(pair, options),
    `- ${nodeText(from)}`,
    `- ${nodeText(to)}`,
    ...pair.oneKernel ? ["- Both nodes run on one kernel: the CPU figures of each end count both ends"] : [],
    "",
  ];
}

function row(one: Comparison, options: BenchOptions): string {
  const value = (arm: "plain" | "encrypted") => {
    const spread = one[arm];
    return spread === null ? "" : metricValue(spread.median, one.metric);
  };
  return `| ${metricName(one.metric.id, options)} | ${value("plain")} | ${value("encrypted")} | ${
    verdictText(one)
  } |`;
}

function estimateLines({ estimate }: PairReport, options: BenchOptions): string[] {
  if (estimate === null) return [];
  const number = (value: number | null) => value === null ? "not measured" : threeDigits(value);
  const fits = { true: "yes", false: "no", null: "not known: --max-rate was the limit" };
  return [
    `At ${formatBitRate(estimate.rate)}, extrapolated along a straight line:`,
    "",
    `| network | cores to send | cores to receive | reached with ${options.streams} streams | does it fit |`,
    "| --- | ---: | ---: | ---: | --- |",
    ...ARMS.map((arm) => {
      const { senderCores, receiverCores, ceiling, suffices } = estimate.arms[arm];
      const reached = ceiling === null ? "not measured" : formatBitRate(ceiling);
      const answer = ceiling === null ? "not known" : fits[`${suffices}`];
      return `| ${arm} | ${number(senderCores)} | ${number(receiverCores)} | ${reached} | ${answer} |`;
    }),
    "",
  ];
}

function nodeText(node: NodeFacts): string {
  const aes = node.aes === null ? "unknown" : node.aes ? "yes" : "no";
  const mtu = ARMS.map((arm) => `${node.mtu[arm] ?? "unknown"} ${arm}`).join(", ");
  const cores = node.cpus === null ? "" : `, ${node.cpus} × ${markdown(node.cpuModel ?? node.arch)}`;
  return `Node ${markdown(node.name)}: engine ${markdown(node.engine)}, kernel ${
    markdown(node.kernel ?? "unknown")
  }${cores}, AES instructions: ${aes}, MTU inside: ${mtu}`;
}

function loss(share: number | null): string {
  return share === null ? "" : `${threeDigits(Math.round(share * 1000) / 10)} %`;
}
