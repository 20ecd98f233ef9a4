/**
 * Wraps text the way pflag wraps flag descriptions: at spaces, up to `width` columns, with five columns of slack so that
 * no short word is left alone on the last line; continuation lines are indented by `indent`. When fewer than 24 columns
 * remain, the text starts on the next line at column 16; when even that does not fit, it is left as it is.
 */
export function wrapFlagText(indent: number, width: number, text: string): string {
  let start = "";
  let left = indent;
  if (width - left < 24) {
    left = 16;
    start = "\n" + " ".repeat(left);
  }
  const room = width - left;
  if (room < 24) return text.replaceAll("\n", start);
  const pad = "\n" + " ".repeat(left);
  const lines: string[] = [];
  for (let rest = text; rest !== "";) {
    const [line, remaining] = takeLine(room - SLACK, rest);
    lines.push(line.replaceAll("\n", pad));
    rest = remaining;
  }
  return start + lines.join(pad);
}

const SLACK = 5;

function takeLine(room: number, text: string): [string, string] {
  if (room + SLACK > text.length) return [text, ""];
  const head = text.slice(0, room);
  const space = Math.max(head.lastIndexOf(" "), head.lastIndexOf("\t"), head.lastIndexOf("\n"));
  if (space <= 0) return [text, ""];
  const newline = head.lastIndexOf("\n");
  const at = newline > 0 && newline < space ? newline : space;
  return [text.slice(0, at), text.slice(at + 1)];
}

/** Plain paragraphs at most `width` columns wide; existing line breaks and indented lines are kept. */
export function wrapText(text: string, width: number): string {
  return text.split("\n").map((line) => {
    if (line.length <= width || line.startsWith(" ")) return line;
    const lines: string[] = [];
    let current = "";
    for (const word of line.split(" ")) {
      if (current !== "" && current.length + 1 + word.length > width) {
        lines.push(current);
        current = word;
      } else {
        current = current === "" ? word : `${current} ${word}`;
      }
    }
    return [...lines, current].join("\n");
  }).join("\n");
}
