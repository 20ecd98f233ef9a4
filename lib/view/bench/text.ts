import { formatBitRate, threeDigits } from "../../base/bit_rate.ts";
import type { Comparison } from "../../bench/judge/compare.ts";
import type { ArmEstimate, BenchReport, Estimate, PairReport } from "../../bench/judge/report.ts";
import { type Arm, ARMS, type BenchOptions, type NodeFacts } from "../../bench/judge/model.ts";
import type { Spread } from "../../bench/judge/quantiles.ts";
import { inline } from "../../terminal/boundary.ts";
import { blue, bold, dim, green, red, yellow } from "../../terminal/style.ts";
import { displayWidth } from "../../terminal/width.ts";
import { headline, metricName, metricValue, roundsText, verdictText } from "./sentences.ts";
import { facts, paragraph, wrap } from "../common/table.ts";
import { count } from "../../base/listing.ts";

/** The screen that a report of a bench is written for. */
export interface BenchScreen {
  width: number;
  /** Without characters beyond ASCII. */
  ascii: boolean;
}

const WIDEST_BAR = 40;
const NARROWEST_BAR = 8;
/** Columns left of a bar: indent, the longest name of an arm, two blanks. */
const LEFT = 13;

/** What was measured, for a person to read: a part for each pair of nodes, its verdict first. */
export function benchText(report: BenchReport, screen: BenchScreen): string {
  const { options, image } = report.run;
  const parts = report.pairs.map((pair) => pairText(pair, options, screen));
  const cap = options.maxRate === null ? "" : `, at most ${formatBitRate(options.maxRate)}`;
  const how =
    `${roundsText(options)} of ${options.seconds} s for each line${cap}, plain and encrypted in turn; ` +
    `medians, quartiles in brackets; ratio: encrypted by plain, with its 95 % interval; image ${
      inline(image)
    }`;
  return `${parts.join("\n")}\n${lines(how, screen.width, dim)}`;
}

function pairText(pair: PairReport, options: BenchOptions, screen: BenchScreen): string {
  const { from, to, problems } = pair.run;
  const title = `${inline(from.name)} to ${inline(to.name)}`;
  const notes = problems.flatMap(({ why, next }) => [yellow(inline(why)), `  ${inline(next)}`]);
  if (pair.failed > 0) {
    notes.push(
      yellow(`${count(pair.failed, "trial")} failed; --format json says why`),
    );
  }
  const measured = pair.comparisons.filter((one) => one.plain !== null || one.encrypted !== null);
  const metrics = measured.map((one) =>
    metricText(one, options, screen, one.metric.id === "udp-packets" ? pair.loss : null)
  );
  return [
    `${bold(title)}\n`,
    lines(headline(pair.comparisons), screen.width, verdictColor(pair.comparisons)),
    ...notes.map((note) => lines(note, screen.width)),
    ...metrics.map((one) => `\n${one}`),
    pair.estimate === null ? "" : `\n${estimateText(pair.estimate, options, screen.width)}`,
    `\n${nodesText(pair, screen.width)}`,
  ].join("");
}

function verdictColor(comparisons: readonly Comparison[]): (text: string) => string {
  if (comparisons.some((one) => one.verdict === "costs")) return yellow;
  return comparisons.some((one) => one.verdict === "same" || one.verdict === "gains") ? green : bold;
}

function metricText(
  one: Comparison,
  options: BenchOptions,
  screen: BenchScreen,
  loss: Record<Arm, number | null> | null,
): string {
  const most = Math.max(one.plain?.median ?? 0, one.encrypted?.median ?? 0);
  const rows = ARMS.flatMap((arm) => {
    const spread = one[arm];
    if (spread === null) return [];
    const lost = loss?.[arm] ?? null;
    const value = valueText(spread, one) + (lost === null ? "" : `, ${percent(lost)} lost`);
    return [{ arm, spread, value }];
  });
  const cells = barCells(rows.map((row) => row.value), screen.width);
  const bars = rows.map(({ arm, spread, value }) => {
    const drawn = bar(spread.median / most, cells, screen.ascii);
    const paint = arm === "plain" ? blue : green;
    return `  ${arm.padEnd(LEFT - 4)}  ${paint(drawn)}${" ".repeat(cells - displayWidth(drawn))}  ${value}\n`;
  });
  return [
    `${metricName(one.metric.id, options)}\n`,
    ...bars,
    lines(`${verdictSign(one)}${verdictText(one)}`, screen.width - 2).replace(/^/gm, "  ").replace(
      / +$/gm,
      "",
    ),
  ].join("");
}

