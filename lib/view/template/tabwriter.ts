import { displayWidth } from "../../terminal/width.ts";

/** Least width of a column and blanks behind its longest cell, as docker sets them (docker/cli formatter.go). */
const LEAST_COLUMN = 10;
const GAP = 3;

/**
 * Lays tab-separated cells out in columns with the rules of Go's text/tabwriter: a column is a run of lines that have
 * a tab behind that cell; it is as wide as its longest cell plus 3, at least 10; what stands behind the last tab of a
 * line belongs to no column and is not padded.
 */
export function layOut(text: string): string {
  const lines = text.split("\n").map((line) => line.split("\t"));
  const widths: number[][] = lines.map(() => []);
  let most = 0;
  for (const cells of lines) most = Math.max(most, cells.length - 1);
  for (let column = 0; column < most; column++) measure(lines, widths, column);
  return lines.map((cells, at) => cells.map((cell, column) => padded(cell, widths[at]![column])).join(""))
    .join("\n");
}

/** Gives every run of neighbouring lines with a cell in this column the width of its longest cell. */
function measure(lines: readonly string[][], widths: number[][], column: number): void {
  let start = 0;
  while (start < lines.length) {
    if (column >= lines[start]!.length - 1) {
      start++;
      continue;
    }
    let end = start;
    let width = LEAST_COLUMN;
    for (; end < lines.length && column < lines[end]!.length - 1; end++) {
      width = Math.max(width, displayWidth(lines[end]![column]!) + GAP);
    }
    for (let at = start; at < end; at++) widths[at]![column] = width;
    start = end;
  }
}

function padded(cell: string, width: number | undefined): string {
  return width === undefined ? cell : cell + " ".repeat(width - displayWidth(cell));
}
