/** The value of `--color`. */
export type ColorChoice = "auto" | "always" | "never";

/**
 * Whether a stream gets colour. In this order: `--color`, NO_COLOR (non-empty: never), CLICOLOR_FORCE (set and not 0:
 * always), TERM=dumb (never), then whether the stream is a terminal.
 */
export function wantsColor(
  choice: ColorChoice,
  terminal: boolean,
  env: { get(name: string): string | undefined },
): boolean {
  if (choice !== "auto") return choice === "always";
  if ((env.get("NO_COLOR") ?? "") !== "") return false;
  const force = env.get("CLICOLOR_FORCE") ?? "";
  if (force !== "" && force !== "0") return true;
  if (env.get("TERM") === "dumb") return false;
  return terminal;
}

/** The values of `--color`. */
export const COLORS: readonly ColorChoice[] = ["auto", "always", "never"];
