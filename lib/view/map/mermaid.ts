import { inline } from "../../terminal/boundary.ts";
import { cut } from "./box_text.ts";
import type { Box, Line, Picture } from "./picture.ts";

/** The picture as a Mermaid flowchart: thick lines are encrypted, dashed ones in clear, and a lock stands before the words. */
export function mermaidOf(picture: Picture): string {
  const boxes = picture.boxes.filter((box) => box.frame === "");
  const lines = [
    "flowchart LR",
    ...picture.notes.map((note) => `  %% ${escapeMermaid(note)}`),
    ...picture.frames.flatMap((frame) => [
      `  subgraph ${frame.id}["${escapeMermaid(cut(frame.title))}"]`,
      ...picture.boxes.filter((box) => box.frame === frame.id).map((box) => `    ${boxText(box)}`),
      "  end",
    ]),
    ...boxes.map((box) => `  ${boxText(box)}`),
    ...picture.lines.map((line) => `  ${lineText(line)}`),
    "  classDef encrypted fill:#e9f6f0,stroke:#0b6e4f,color:#1b2430",
    "  classDef clear fill:#fdeeec,stroke:#b3261e,color:#1b2430,stroke-dasharray:7 5",
    "  classDef unknown fill:#fdf7dd,stroke:#6b5a00,color:#1b2430,stroke-dasharray:2 4",
  ];
  return lines.join("\n") + "\n";
}

const SIGN = { encrypted: "🔒 ", clear: "🔓 ", unknown: "" } as const;

function boxText(box: Box): string {
  const sign = box.state === null ? "" : SIGN[box.state];
  const words = [cut(box.title), ...box.lines.map((line) => cut(line))].map(escapeMermaid).join("<br/>");
  const [open, close] = box.kind === "network"
    ? ["([", "])"]
    : box.kind === "group"
    ? ["[[", "]]"]
    : ["[", "]"];
  return `${box.id}${open}"${sign}${words}"${close}${box.state === null ? "" : `:::${box.state}`}`;
}

function lineText(line: Line): string {
  const [plain, begin, end] = line.from === "host" || line.state === "unknown"
    ? ["---", "--", "---"]
    : line.state === "encrypted"
    ? ["===", "==", "==="]
    : ["-.-", "-.", ".-"];
  const label = [line.label, line.state === "clear" ? "in clear" : ""].filter((word) => word !== "").join(
    ", ",
  );
  return label === ""
    ? `${line.from} ${plain} ${line.to}`
    : `${line.from} ${begin} "${escapeMermaid(label)}" ${end} ${line.to}`;
}

/**
 * Text for a quoted Mermaid label. All but letters, digits and a few marks becomes a numeric entity (`#34;`), which Mermaid
 * shows as the character and never reads as syntax, Markdown or HTML (mermaid.js.org, "Entity codes to escape characters").
 */
export function escapeMermaid(text: string): string {
  return inline(text).replace(/[^\p{L}\p{N}\p{M} .,:/()_+=·→…-]/gu, (char) => `#${char.codePointAt(0)};`);
}
