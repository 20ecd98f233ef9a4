import { eastAsianWidth } from "get-east-asian-width";

const PLAIN = /^[\x20-\x7e]*$/;
// Controls and style marks (noncharacters) take no column of their own either.
const INVISIBLE = /^[\p{Mn}\p{Me}\p{Cc}\p{Cf}\uFDD0-\uFDEF]$/u;

let segmenter: Intl.Segmenter | undefined;

/**
 * Columns that text takes on a terminal in one line: wide East Asian characters and emoji two, combining and invisible ones
 * and style marks none; ambiguous characters count one, as in docker's tables outside East Asian locales.
 */
export function displayWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += graphemeWidth(segment);
  return width;
}

/** The first character of a grapheme that takes room decides, as in docker's tables. */
function graphemeWidth(grapheme: string): number {
  for (const char of grapheme) {
    const width = charWidth(char);
    if (width > 0) return width;
  }
  return 0;
}

function charWidth(char: string): number {
  return INVISIBLE.test(char) ? 0 : eastAsianWidth(char.codePointAt(0)!);
}

/** The text with blanks behind it up to `columns`; longer text stays. */
export function padEnd(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - displayWidth(text)));
}

/** The text with blanks before it up to `columns`. */
export function padStart(text: string, columns: number): string {
  return " ".repeat(Math.max(0, columns - displayWidth(text))) + text;
}
