import { eastAsianWidth } from "get-east-asian-width";

/**
 * Characters that never join with their neighbours: ASCII, Latin letters, punctuation, arrows, mathematical signs, lines and
 * blocks, ticks and crosses, each one column wide; and style marks. All output of our own is made of them.
 */
const SEPARATE =
  /^[\x20-\x7e\xa1-\xac\xae-\u02ff\u2010-\u2027\u2190-\u22ff\u2500-\u259f\u2713-\u2717\uFDD0-\uFDEF]*$/;
const MARKS = /[\uFDD0-\uFDEF]/g;
// Controls and style marks (noncharacters) take no column of their own either.
const INVISIBLE = /^[\p{Mn}\p{Me}\p{Cc}\p{Cf}\uFDD0-\uFDEF]$/u;

let segmenter: Intl.Segmenter | undefined;

/**
 * Columns that text takes on a terminal in one line: wide East Asian characters and emoji two, combining and invisible ones
 * and style marks none; ambiguous characters count one, as in docker's tables outside East Asian locales.
 */
export function displayWidth(text: string): number {
  // The segmenter loads the runtime's Unicode library, which takes 10 ms.
  if (SEPARATE.test(text)) return text.replace(MARKS, "").length;
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
