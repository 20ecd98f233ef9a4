/**
 * Colour as marks inside text, turned into ANSI (or removed) at the stream boundary only. The marks are Unicode
 * noncharacters (U+FDD0 to U+FDEF, reserved for a program's own use), so text from the swarm can at worst colour a
 * word: it can never move the cursor or write to the terminal's title or clipboard.
 */
const RESET = "\uFDD0";

/** Mark → SGR parameters. */
export const SGR: ReadonlyMap<string, string> = new Map([
  [RESET, "0"],
  ["\uFDD1", "1"],
  ["\uFDD2", "2"],
  ["\uFDD3", "31"],
  ["\uFDD4", "32"],
  ["\uFDD5", "33"],
  ["\uFDD6", "34"],
  ["\uFDD7", "36"],
  ["\uFDD8", "1;31"],
  ["\uFDD9", "1;33"],
]);

function mark(code: string): (text: string) => string {
  return (text) => text === "" ? "" : code + text + RESET;
}

/** Bold text. */
export const bold = mark("\uFDD1");
/** Dim text. */
export const dim = mark("\uFDD2");
/** Red text. */
export const red = mark("\uFDD3");
/** Green text. */
export const green = mark("\uFDD4");
/** Yellow text. */
export const yellow = mark("\uFDD5");
/** Blue text. */
export const blue = mark("\uFDD6");
/** Cyan text. */
export const cyan = mark("\uFDD7");
/** Bold red text. */
export const boldRed = mark("\uFDD8");
/** Bold yellow text. */
export const boldYellow = mark("\uFDD9");

/** The text without its style marks. */
export function unstyled(text: string): string {
  return text.replace(/[\uFDD0-\uFDEF]/g, "");
}
