/** A place in a file, as editors count: both numbers start at 1, columns are UTF-16 code units. */
export interface Position {
  file: string;
  line: number;
  column: number;
}

/** One stack file as text; turns offsets into places. */
export class Source {
  readonly name: string;
  /** The text without its byte order mark; every offset counts in it. */
  readonly text: string;
  #lineStarts: number[] | undefined;

  constructor(name: string, text: string) {
    this.name = name;
    this.text = text;
  }

  /** The place of `offset`, clamped to the text. */
  position(offset: number): Position {
    const starts = this.#lines();
    const target = Math.max(0, Math.min(offset, this.text.length));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= target) low = middle;
      else high = middle - 1;
    }
    return { file: this.name, line: low + 1, column: target - starts[low]! + 1 };
  }

  #lines(): number[] {
    if (this.#lineStarts !== undefined) return this.#lineStarts;
    const starts = [0];
    for (const end of this.text.matchAll(/\r\n?|\n/g)) starts.push(end.index + end[0].length);
    this.#lineStarts = starts;
    return starts;
  }
}

/** Orders places: by file name, then line, then column. */
export function comparePositions(a: Position, b: Position): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
