import { inline } from "../../terminal/boundary.ts";
import type { Method } from "../template/value.ts";
import { displayWidth } from "../../terminal/width.ts";

/** One field of a row: its column header, and its text (docker's rows are made of strings). */
export interface ListField<Row> {
  header: string;
  value(row: Row): string;
}

/** How rows of one kind are listed. */
export interface Listing<Row> {
  /** Name of docker's Go type for a row, shown when a template names an unknown field. */
  type: string;
  fields: Readonly<Record<string, ListField<Row>>>;
  /** Methods with arguments, such as `.Label "key"`. */
  methods?: (row: Row) => Readonly<Record<string, Method>>;
  /** Fields of the default table, in order. */
  table: readonly string[];
  /** Template for --quiet. */
  quiet: string;
  /** Template of docker's old `raw` format; each row ends with an empty line. */
  raw?: { all: string; quiet: string };
}

/**
 * The default table of a listing: what its template would give, without the template language, which is the most part of
 * what showing a list loads.
 */
export function defaultTable<Row>(listing: Listing<Row>, rows: readonly Row[]): string {
  const fields = listing.table.map((name) => listing.fields[name]!);
  const lines = [
    fields.map((field) => field.header),
    ...rows.map((row) => fields.map((field) => inCell(field, row))),
  ];
  return layOut(lines.map((cells) => cells.join("\t") + "\n").join(""));
}

/** In a table a value must stay on its line and in its column, whatever a name contains. */
export function inCell<Row>(field: ListField<Row>, row: Row): string {
  return inline(field.value(row));
}

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

/** What the format of a list depends on. */
export interface FormatChoice {
  /** Value of --format, undefined when not given. */
  format: string | undefined;
  /** The format from docker's config.json (networksFormat and the like). */
  configured?: unknown;
  quiet: boolean;
}

/** `--format` before config.json before the table; config.json does not count with --quiet (docker's list commands). */
export function chooseFormat(choice: FormatChoice): string {
  if (choice.format !== undefined && choice.format !== "") return choice.format;
  const configured = choice.configured;
  if (!choice.quiet && typeof configured === "string" && configured !== "") return configured;
  return "table";
}
