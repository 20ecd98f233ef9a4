import { Failure } from "../../base/errors.ts";
import { chooseFormat, type FormatChoice } from "../lists/list_table.ts";
import { Struct, Template, TemplateError } from "./go_template.ts";
import { layOut } from "../lists/list_table.ts";
import { defaultTable, inCell, type ListField, type Listing } from "../lists/list_table.ts";

/**
 * Rows as docker prints lists: `table`, `table TEMPLATE`, `json` (one object a line, keys sorted), `raw` or a template.
 * Throws `Failure` "template parsing error: …" before anything is given out.
 */
export function formatList<Row>(listing: Listing<Row>, rows: readonly Row[], choice: FormatChoice): string {
  const chosen = chooseFormat(choice);
  if (chosen === "table" && !choice.quiet) return defaultTable(listing, rows);
  const format = resolve(listing, chosen, choice.quiet);
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

/** Exactly `table` and `raw` mean the defaults, which --quiet replaces; the default table needs no template. */
function resolve<Row>(listing: Listing<Row>, format: string, quiet: boolean): string {
  if (format === "table") return listing.quiet;
  if (format === "raw" && listing.raw !== undefined) return quiet ? listing.raw.quiet : listing.raw.all;
  return format;
}

function headersOf<Row>(listing: Listing<Row>): Record<string, string> {
  return Object.fromEntries(Object.entries(listing.fields).map(([name, field]) => [name, field.header]));
}

function structOf<Row>(listing: Listing<Row>, row: Row, isTable: boolean): Struct {
  const read = (field: ListField<Row>) => isTable ? inCell(field, row) : field.value(row);
  const fields = Object.entries(listing.fields).map(([name, field]) => [name, () => read(field)] as const);
  return new Struct(listing.type, Object.fromEntries(fields), {
    methods: listing.methods?.(row) ?? {},
    json: () => Object.fromEntries(fields.map(([name, value]) => [name, value()])),
  });
}
