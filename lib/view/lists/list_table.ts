import { inline } from "../../terminal/boundary.ts";
import { layOut } from "../template/tabwriter.ts";
import type { Method } from "../template/value.ts";

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
