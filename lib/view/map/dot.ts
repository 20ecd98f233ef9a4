import { inline } from "../../terminal/boundary.ts";
import { cut } from "./box_text.ts";
import type { Box, Line, Picture } from "./picture.ts";

/** The picture as a Graphviz graph, for `dot -Tsvg` and friends. */
export function dotOf(picture: Picture): string {
  const lines = [
    "graph swarmnet {",
    '  graph [rankdir=LR, fontname="Helvetica", ranksep=0.8, nodesep=0.2];',
    '  node [shape=box, style="rounded,filled", fillcolor="#f5f7fa", color="#8a96a5", fontname="Helvetica", fontsize=11];',
    '  edge [color="#8a96a5", fontname="Helvetica", fontsize=9];',
    ...(picture.notes.length === 0 ? [] : [`  label="${picture.notes.map(escapeDot).join("\\n")}";`]),
    ...picture.frames.flatMap((frame) => [
      `  subgraph cluster_${frame.id} {`,
      `    label="${escapeDot(cut(frame.title))}"; color="#8a96a5";`,
      ...picture.boxes.filter((box) => box.frame === frame.id).map((box) => `    ${boxText(box)}`),
      "  }",
    ]),
    ...picture.boxes.filter((box) => box.frame === "").map((box) => `  ${boxText(box)}`),
    ...picture.lines.map((line) => `  ${lineText(line)}`),
    "}",
  ];
  return lines.join("\n") + "\n";
}

const LOOK = {
  encrypted: 'fillcolor="#e9f6f0", color="#0b6e4f"',
  clear: 'fillcolor="#fdeeec", color="#b3261e", style="rounded,filled,dashed"',
  unknown: 'fillcolor="#fdf7dd", color="#6b5a00", style="rounded,filled,dotted"',
} as const;

function boxText(box: Box): string {
  const label = [cut(box.title), ...box.lines.map((line) => cut(line))].map(escapeDot).join("\\n");
  const shape = {
    service: "",
    network: ", shape=ellipse",
    entry: ", shape=cds",
    group: ", peripheries=2",
    node: ", shape=box3d, style=filled",
  }[
    box.kind
  ];
  return `${box.id} [label="${label}"${shape}${box.state === null ? "" : `, ${LOOK[box.state]}`}];`;
}

function lineText(line: Line): string {
  const look = line.from === "host" ? "style=dashed" : {
    encrypted: 'style=bold, color="#0b6e4f"',
    clear: 'style=dashed, color="#b3261e"',
    unknown: "style=dotted",
  }[line.state];
  const label = [line.label, line.state === "clear" ? "in clear" : ""].filter((word) => word !== "").join(
    ", ",
  );
  return `${line.from} -- ${line.to} [${look}${label === "" ? "" : `, label="${escapeDot(label)}"`}];`;
}

/**
 * Text inside a double-quoted DOT string used as a label: quote and backslash escaped (a backslash would start an escape such
 * as \N or \G), and `&`, which Graphviz reads as the start of an HTML entity even there (graphviz.org, escString).
 */
export function escapeDot(text: string): string {
  return inline(text).replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("&", "&amp;");
}
