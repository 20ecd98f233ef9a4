import { atBoundary, escapeText, singleLine } from "./boundary.ts";
import type { ProgressArea } from "./io.ts";
import { SGR } from "./style.ts";
import { displayWidth } from "./width.ts";

/** Columns and rows of a terminal. */
export interface Size {
  columns: number;
  rows: number;
}

/** Lines that stay at the bottom of what is too tall: the last ones say how it stands as a whole. */
const KEPT_AT_THE_END = 4;

/** Rewrites its lines in place: cursor up, erase, text. `write` gets finished text including control sequences. */
export function terminalProgress(
  write: (raw: string) => void,
  size: () => Size,
  color: boolean,
): ProgressArea {
  let shown: string[] = [];
  return {
    show(lines) {
      const { columns, rows: room } = size();
      // Escaped before it is cut: what is hostile takes more columns afterwards, and a line that wraps moves the ones above it.
      const fresh = fitting(lines, Math.max(room - 1, 1)).map((line) =>
        atBoundary(cut(escapeText(singleLine(line)), columns - 1), color)
      );
      let raw = shown.length > 0 ? `\u001b[${shown.length}A` : "";
      const rows = Math.max(fresh.length, shown.length);
      for (let i = 0; i < rows; i++) raw += `\r\u001b[2K${fresh[i] ?? ""}\n`;
      if (fresh.length < shown.length) raw += `\u001b[${shown.length - fresh.length}A`;
      if (fresh.join("\n") !== shown.join("\n")) write(raw);
      shown = fresh;
    },
    done() {
      shown = [];
    },
  };
}

/** What fits on a terminal: the cursor cannot go up to a line that has left it, so a taller text would be appended each time. */
function fitting(lines: readonly string[], room: number): readonly string[] {
  if (lines.length <= room) return lines;
  const tail = Math.min(KEPT_AT_THE_END, Math.floor((room - 1) / 2));
  const head = Math.max(0, room - 1 - tail);
  const left = lines.length - head - tail;
  return [
    ...lines.slice(0, head),
    `… ${left} more lines: make the terminal taller`,
    ...lines.slice(lines.length - tail),
  ];
}

/** For pipes and logs: a line is written when it has not been among the lines shown last. */
export function linesProgress(write: (text: string) => void): ProgressArea {
  let last = new Set<string>();
  return {
    show(lines) {
      for (const line of lines) if (!last.has(line)) write(singleLine(line) + "\n");
      last = new Set(lines);
    },
    done() {
      last = new Set();
    },
  };
}

/** Cuts to `columns` visible characters, keeping style marks so that a colour is always ended. */
function cut(line: string, columns: number): string {
  let seen = 0;
  let result = "";
  for (const char of line) {
    if (SGR.has(char)) result += char;
    else if ((seen += displayWidth(char)) <= columns) result += char;
  }
  return result;
}
