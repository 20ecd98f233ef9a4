import { type Event, EVENT_ID, SCALAR_STYLE } from "js-yaml";

/** Stands for a dash between brackets until the text is read; no stack file holds this private character. */
const DASH = "\uE00F";
/** Stands likewise for a colon that ends plain text between brackets. */
const COLON = "\uE00E";

/**
 * Where go-yaml takes what YAML 1.2, which the parser used here follows, does not. It does not look at the indentation
 * of lines inside brackets, braces and quotes; very common files depend on it:
 *
 *     ports: [
 *       "80:80"
 *     ]
 *
 * It also takes a comment right behind a quote or bracket (`"80:80"#web`), a tab before an opening bracket, `\'` in double
 * quotes, a dash alone between brackets and text there that ends with a colon (`[a:, b]`). `relax` returns the text with such lines joined and the rest rewritten;
 * every other character keeps its offset, so places stay true. `unrelaxed` gives a scalar's text back.
 */
export function relax(text: string): string {
  const scanner = new Scanner(text);
  scanner.run();
  return scanner.out.join("");
}

/** Whether plain text between brackets ends with a colon, which YAML 1.2 takes for the end of a key without an error. */
export function endsWithColon(text: string, events: readonly Event[]): boolean {
  const glued = /[ \t]*:[,\]}]/y;
  if (!/:[,\]}]/.test(text)) return false;
  return events.some((event) => {
    if (event.type !== EVENT_ID.SCALAR || event.style !== SCALAR_STYLE.PLAIN || event.valueStart < 0) {
      return false;
    }
    glued.lastIndex = event.valueEnd;
    return event.valueEnd > event.valueStart && glued.test(text);
  });
}

/** The text that a scalar of a relaxed document stands for; `written` is its text in the file. */
export function unrelaxed(value: string, written: string): string {
  if (value === DASH) return "-";
  if (value.includes(COLON) && !written.includes(COLON)) return value.replaceAll(COLON, ":");
  return value.includes("\x1B") && written.includes("\\'") ? value.replaceAll("\x1B", "'") : value;
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
      const lead = this.#match(/(?:[-?:][ \t]+|[&!][^\s,[\]{}]*[ \t]+)*/y);
      const char = this.#text[this.#at + lead.length];
      const opens = char === "[" || char === "{";
      // A tab behind the dash of a list item stays: go-yaml refuses it.
      if (opens && lead.startsWith(":")) this.#put(lead.replaceAll("\t", " "));
      else this.#keep(lead.length);
      if (char === "|" || char === ">") return this.#blockScalar(indent);
      if (opens) this.#flow();
      else if (char === '"' || char === "'") this.#quoted();
      else this.#keep(this.#match(/(?:[^\r\n:#]|:(?![ \t\r\n])|(?<![ \t]|^)#)*/ym).length);
      if (this.#text[this.#at] === "#") this.#blank(/[^\r\n]*/y);
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
    // Whether a token may begin here, rather than plain text go on.
    let fresh = true;
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at]!;
      const before = this.#text[this.#at - 1]!;
      if (fresh && (char === '"' || char === "'")) this.#quoted();
      else if (char === "#" && (/\s/.test(before) || (fresh && before !== ":"))) this.#blank(/[^\r\n]*/y);
      else if (/[\r\n\t]/.test(char)) this.#blank(/[\r\n\t]/y);
      else if (fresh && this.#match(/-(?=[,\]}])/y) !== "") this.#put(DASH);
      else if (!fresh && this.#match(/:(?=[,\]}])/y) !== "") this.#put(COLON);
      else {
        this.#keep(1);
        if (char === "[" || char === "{") depth++;
        if (char === "]" || char === "}") depth--;
        if (depth === 0) return;
        if (char !== " ") fresh = /[[{}\],:?]/.test(char);
      }
    }
  }

  #quoted(): void {
    const quote = this.#text[this.#at]!;
    this.#keep(1);
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at]!;
      if (quote === '"' && this.#match(/\\'/y) !== "") this.#put("\\e");
      else {
        if (quote === '"' && char === "\\") this.#keep(1);
        if (/[\r\n]/.test(this.#text[this.#at] ?? "")) this.#blank(/[\r\n]/y);
        else this.#keep(1);
      }
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
    this.#put(" ".repeat(this.#match(pattern).length));
  }

  /** Writes other characters in the place of as many. */
  #put(other: string): void {
    this.out.push(other);
    this.#at += other.length;
  }
}
