import type { Advise } from "../../base/advice.ts";
import type { Forecast, Point } from "../../insight/capacity_forecast.ts";
import { unstyled } from "../../terminal/style.ts";
import { dayText, forecastText } from "./forecast_text.ts";
import { escapeXml } from "../common/xml.ts";

/** One network's history. */
export interface Panel {
  name: string;
  usable: number;
  /** Now, which is the last point. */
  used: number;
  /** In the order of time. */
  points: readonly Point[];
  forecast: Forecast;
}

/** What the picture says besides the samples. */
export interface HistoryOptions {
  /** For the command that starts a history. */
  advise: Advise;
  /** Milliseconds since the epoch. */
  now: number;
  /** Where it comes from, such as a cluster's ID. */
  title: string;
}

const WIDTH = 920;
const HEADER = 62;
const PANEL = 134;
const LEFT = 56;
const RIGHT = 24;
const TOP = 40;
const PLOT = 62;
/** Share of the time axis behind now that the trend is drawn on. */
const AHEAD = 0.3;

const STYLE =
  `text{font:13px system-ui,sans-serif;fill:#1b2430}.soft{fill:#4a5666;font-size:12px}.name{font-weight:600}
.title{font-size:16px;font-weight:600}.paper{fill:#ffffff}.plot{fill:#f3f5f8}.area{fill:#2563a8;fill-opacity:.18}.line{fill:none;stroke:#2563a8;stroke-width:2}
.dot{fill:#2563a8}.limit{stroke:#b3261e;stroke-width:1.5;stroke-dasharray:6 3}.limit-text{fill:#b3261e;font-size:12px}
.trend{fill:none;stroke:#2563a8;stroke-width:1.5;stroke-dasharray:3 4}.band{fill:#2563a8;fill-opacity:.12}.now{stroke:#8a96a5}
@media (prefers-color-scheme:dark){text{fill:#e7ecf2}.soft{fill:#a9b5c3}.paper{fill:#11161d}.plot{fill:#1c242e}.area,.band{fill:#7db4f0}
.line,.trend{stroke:#7db4f0}.dot{fill:#7db4f0}.limit{stroke:#ff8a80}.limit-text{fill:#ff8a80}.now{stroke:#66727f}}`;

/** The history of the networks as a picture: no script, nothing from outside, every text escaped. The same value gives the same bytes. */
export function capacitySvg(panels: readonly Panel[], options: HistoryOptions): string {
  const height = HEADER + Math.max(1, panels.length) * PANEL + 16;
  const from = Math.min(options.now, ...panels.flatMap((one) => one.points.map((point) => point.at)));
  const axis = axisOf(from, options.now);
  const count = panels.reduce((most, one) => Math.max(most, one.points.length), 0);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" ` +
    `aria-label="${escapeXml(options.title)}">`,
    `<title>${escapeXml(options.title)}</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="paper" width="${WIDTH}" height="${height}"/>`,
    text(16, 26, options.title, "title"),
    text(
      16,
      46,
      count === 0
        ? options.advise("No history yet: take samples with docker swarmnet capacity --record")
        : `Used addresses from ${dayText(from)} to ${
          dayText(options.now)
        } (UTC); dashed: the trend and its 95 % confidence interval`,
      "soft",
    ),
    ...panels.map((panel, at) => panelSvg(panel, HEADER + at * PANEL, axis, options.now)),
    "</svg>",
  ].join("\n") + "\n";
}

interface Axis {
  /** Column of a time. */
  x(at: number): number;
  end: number;
}

function axisOf(from: number, now: number): Axis {
  const past = Math.max(1, now - from);
  const end = now + past * AHEAD;
  return { end, x: (at) => LEFT + (at - from) / (end - from) * (WIDTH - LEFT - RIGHT) };
}

function panelSvg(panel: Panel, top: number, axis: Axis, now: number): string {
  const floor = top + TOP + PLOT;
  const y = (used: number) => floor - Math.min(1, Math.max(0, used) / Math.max(1, panel.usable)) * PLOT;
  const points = [...panel.points, { at: now, used: panel.used }];
  const path = points.map((one, at) =>
    `${at === 0 ? "M" : "L"}${round(axis.x(one.at))} ${round(y(one.used))}`
  ).join("");
  const last = round(axis.x(now));
  const first = round(axis.x(points[0]!.at));
  const limit = round(y(panel.usable));
  const right = WIDTH - RIGHT;
  return [
    `<g>`,
    text(16, top + 14, panel.name, "name"),
    text(16, top + 29, unstyled(forecastText(panel.forecast)), "soft"),
    `<text class="soft" x="${right}" y="${
      top + 14
    }" text-anchor="end">${panel.used} of ${panel.usable} used</text>`,
    `<rect class="plot" x="${LEFT}" y="${top + TOP}" width="${right - LEFT}" height="${PLOT}"/>`,
    `<path class="area" d="${path}L${last} ${floor}L${first} ${floor}Z"/>`,
    trendSvg(panel, axis, now, y),
    `<path class="line" d="${path}"/>`,
    `<circle class="dot" cx="${last}" cy="${round(y(panel.used))}" r="3"/>`,
    `<path class="now" d="M${last} ${top + TOP}V${floor}"/>`,
    `<path class="limit" d="M${LEFT} ${limit}H${right}"/>`,
    `<text class="limit-text" x="${LEFT - 6}" y="${limit + 8}" text-anchor="end">${panel.usable}</text>`,
    `<text class="soft" x="${LEFT - 6}" y="${floor}" text-anchor="end">0</text>`,
    `<text class="soft" x="${LEFT}" y="${floor + 15}">${dayText(points[0]!.at)}</text>`,
    `<text class="soft" x="${last}" y="${floor + 15}" text-anchor="middle">now</text>`,
    `</g>`,
  ].filter((part) => part !== "").join("\n");
}

/** From now on, up to the end of the axis: the estimate as a line, its interval as a wedge. */
function trendSvg(panel: Panel, axis: Axis, now: number, y: (used: number) => number): string {
  if (!("growth" in panel.forecast)) return "";
  const { growth } = panel.forecast;
  const weeks = (axis.end - now) / (7 * 86_400_000);
  const start = `${round(axis.x(now))} ${round(y(panel.used))}`;
  const end = (perWeek: number) => pointAt(panel, axis, now, y, perWeek, weeks);
  return `<path class="band" d="M${start}L${end(growth.high).join("L")}L${
    end(growth.low).reverse().join("L")
  }Z"/>` +
    `<path class="trend" d="M${start}L${end(growth.perWeek).join("L")}"/>`;
}

/** Where a straight trend goes: to the end of the axis, along the top or the bottom once it is there. */
function pointAt(
  panel: Panel,
  axis: Axis,
  now: number,
  y: (used: number) => number,
  perWeek: number,
  weeks: number,
): string[] {
  const to = panel.used + perWeek * weeks;
  const bound = Math.min(panel.usable, Math.max(0, to));
  const share = to === panel.used ? 1 : (bound - panel.used) / (to - panel.used);
  const bend = `${round(axis.x(now + (axis.end - now) * share))} ${round(y(bound))}`;
  return share < 1 ? [bend, `${round(axis.x(axis.end))} ${round(y(bound))}`] : [bend];
}

function text(x: number, y: number, words: string, style: string): string {
  return `<text class="${style}" x="${x}" y="${y}">${escapeXml(words)}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
