import { structuredPatch } from "diff";
import { inline } from "../../terminal/boundary.ts";
import { bold, cyan, green, red } from "../../terminal/style.ts";

/** The change of one file in the unified format that `patch -p1` reads; empty when nothing differs. */
export function unifiedDiff(name: string, before: string, after: string): string {
  const { hunks } = structuredPatch(name, name, before, after, "", "", { context: 3 });
  if (hunks.length === 0) return "";
  const path = inline(name.replace(/^(?:\.?\/)+/, ""));
  const head = `${bold(`--- a/${path}`)}\n${bold(`+++ b/${path}`)}\n`;
  return head + hunks.map((hunk) => {
    const range = `@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`;
    return `${cyan(range)}\n${hunk.lines.map(lineText).join("")}`;
  }).join("");
}

/** Tabs and the line's own end stay as they are: `patch` compares them. */
function lineText(line: string): string {
  const [body, end] = line.endsWith("\r") ? [line.slice(0, -1), "\r\n"] : [line, "\n"];
  const text = body.split("\t").map(inline).join("\t");
  return `${line.startsWith("+") ? green(text) : line.startsWith("-") ? red(text) : text}${end}`;
}
