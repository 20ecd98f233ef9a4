import * as dagre from "@dagrejs/dagre";
import { displayWidth } from "../../terminal/width.ts";
import { cut } from "./box_text.ts";
import type { Box, Line, Picture } from "./picture.ts";

/** A picture with a place for everything. Lengths are SVG user units (pixels at normal size). */
export interface Drawing {
  width: number;
  height: number;
  boxes: PlacedBox[];
  lines: PlacedLine[];
  frames: { id: string; title: string; x: number; y: number; width: number; height: number }[];
  notes: string[];
}

/** `x` and `y` are the upper left corner. */
export interface PlacedBox {
  box: Box;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A line with its way on the picture. */
export interface PlacedLine {
  line: Line;
  /** From the right side of one box to the left side of another. */
  points: readonly Point[];
  /** Where the label's middle is. */
  label: Point;
}

/** x and y in pixels. */
export type Point = readonly [number, number];

/** Height of one line of text. */
export const LINE_HEIGHT = 17;
/** Between text and border. */
export const PADDING = 10;
/** Room at the left of a box for its sign (a lock, a rack, …). */
export const SIGN = 22;
/** Between columns where there are no frames. */
const RANK_GAP = 90;
const MARGIN = 24;
const GAP = 40;
/** Between a frame and what is in it; above there is its title, too. */
const FRAME = 10;
const FRAME_TITLE = 22;

/** Width of a text in the drawing's fonts, a little generous: viewers bring their own. */
export function textWidth(text: string, bold = false): number {
  return displayWidth(text) * (bold ? 8.3 : 6.7);
}

function sizeOf(box: Box): { width: number; height: number } {
  const widest = Math.max(
    textWidth(cut(box.title), true) + (box.level === "" ? 0 : 18),
    ...box.lines.map((line) => textWidth(cut(line))),
  );
  return {
    width: Math.ceil(widest + 2 * PADDING + SIGN),
    height: (box.lines.length + 1) * LINE_HEIGHT + 2 * PADDING - 4,
  };
}

/**
 * Lays a picture out from left (outside) to right (deep inside): each connected part by dagre's layers, then the parts in
 * rows of about a screen's shape. The same picture gives the same drawing.
 */
export function layOut(picture: Picture): Drawing {
  const parts = partsOf(picture).map((part) =>
    part.boxes.length === 1 && part.frames.length === 0 ? single(part.boxes[0]!) : layered(part)
  );
  return { ...packed(parts), notes: picture.notes };
}

interface Part {
  boxes: Box[];
  lines: Line[];
  frames: Picture["frames"];
}

type Placed = Omit<Drawing, "notes">;

/** Boxes that lines or a common frame join, in the order of their first box. */
function partsOf(picture: Picture): Part[] {
  const parent = new Map<string, string>();
  const rootOf = (id: string): string => {
    let at = id;
    while (parent.has(at)) at = parent.get(at)!;
    if (at !== id) parent.set(id, at);
    return at;
  };
  const join = (a: string, b: string) => {
    const [left, right] = [rootOf(a), rootOf(b)];
    if (left !== right) parent.set(right, left);
  };
  for (const box of picture.boxes) if (box.frame !== "") join(box.frame, box.id);
  for (const line of picture.lines) join(line.from, line.to);
  const parts = new Map<string, Part>();
  for (const box of picture.boxes) {
    const root = rootOf(box.id);
    const part = parts.get(root) ?? { boxes: [], lines: [], frames: [] };
    part.boxes.push(box);
    parts.set(root, part);
  }
  for (const line of picture.lines) parts.get(rootOf(line.from))!.lines.push(line);
  for (const frame of picture.frames) parts.get(rootOf(frame.id))?.frames.push(frame);
  return [...parts.values()];
}

function single(box: Box): Placed {
  const size = sizeOf(box);
  return { ...size, boxes: [{ box, x: 0, y: 0, ...size }], lines: [], frames: [] };
}

function layered(part: Part): Placed {
  const framed = part.frames.length > 0;
  const columns = framed ? new Map<string, number>() : columnsOf(part.boxes);
  const graph = new dagre.graphlib.Graph({ compound: true, multigraph: false });
  graph.setGraph({ rankdir: "LR", nodesep: 16, ranksep: framed ? 14 : RANK_GAP, marginx: 0, marginy: 0 });
  for (const box of part.boxes) graph.setNode(box.id, { ...sizeOf(box) });
  for (const frame of part.frames) graph.setNode(frame.id, {});
  for (const box of part.boxes) if (box.frame !== "") graph.setParent(box.id, box.frame);
  for (const line of part.lines) {
    const label = framed && line.label !== "" ? { width: textWidth(line.label), height: 14 } : {};
    graph.setEdge(line.from, line.to, { ...label, labelpos: "c", minlen: columns.get(line.to) ?? 1 });
  }
  dagre.layout(graph);
  return placedBy(graph, part);
}

/** More boxes of one rank are put into several columns, so that the picture keeps the shape of a screen. */
const TALLEST = 14;

/** Column within its rank, from 1, of each box. */
function columnsOf(boxes: readonly Box[]): Map<string, number> {
  const columns = new Map<string, number>();
  for (const group of Map.groupBy(boxes, (box) => box.rank).values()) {
    const many = Math.min(3, Math.ceil(group.length / TALLEST));
    group.forEach((box, at) => columns.set(box.id, 1 + at % many));
  }
  return columns;
}

/** Reads the places that dagre chose: it names centres. */
function placedBy(graph: dagre.graphlib.Graph, part: Part): Placed {
  const place = (id: string) => {
    const { x = 0, y = 0, width = 0, height = 0 } = graph.node(id) as dagre.NodeLabel;
    return { x: x - width / 2, y: y - height / 2, width, height };
  };
  const boxes = part.boxes.map((box) => ({ box, ...place(box.id) }));
  const ways = part.lines.map((line) => {
    const { points = [], x = 0, y = 0 } = graph.edge(line.from, line.to) as dagre.EdgeLabel;
    return { line, points: points.map((point): Point => [point.x, point.y]), label: [x, y] as Point };
  });
  const frames = part.frames.map((frame) =>
    frameAround(frame, boxes.filter((one) => one.box.frame === frame.id))
  );
  return moved({ width: 0, height: 0, boxes, lines: anchored(boxes, ways, frames.length > 0), frames });
}

/** A frame close around its boxes: dagre's own is stretched by the lines that pass. */
function frameAround(
  frame: Picture["frames"][number],
  boxes: readonly PlacedBox[],
): Drawing["frames"][number] {
  const x = Math.min(...boxes.map((one) => one.x)) - FRAME;
  const y = Math.min(...boxes.map((one) => one.y)) - FRAME - FRAME_TITLE;
  return {
    ...frame,
    x,
    y,
    width: Math.max(...boxes.map((one) => one.x + one.width), x + 60) + FRAME - x,
    height: Math.max(...boxes.map((one) => one.y + one.height)) + FRAME - y,
  };
}

/** Lets lines leave on the right and enter on the left, spread over the side in the order of where they go. */
function anchored(boxes: readonly PlacedBox[], ways: readonly PlacedLine[], framed: boolean): PlacedLine[] {
  const byId = new Map(boxes.map((one) => [one.box.id, one]));
  const starts = spread(byId, ways, (way) => way.line.from, (way) => way.points[1]![1]);
  const ends = spread(byId, ways, (way) => way.line.to, (way) => way.points.at(-2)![1]);
  return ways.map((way) => {
    const from = byId.get(way.line.from)!;
    const to = byId.get(way.line.to)!;
    const first: Point = [from.x + from.width, starts.get(way)!];
    const last: Point = [to.x, ends.get(way)!];
    // Between neighbours the straight way is free; further on dagre's points lead past other boxes.
    const near = !framed && last[0] - first[0] < 2 * RANK_GAP;
    const between = near ? [] : way.points.slice(1, -1).filter(([x]) => x > first[0] && x < last[0]);
    const label: Point = framed ? way.label : [last[0] - 8 - textWidth(way.line.label) / 2, last[1]];
    return { ...way, points: [first, ...between, last], label };
  });
}

/** Height at which each line touches its box. */
function spread(
  byId: ReadonlyMap<string, PlacedBox>,
  ways: readonly PlacedLine[],
  boxOf: (way: PlacedLine) => string,
  aim: (way: PlacedLine) => number,
): Map<PlacedLine, number> {
  const touching = Map.groupBy(ways, boxOf);
  const heights = new Map<PlacedLine, number>();
  for (const [id, group] of touching) {
    const { y, height } = byId.get(id)!;
    const step = Math.min(16, (height - 16) / group.length);
    const sorted = group.map((way, at) => ({ way, at })).sort((a, b) =>
      aim(a.way) - aim(b.way) || a.at - b.at
    );
    sorted.forEach(({ way }, at) => {
      heights.set(way, y + height / 2 + (at - (group.length - 1) / 2) * step);
    });
  }
  return heights;
}

/** The same with its upper left corner at 0,0, rounded so that engines' last digits do not show. */
function moved(drawn: Placed): Placed {
  const ways = drawn.lines.flatMap((one) => one.points).map(([x, y]) => ({ x, y, width: 0, height: 0 }));
  const all = [...drawn.boxes, ...drawn.frames, ...ways];
  const left = Math.min(...all.map((one) => one.x));
  const top = Math.min(...all.map((one) => one.y));
  const shift = <T extends { x: number; y: number }>(one: T): T => ({
    ...one,
    x: round(one.x - left),
    y: round(one.y - top),
  });
  return {
    width: round(Math.max(...all.map((one) => one.x + one.width)) - left),
    height: round(Math.max(...all.map((one) => one.y + one.height)) - top),
    boxes: drawn.boxes.map(shift),
    frames: drawn.frames.map(shift),
    lines: drawn.lines.map((one) => shifted(one, -left, -top)),
  };
}

function shifted(one: PlacedLine, x: number, y: number): PlacedLine {
  const move = (point: Point): Point => [round(point[0] + x), round(point[1] + y)];
  return { line: one.line, points: one.points.map(move), label: move(one.label) };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Parts in rows, large ones first; a row is as wide as the widest part, or as makes the whole about 16:10. */
function packed(parts: readonly Placed[]): Placed {
  const order = parts.map((part, at) => ({ part, at }))
    .sort((a, b) => b.part.height - a.part.height || a.at - b.at);
  const area = parts.reduce((sum, one) => sum + (one.width + GAP) * (one.height + GAP), 0);
  const limit = Math.max(...parts.map((one) => one.width), Math.sqrt(area * 1.6));
  const whole: Placed = { width: 0, height: 0, boxes: [], lines: [], frames: [] };
  let [x, y, row] = [MARGIN, MARGIN, 0];
  for (const { part } of order) {
    if (x > MARGIN && x + part.width > limit + MARGIN) [x, y, row] = [MARGIN, y + row + GAP, 0];
    for (const one of part.boxes) whole.boxes.push({ ...one, x: round(one.x + x), y: round(one.y + y) });
    for (const one of part.frames) whole.frames.push({ ...one, x: round(one.x + x), y: round(one.y + y) });
    for (const one of part.lines) whole.lines.push(shifted(one, x, y));
    whole.width = Math.max(whole.width, x + part.width);
    whole.height = Math.max(whole.height, y + part.height);
    x += part.width + GAP;
    row = Math.max(row, part.height);
  }
  return { ...whole, width: Math.ceil(whole.width + MARGIN), height: Math.ceil(whole.height + MARGIN) };
}
