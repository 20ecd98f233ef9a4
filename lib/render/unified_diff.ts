import { structuredPatch } from "diff";
import { inline } from "../terminal/boundary.ts";
import { bold, cyan, green, red } from "../terminal/style.ts";

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

function lineText(line: string): string {
  // A carriage return belongs to the line end and is no news.
  const text = inline(line.replace(/\r$/, ""));
  return `${line.startsWith("+") ? green(text) : line.startsWith("-") ? red(text) : text}\n`;
}
