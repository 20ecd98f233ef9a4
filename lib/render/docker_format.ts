import { Failure } from "../base/errors.ts";
import { inline } from "../terminal/boundary.ts";
import { chooseFormat, type FormatChoice } from "./choose_format.ts";
import { Struct, Template, TemplateError } from "./go_template.ts";
import { layOut } from "./tabwriter.ts";
import type { Method } from "./template/value.ts";

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
  /** Template of the default table, without the word `table`. */
  table: string;
  /** Template for --quiet. */
  quiet: string;
  /** Template of docker's old `raw` format; each row ends with an empty line. */
  raw?: { all: string; quiet: string };
}

/**
 * Rows as docker prints lists: `table`, `table TEMPLATE`, `json` (one object a line, keys sorted), `raw` or a template.
 * Throws `Failure` "template parsing error: …" before anything is given out.
 */
export function formatList<Row>(listing: Listing<Row>, rows: readonly Row[], choice: FormatChoice): string {
  const format = resolve(listing, chooseFormat(choice), choice.quiet);
  const isTable = format.startsWith("table");
  const body = isTable ? format.slice("table".length) : format === "json" ? "{{json .}}" : format;
  const source = body.replace(/^ +| +$/g, "").replaceAll("\\t", "\t").replaceAll("\\n", "\n");
  return inDockersWords(() => {
    const template = Template.parse(source);
    const lines = rows.map((row) => template.render(structOf(listing, row, isTable)) + "\n").join("");
    return isTable ? layOut(`${template.renderHeader(headersOf(listing))}\n${lines}`) : lines;
  });
}

/** Docker's words for a template that is wrong; anything else is thrown on. */
export function inDockersWords<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof TemplateError) throw new Failure(`template parsing error: ${error.message}`);
    throw error;
  }
}

/** Exactly `table` and `raw` mean the defaults, which --quiet replaces. */
function resolve<Row>(listing: Listing<Row>, format: string, quiet: boolean): string {
  if (format === "table") return quiet ? listing.quiet : `table ${listing.table}`;
  if (format === "raw" && listing.raw !== undefined) return quiet ? listing.raw.quiet : listing.raw.all;
  return format;
}

function headersOf<Row>(listing: Listing<Row>): Record<string, string> {
  return Object.fromEntries(Object.entries(listing.fields).map(([name, field]) => [name, field.header]));
}

/** In a table a value must stay on its line and in its column, whatever a name contains. */
function structOf<Row>(listing: Listing<Row>, row: Row, isTable: boolean): Struct {
  const read = (field: ListField<Row>) => isTable ? inline(field.value(row)) : field.value(row);
  const fields = Object.entries(listing.fields).map(([name, field]) => [name, () => read(field)] as const);
  return new Struct(listing.type, Object.fromEntries(fields), {
    methods: listing.methods?.(row) ?? {},
    json: () => Object.fromEntries(fields.map(([name, value]) => [name, value()])),
  });
}
