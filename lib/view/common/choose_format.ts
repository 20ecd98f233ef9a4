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
