import { STATE_TEXT } from "../../insight/topology_model.ts";
import { escapeXml } from "../common/xml.ts";
import { cut } from "./box_text.ts";
import {
  type Drawing,
  LINE_HEIGHT,
  PADDING,
  type PlacedBox,
  type PlacedLine,
  type Point,
  SIGN,
  textWidth,
} from "./layout.ts";
import { SVG_STYLE } from "./svg_style.ts";

/** Whether the picture stands alone or in a page. */
export interface SvgOptions {
  /** Accessible name of the picture. */
  title: string;
  /** Prefix of IDs in a page: without XML declaration, style sheet, legend and notes, and with what the page's script looks for. */
  inPage?: string;
}

/** Height of the legend and the notes under the picture. */
const LEGEND = 30;

/** The drawing as SVG: no script, nothing from outside, every text escaped. */
export function svgOf(drawing: Drawing, options: SvgOptions): string {
  const notes = options.inPage !== undefined ? [] : drawing.notes;
  const width = Math.max(drawing.width, options.inPage !== undefined ? 0 : 780);
  const height = drawing.height + (options.inPage !== undefined ? 0 : LEGEND + notes.length * LINE_HEIGHT);
  const open =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
    `role="${options.inPage !== undefined ? "group" : "img"}" aria-label="${escapeXml(options.title)}">`;
  const parts = [
    options.inPage !== undefined ? "" : '<?xml version="1.0" encoding="UTF-8"?>',
    open,
    options.inPage !== undefined
      ? ""
      : `<title>${escapeXml(options.title)}</title><style>${SVG_STYLE}</style>`,
    `<rect class="paper" width="${width}" height="${height}"/>`,
    ...drawing.frames.map(frameSvg),
    ...drawing.lines.map((line) => lineSvg(line, options.inPage)),
    ...drawing.boxes.map((box) => boxSvg(box, options.inPage)),
    options.inPage !== undefined ? "" : legendSvg(drawing.height) + notesSvg(notes, drawing.height + LEGEND),
    "</svg>",
  ];
  return parts.filter((part) => part !== "").join("\n") + "\n";
}

function frameSvg(frame: Drawing["frames"][number]): string {
  const { x, y, width, height } = frame;
  return `<g><rect class="frame" x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/>` +
    `<text class="frame-title" x="${x + 10}" y="${y + 17}">${escapeXml(cut(frame.title))}</text></g>`;
}

function lineSvg({ line, points, label }: PlacedLine, inPage: string | undefined): string {
  if (points.length === 0) return "";
  const state = line.from === "host" ? "host" : line.state;
  const data = inPage !== undefined
    ? ` data-from="${line.from}" data-to="${line.to}" data-state="${line.state}"`
    : "";
  const words = line.label === "" ? "" : labelSvg(line.label, label);
  return `<g class="line ${state}"${data}><path d="${curve(points)}"/>${words}</g>`;
}

function labelSvg(label: string, [x, y]: Point): string {
  return `<text class="label" x="${x}" y="${round(y + 4)}" text-anchor="middle">${escapeXml(label)}</text>`;
}

/** A curve that leaves and enters horizontally and passes dagre's points between. */
function curve(points: PlacedLine["points"]): string {
  let path = `M${points[0]![0]} ${points[0]![1]}`;
  for (let at = 1; at < points.length; at++) {
    const [x0, y0] = points[at - 1]!;
    const [x1, y1] = points[at]!;
    const middle = round((x0 + x1) / 2);
    path += y0 === y1 ? `H${x1}` : `C${middle} ${y0} ${middle} ${y1} ${x1} ${y1}`;
  }
  return path;
}

