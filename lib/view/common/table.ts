import { wordsOf } from "../../base/advice.ts";
import { singleLine } from "../../terminal/boundary.ts";
import { dim } from "../../terminal/style.ts";
import { displayWidth, padEnd, padStart } from "../../terminal/width.ts";

/** A column of our own tables (docker's lists have their own layout, `docker_format.ts`). */
export interface Column {
  /** Header; a table whose headers are all empty has no header line. */
  header: string;
  align?: "left" | "right";
}

/** Where a table stands. */
export interface TableLayout {
  /** Blanks before each line. */
  indent?: number;
  /** Columns of the screen: words of the last column wrap there. Without it nothing wraps. */
  width?: number;
}

/** Blanks between columns. */
const GAP = 2;
/** A last column narrower than this is not wrapped: it would be one word a line. */
const LEAST_WRAP = 20;

/**
 * Rows in columns as wide as their longest cell; the last one is not padded. A cell is one line, whatever is in it, and may have
 * style marks. Lines end with a newline.
 */
export function table(
  columns: readonly Column[],
  rows: readonly string[][],
  layout: TableLayout = {},
): string {
  const indent = " ".repeat(layout.indent ?? 0);
  const headed = columns.some((column) => column.header !== "");
  const headers = headed ? [columns.map((column) => dim(column.header))] : [];
  const all = [...headers, ...rows].map((row) => row.map(singleLine));
  const widths = columns.map((_, at) =>
    all.reduce((most, row) => Math.max(most, displayWidth(row[at] ?? "")), 0)
  );
  const left = indent.length + widths.slice(0, -1).reduce((sum, width) => sum + width + GAP, 0);
  return all.map((row) => {
    const cells = columns.slice(0, -1).map((column, at) => pad(row[at] ?? "", widths[at]!, column.align));
    const last = wrap(row[columns.length - 1] ?? "", (layout.width ?? Infinity) - left);
    const lead = indent + cells.map((cell) => cell + " ".repeat(GAP)).join("");
    const lines = last.map((line, at) =>
      (at === 0 ? lead : " ".repeat(left)) + alignLast(line, columns, widths)
    );
    return lines.map((line) => line.trimEnd() + "\n").join("");
  }).join("");
}

function pad(cell: string, width: number, align: Column["align"]): string {
  return align === "right" ? padStart(cell, width) : padEnd(cell, width);
}

function alignLast(cell: string, columns: readonly Column[], widths: readonly number[]): string {
  return columns.at(-1)?.align === "right" ? padStart(cell, widths.at(-1)!) : cell;
}

/**
 * Words in lines of at most `width` columns, as far as words are that short. A colour may run across a break (only blanks
 * stand left of the next line); an underline would show there. Line ends in the text are escaped: only blanks are broken at.
 */
export function wrap(words: string, width: number): string[] {
  const text = singleLine(words);
  if (width < LEAST_WRAP || displayWidth(text) <= width) return [text];
  const lines: string[] = [];
  let line = "";
  for (const word of wordsOf(text)) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && displayWidth(longer) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}

/**
 * Sentences from the left edge. Further lines are indented, so that no word of a name can stand where a line of the report begins.
 */
export function paragraph(text: string, width: number): string {
  const hang = "  ";
  const lines = wrap(text, displayWidth(text) <= width ? width : width - hang.length);
  return lines.map((line, at) => `${at === 0 ? "" : hang}${line}\n`).join("");
}

/** `Name   text` lines with the texts in one column, wrapped there. */
export function facts(pairs: readonly (readonly [string, string])[], layout: TableLayout = {}): string {
  return table([{ header: "" }, { header: "" }], pairs.map(([name, text]) => [dim(name), text]), layout);
}
