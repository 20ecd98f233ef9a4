import { SGR } from "./style.ts";

/**
 * What must never reach a terminal raw: C0 but newline and tab, DEL, C1 (8-bit CSI and friends), bidi controls, zero-width
 * characters, line separators, the BOM, language tags and lone surrogates. A carriage return may stand before a newline: so
 * files from Windows end their lines, and a patch for one has to.
 */
const HOSTILE =
  // deno-lint-ignore no-control-regex
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF\u{E0000}-\u{E007F}\p{Cs}]|\r(?!\n)/gu;
const HOSTILE_INLINE =
  // deno-lint-ignore no-control-regex
  /[\u0000-\u001F\u007F-\u009F\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF\u{E0000}-\u{E007F}\p{Cs}]/gu;
/** Most output is this; the expressions above take a millisecond to compile. */
const PLAIN = /^[\n\t\x20-\x7e]*$/;
const MARKS = /[\uFDD0-\uFDEF]/g;
/** A character that must not stand inside a line; line ends and tabs among them. */
const LINE_BREAKING = /[\n\r\t]/g;
/**
 * What GitHub's runner takes for a command in a line of output: `::name …::` at its beginning, and the older `##[name]` anywhere
 * (actions/runner, src/Runner.Common/ActionCommand.cs).
 */
const WORKFLOW_COMMAND = /^((?:[^\S\n]|[\uFDD0-\uFDEE])*):(?=:[A-Za-z][^\s:]*(?: [^\n]*?)?::)|#(?=#\[)/gm;

function escapeOne(char: string): string {
  const code = char.codePointAt(0)!;
  if (char === "\r") return "\\r";
  if (char === "\n") return "\\n";
  if (char === "\t") return "\\t";
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`;
}

/** Escapes hostile characters, keeps line ends and tabs; style marks stay. The escapes are valid inside JSON strings up to U+FFFF. */
export function escapeText(text: string): string {
  return PLAIN.test(text) ? text : text.replace(HOSTILE, escapeOne);
}

/** As `escapeText`, and newline and tab too: for a name or message that must stay on its line; style marks of others are removed. */
export function inline(text: string): string {
  return text.replace(MARKS, "").replace(HOSTILE_INLINE, escapeOne);
}

/**
 * Text that a renderer lays out as one line or one cell: line ends and tabs in it are escaped, whatever their source; style marks stay.
 * Applied by `wrap`, `table`, progress lines and the parts of a failure, so a name that was not escaped before cannot begin a line.
 */
export function singleLine(text: string): string {
  return text.replace(LINE_BREAKING, escapeOne);
}

/** Stands before a line that is meant for GitHub's runner. At the boundary all other workflow commands lose their meaning. */
export const COMMAND_MARK = "\uFDEF";

/** A line that GitHub's runner would obey is shown as text: its first character becomes an escape that JSON reads back. */
function withoutCommands(text: string): string {
  if (!text.includes("::") && !text.includes("##[")) return text;
  return text.replace(
    WORKFLOW_COMMAND,
    (_, blanks: string | undefined) => blanks === undefined ? "\\u0023" : `${blanks}\\u003a`,
  );
}

/**
 * Makes JSON text safe for a terminal without changing its meaning: hostile characters and style marks, which can only
 * stand inside strings there, become \uXXXX escapes (pairs beyond U+FFFF). Newlines between tokens stay.
 */
export function escapeJson(json: string): string {
  return json.replace(HOSTILE, escapeUnits).replace(MARKS, escapeUnits);
}

function escapeUnits(char: string): string {
  return char.split("").map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
}

/**
 * What is finally written to a stream: hostile characters escaped, style marks turned into SGR or dropped, workflow commands
 * defused unless their line was marked as one.
 */
export function atBoundary(text: string, color: boolean): string {
  const harmless = withoutCommands(text);
  if (PLAIN.test(harmless)) return harmless;
  return escapeText(harmless).replace(MARKS, (mark) => {
    const sgr = color ? SGR.get(mark) : undefined;
    return sgr === undefined ? "" : `\u001b[${sgr}m`;
  });
}

/** Longest part of a value that a message repeats, in characters. */
const SHOWN = 80;

/** A value from outside inside a sentence: as `inline`, and cut when it is long. */
export function shown(text: string): string {
  const chars = [...text];
  if (chars.length <= SHOWN) return inline(text);
  return `${inline(chars.slice(0, SHOWN).join(""))}… (${chars.length} characters)`;
}
