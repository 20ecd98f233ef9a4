import type { Comparison } from "../../bench/judge/compare.ts";
import { valuesOf } from "../../bench/judge/metrics.ts";
import { type Arm, ARMS, type BenchOptions, type PairRun } from "../../bench/judge/model.ts";
import type { BenchReport } from "../../bench/judge/report.ts";
import { headline, metricName, metricValue, roundsText, shortVerdict } from "./sentences.ts";
import { escapeXml } from "../common/xml.ts";
import { wrap } from "../common/table.ts";

const WIDTH = 920;
const HEADER = 64;
/** A pair's name; each line of its verdict takes as much again as `LINE`. */
const TITLE = 30;
const LINE = 17;
/** Characters that fit beside each other. */
const COLUMNS = 140;
const PANEL = 84;
const LEFT = 108;
const RIGHT = 150;
const BAR = 17;
const GAP = 5;
const TOP = 24;
/** The scale ends so much beyond the largest value. */
const HEADROOM = 1.04;

const STYLE =
  `text{font:13px system-ui,sans-serif;fill:#1b2430}.soft{fill:#4a5666;font-size:12px}.name{font-weight:600}
.title{font-size:16px;font-weight:600}.pair{font-size:14px;font-weight:600}.paper{fill:#ffffff}.plot{fill:#f3f5f8}
.plain{fill:#8fa3bb}.encrypted{fill:#2563a8}.range{stroke:#1b2430;stroke-width:1.5}.dot{fill:#1b2430;fill-opacity:.55}
@media (prefers-color-scheme:dark){text{fill:#e7ecf2}.soft{fill:#a9b5c3}.paper{fill:#11161d}.plot{fill:#1c242e}
.plain{fill:#6b7d94}.encrypted{fill:#7db4f0}.range{stroke:#e7ecf2}.dot{fill:#e7ecf2}}`;

/**
 * The medians as bars, each trial as a dot, the quartiles as a line; a panel for each metric. No script, nothing from outside, every text
 * escaped. The same report gives the same bytes.
 */
export function benchSvg(report: BenchReport): string {
  const { options, taken } = report.run;
  let top = HEADER;
  const parts = report.pairs.map((pair) => {
    const shown = pair.comparisons.filter((one) => one.plain !== null || one.encrypted !== null);
    const verdict = wrap(headline(pair.comparisons), COLUMNS);
    const first = top + TITLE + verdict.length * LINE;
    const { from, to } = pair.run;
    const drawn = [
      text(16, top + 16, `${from.name} to ${to.name}`, "pair"),
      ...verdict.map((line, at) => text(16, top + 34 + at * LINE, line, "soft")),
      ...shown.map((one, at) => panelSvg(one, pair.run, first + at * PANEL, options)),
    ];
    top = first + shown.length * PANEL;
    return drawn.join("\n");
  });
  const height = top + 16;
  const title = "What encryption costs between nodes of this swarm";
  const sub = `${taken}; ${
    roundsText(options)
  } of ${options.seconds} s; bars: medians, lines: quartiles, dots: trials`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" ` +
    `aria-label="${escapeXml(title)}">`,
    `<title>${escapeXml(title)}</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="paper" width="${WIDTH}" height="${height}"/>`,
    text(16, 26, title, "title"),
    text(16, 46, sub, "soft"),
    ...parts,
    "</svg>",
  ].join("\n") + "\n";
}

function panelSvg(one: Comparison, run: PairRun, top: number, options: BenchOptions): string {
  const values = new Map(ARMS.map((arm) => [arm, [...valuesOf(run, one.metric, arm).values()]]));
  const most = Math.max(...[...values.values()].flat()) * HEADROOM;
  const x = (value: number) => round(LEFT + value / most * (WIDTH - LEFT - RIGHT));
  const height = 2 * BAR + 3 * GAP;
  return [
    "<g>",
    text(16, top + 14, metricName(one.metric.id, options), "name"),
    `<text class="soft" x="${WIDTH - 24}" y="${top + 14}" text-anchor="end">${
      escapeXml(shortVerdict(one))
    }</text>`,
    `<rect class="plot" x="${LEFT}" y="${top + TOP}" width="${WIDTH - LEFT - RIGHT}" height="${height}"/>`,
    ...ARMS.map((arm, at) => barSvg(one, arm, values.get(arm)!, top + TOP + GAP + at * (BAR + GAP), x)),
    "</g>",
  ].join("\n");
}

function barSvg(
  one: Comparison,
  arm: Arm,
  values: readonly number[],
  top: number,
  x: (value: number) => number,
): string {
  const spread = one[arm];
  const label = `<text class="soft" x="${LEFT - 8}" y="${top + 13}" text-anchor="end">${arm}</text>`;
  if (spread === null) return `${label}\n${text(LEFT + 8, top + 13, "not measured", "soft")}`;
  const middle = round(top + BAR / 2);
  return [
    label,
    `<rect class="${arm}" x="${LEFT}" y="${top}" width="${round(x(spread.median) - LEFT)}" height="${BAR}"/>`,
    `<path class="range" d="M${x(spread.lower)} ${middle}H${x(spread.upper)}"/>`,
    ...values.map((value) => `<circle class="dot" cx="${x(value)}" cy="${middle}" r="2.5"/>`),
    text(WIDTH - RIGHT + 8, top + 13, metricValue(spread.median, one.metric), "soft"),
  ].join("\n");
}

function text(x: number, y: number, words: string, style: string): string {
  return `<text class="${style}" x="${x}" y="${y}">${escapeXml(words)}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
