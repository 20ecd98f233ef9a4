import { displayWidth } from "./width.ts";

/** What stands before the words of a line: "  Why:  ", "  fix: ", "WARNING: "; style marks belong to it. */
const LABEL = /^[\uFDD0-\uFDEF ]*(?:[A-Z][A-Za-z]*|why|fix):[\uFDD0-\uFDEF]* +/;
/** A command that ends a line: it stays in one piece, so that it can be copied; so does one that is the whole line. */
const COMMAND = /(?<=: )docker .*$/;
/** Two blanks inside a line: columns, which are not for breaking. */
const COLUMNS = /\S {2}/;

/**
 * Talk for a terminal of this width: lines that are too long are broken at blanks and go on under their own words, where the
 * terminal would break inside a word and go on at the left edge.
 */
export function wrapTalk(text: string, width: number): string {
  return text.split("\n").map((line) => displayWidth(line) <= width ? line : wrapLine(line, width)).join(
    "\n",
  );
}

function wrapLine(line: string, width: number): string {
  const label = LABEL.exec(line)?.[0] ?? /^ */.exec(line)![0];
  const rest = line.slice(label.length);
  if (COLUMNS.test(rest) || rest.startsWith("docker ")) return line;
  const hang = label.trim() === "" ? label + "  " : " ".repeat(displayWidth(label));
  const command = COMMAND.exec(rest)?.[0];
  const words = rest.slice(0, rest.length - (command?.length ?? 0)).split(" ");
  if (command !== undefined) words.splice(-1, 1, command);
  const lines: string[] = [];
  let current = label + words[0]!;
  for (const word of words.slice(1)) {
    if (displayWidth(current) + 1 + displayWidth(word) <= width) current += ` ${word}`;
    else {
      lines.push(current);
      current = hang + word;
    }
  }
  return [...lines, current].join("\n");
}
