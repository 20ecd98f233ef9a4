/**
 * go-yaml does not look at the indentation of lines inside brackets, braces and quotes; the parser used here follows
 * YAML 1.2 and does. Very common files depend on it:
 *
 *     ports: [
 *       "80:80"
 *     ]
 *
 * `joinLines` returns the text with such lines joined, comments between them blanked and tabs there made spaces. Every
 * other character keeps its offset, so places stay true.
 */
export function joinLines(text: string): string {
  const scanner = new Scanner(text);
  scanner.run();
  return scanner.out.join("");
}

/** Walks a document just closely enough to know where brackets and quotes open a value. */
class Scanner {
  readonly out: string[] = [];
  #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  run(): void {
    while (this.#at < this.#text.length) this.#line();
  }

  /** One line of block context, with whatever flow value it opens. */
  #line(): void {
    const indent = this.#match(/[ \t]*/y).length;
    this.#keep(indent);
    while (this.#at < this.#text.length) {
      const lead = this.#match(/(?:[-?:][ \t]+|[&!][^\s,[\]{}]*[ \t]+)*/y).length;
      this.#keep(lead);
      const char = this.#text[this.#at];
      if (char === "|" || char === ">") return this.#blockScalar(indent);
      if (char === "[" || char === "{") this.#flow();
      else if (char === '"' || char === "'") this.#quoted();
      else this.#keep(this.#match(/(?:[^\r\n:#]|:(?![ \t\r\n])|(?<![ \t]|^)#)*/ym).length);
      this.#keep(this.#match(/[ \t]*/y).length);
      if (this.#match(/:(?=[ \t])/y) !== "") continue;
      this.#keep(this.#match(/[^\r\n]*(?:\r\n?|\n)?/y).length || 1);
      return;
    }
  }

  /** Skips the header and every line that is blank or deeper than the key. */
  #blockScalar(indent: number): void {
    this.#keep(this.#match(/[^\r\n]*(?:\r\n?|\n)?/y).length);
    for (;;) {
      const blank = this.#match(/[ \t]*(?:\r\n?|\n)/y).length;
      const deeper = blank > 0 ? 0 : this.#match(/ */y).length;
      if (blank === 0 && deeper <= indent) return;
      this.#keep(this.#match(/[^\r\n]*(?:\r\n?|\n)?/y).length);
    }
  }

  #flow(): void {
    let depth = 0;
    let fresh = true;
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at]!;
      if (fresh && (char === '"' || char === "'")) this.#quoted();
      else if (char === "#" && /\s/.test(this.#text[this.#at - 1] ?? " ")) this.#blank(/[^\r\n]*/y);
      else if (/[\r\n\t]/.test(char)) this.#blank(/[\r\n\t]/y);
      else this.#keep(1);
      if (char === "[" || char === "{") depth++;
      if (char === "]" || char === "}") depth--;
      if (depth === 0) return;
      if (!/\s/.test(char)) fresh = /[[{,:?]/.test(char);
    }
  }

  #quoted(): void {
    const quote = this.#text[this.#at]!;
    this.#keep(1);
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at]!;
      if (quote === '"' && char === "\\") this.#keep(1);
      if (/[\r\n]/.test(this.#text[this.#at] ?? "")) this.#blank(/[\r\n]/y);
      else this.#keep(1);
      if (char === quote) {
        if (quote === "'" && this.#text[this.#at] === "'") this.#keep(1);
        else return;
      }
    }
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text)?.[0] ?? "";
  }

  #keep(length: number): void {
    this.out.push(this.#text.slice(this.#at, this.#at + length));
    this.#at += length;
  }

  #blank(pattern: RegExp): void {
    const { length } = this.#match(pattern);
    this.out.push(" ".repeat(length));
    this.#at += length;
  }
}