function boxSvg({ box, x, y, width, height }: PlacedBox, inPage: string | undefined): string {
  const state = box.state ?? "";
  const words = [box.title, ...box.lines, box.level === "" ? "" : `findings: ${box.level}`];
  const said = escapeXml(words.filter((one) => one !== "").join(", "));
  const data = inPage !== undefined
    ? ` id="${inPage}-${box.id}" data-kind="${box.kind}" data-state="${state}" tabindex="0" role="button" aria-label="${
      KIND[box.kind]
    } ${said}"`
    : "";
  const rounded = box.kind === "network" ? Math.min(18, height / 2) : box.kind === "service" ? 5 : 3;
  const texts = [
    `<text class="title" x="${x + PADDING + SIGN}" y="${y + PADDING + 10}">${
      escapeXml(cut(box.title))
    }</text>`,
    ...box.lines.map((line, at) =>
      `<text class="line2" x="${x + PADDING + SIGN}" y="${y + PADDING + 10 + (at + 1) * LINE_HEIGHT}">${
        escapeXml(cut(line))
      }</text>`
    ),
  ];
  const back = box.kind === "group"
    ? `<rect class="shape" x="${x + 5}" y="${y + 5}" width="${width}" height="${height}" rx="${rounded}"/>`
    : "";
  return `<g class="box ${box.kind} ${state}"${data}><title>${said}</title>${back}` +
    `<rect class="shape" x="${x}" y="${y}" width="${width}" height="${height}" rx="${rounded}"/>` +
    `<g transform="translate(${x + PADDING} ${y + PADDING - 2})">${signOf(box.kind, box.state)}</g>` +
    texts.join("") + markSvg(box.level, x + width - 14, y + 14) + "</g>";
}

const KIND = {
  service: "Service",
  network: "Network",
  entry: "Entry",
  group: "Group",
  node: "Node",
} as const;

/** Signs are drawn, not written: fonts with such characters are not everywhere. 16 by 16. */
function signOf(kind: string, state: string | null): string {
  if (kind === "service") return '<path class="sign" d="M3 3h10v4H3zM3 9h10v4H3z"/>';
  if (kind === "node") return '<path class="sign" d="M2 3h12v8H2zM5 14h6M8 11v3"/>';
  if (kind === "entry") return '<path class="sign" d="M2 8h9M7.5 4.5 11 8l-3.500 3.500M14 2v12"/>';
  if (state === "encrypted") {
    return '<path class="sign" d="M3 7.500h10v6.500H3zM5 7.500V5a3 3 0 0 1 6 0v2.500"/>';
  }
  if (state === "clear") {
    return '<path class="sign" d="M3 7.500h10v6.500H3zM5 7.500V4.500a3 3 0 0 1 5.800-1"/>';
  }
  return kind === "group"
    ? '<path class="sign" d="M3 3h10v4H3zM3 9h10v4H3z"/>'
    : '<path class="sign" d="M5.500 6a2.500 2.500 0 1 1 3.800 2.100c-.8.500-1.300 1-1.300 1.900M8 12.500v.8"/>';
}

function markSvg(level: string, x: number, y: number): string {
  if (level === "") return "";
  return `<circle class="mark-${level}" cx="${x}" cy="${y}" r="7"/><text class="mark-text" x="${x}" y="${
    y + 4
  }" text-anchor="middle">${level === "info" ? "i" : "!"}</text>`;
}

/** What line styles, signs and marks mean. */
export function legendSvg(top: number): string {
  const parts: string[] = [];
  let x = 24;
  for (const state of ["encrypted", "clear", "unknown"] as const) {
    const words =
      { encrypted: STATE_TEXT.on, clear: STATE_TEXT.off, unknown: "unknown or not an overlay" }[state];
    parts.push(
      `<g class="line ${state}"><path d="M${x} ${top + 8}h34"/></g>`,
      `<g class="${state}" transform="translate(${x + 40} ${top})">${signOf("network", state)}</g>`,
      `<text class="note" x="${x + 62}" y="${top + 12}">${words}</text>`,
    );
    x += 90 + Math.ceil(textWidth(words));
  }
  parts.push(
    markSvg("warning", x + 7, top + 8),
    `<text class="note" x="${x + 22}" y="${top + 12}">findings, see audit</text>`,
  );
  return `<g>${parts.join("")}</g>`;
}

function notesSvg(notes: readonly string[], top: number): string {
  return notes.map((note, at) =>
    `<text class="note" x="24" y="${top + 8 + at * LINE_HEIGHT}">${escapeXml(note)}</text>`
  ).join("");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