function verdictSign({ verdict }: Comparison): string {
  return verdict === "unclear" ? yellow("? ") : verdict === "missing" ? dim("- ") : "";
}

function valueText(spread: Spread, { metric }: Comparison): string {
  const [unitless, unit] = splitUnit(metricValue(spread.median, metric));
  const low = metricValue(spread.lower, metric);
  const high = metricValue(spread.upper, metric);
  // The unit is written once where all three numbers have it.
  const same = [low, high].every((text) => splitUnit(text)[1] === unit);
  const bounds = same ? `${splitUnit(low)[0]} to ${splitUnit(high)[0]}` : `${low} to ${high}`;
  return `${unitless} ${unit} (${bounds})`;
}

function splitUnit(text: string): [string, string] {
  const at = text.indexOf(" ");
  return [text.slice(0, at), text.slice(at + 1)];
}

function barCells(values: readonly string[], width: number): number {
  const longest = Math.max(0, ...values.map(displayWidth));
  return Math.min(WIDEST_BAR, Math.max(NARROWEST_BAR, width - LEFT - 2 - longest));
}

const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A bar of this share of the cells; what is there at all can be seen. */
function bar(share: number, cells: number, ascii: boolean): string {
  if (ascii) return "#".repeat(Math.max(1, Math.round(share * cells)));
  const eighths = Math.max(1, Math.round(share * cells * 8));
  return "█".repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8];
}

function estimateText({ rate, arms }: Estimate, options: BenchOptions, width: number): string {
  const line = (arm: Arm): string => `${arm}: ${armText(arms[arm], options)}`;
  return [
    `${bold(`At ${formatBitRate(rate)}`)} (extrapolated along a straight line from what was measured)\n`,
    ...ARMS.map((arm) => indented(line(arm), width)),
  ].join("");
}

function armText(
  { senderCores, receiverCores, ceiling, suffices }: ArmEstimate,
  { streams, maxRate }: BenchOptions,
): string {
  if (ceiling === null && senderCores === null) return "not measured";
  const cores = senderCores === null || receiverCores === null
    ? "CPU was not measured"
    : `${threeDigits(senderCores)} cores to send, ${threeDigits(receiverCores)} to receive`;
  if (ceiling === null) return `${cores}; throughput was not measured`;
  const reached = `${formatBitRate(ceiling)} were reached with ${streams} streams`;
  if (suffices === null) {
    return `${cores}; whether it fits is open: --max-rate ${formatBitRate(maxRate!)} was the limit`;
  }
  return suffices
    ? `${cores}; ${green("it fits")}: ${reached}`
    : `${cores}; ${red("it does not fit")}: ${reached}`;
}

function nodesText({ run: { from, to }, oneKernel }: PairReport, width: number): string {
  const pairs = [from, to].map((node): [string, string] => [inline(node.name), nodeText(node)]);
  const note = oneKernel
    ? lines("Both nodes run on one kernel, so the CPU figures of each end count both ends", width, yellow)
    : "";
  return facts(pairs, { width }) + note;
}

function nodeText(node: NodeFacts): string {
  const aes = node.aes === null
    ? "AES instructions unknown"
    : node.aes
    ? "AES instructions"
    : "no AES instructions";
  const mtu = ARMS.flatMap((arm) => node.mtu[arm] === null ? [] : [`${node.mtu[arm]} ${arm}`]);
  const parts = [
    `engine ${node.engine}`,
    node.kernel === null ? "" : `kernel ${node.kernel}`,
    node.arch,
    node.cpus === null ? "" : count(node.cpus, "core"),
    node.cpuModel ?? "",
    aes,
    mtu.length === 0 ? "" : `MTU inside ${mtu.join(", ")}`,
    node.iperf === null ? "" : `iperf3 ${node.iperf}`,
  ];
  return parts.filter((part) => part !== "").map(inline).join(", ");
}

function percent(share: number): string {
  return `${threeDigits(Math.round(share * 1000) / 10)} %`;
}

function lines(text: string, width: number, paint: (text: string) => string = (one) => one): string {
  return paragraph(paint(text), width);
}

function indented(text: string, width: number): string {
  return wrap(text, width - 2).map((line) => `  ${line}\n`).join("");
}
