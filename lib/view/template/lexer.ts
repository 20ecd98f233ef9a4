const SPACE = /[ \t\r\n]/;
const WORD = /[\p{L}\p{Nd}_]/u;

/** Letters, digits and underscore; ASCII first, since nearly no template needs the Unicode classes. */
function isWord(point: string): boolean {
  return point < "\u0080" ? /^\w/.test(point) : WORD.test(point);
}

const KEYWORDS = new Set([
  "if",
  "else",
  "end",
  "range",
  "with",
  "break",
  "continue",
  "define",
  "template",
  "block",
]);

/**
 * Cuts a template into tokens with Go's rules (text/template/parse/lex.go): trim markers, comments, and spaces kept as
 * tokens inside actions, since `.A .B` and `.A.B` differ. Throws `TemplateError`.
 */
export function lex(source: string): Token[] {
  return new Lexer(source).run();
}

class Lexer {
  readonly #source: string;
  readonly #tokens: Token[] = [];
  #at = 0;
  #depth = 0;

  constructor(source: string) {
    this.#source = source;
  }

  run(): Token[] {
    let trimNext = false;
    for (;;) {
      const open = this.#source.indexOf("{{", this.#at);
      const end = open < 0 ? this.#source.length : open;
      let text = this.#source.slice(this.#at, end);
      if (trimNext) text = text.replace(/^[ \t\r\n]+/, "");
      const trimThis = open >= 0 && this.#source[open + 2] === "-" &&
        SPACE.test(this.#source[open + 3] ?? "");
      if (trimThis) text = text.replace(/[ \t\r\n]+$/, "");
      if (text !== "") this.#push("text", text, this.#at);
      this.#at = end;
      if (open < 0) break;
      trimNext = this.#action(open, trimThis);
    }
    this.#push("eof", "", this.#at);
    return this.#tokens;
  }

  /** One `{{…}}`; tells whether the text behind it is to be trimmed. */
  #action(open: number, trimmed: boolean): boolean {
    const inner = open + 2 + (trimmed ? 2 : 0);
    if (this.#source.startsWith("/*", inner)) return this.#comment(inner);
    this.#push("left", "{{", open);
    this.#at = inner;
    this.#depth = 0;
    for (;;) {
      const trim = this.#atRight();
      if (trim !== undefined) {
        if (this.#depth > 0) this.#fail("unclosed left paren");
        this.#push("right", "}}", this.#at + (trim ? 2 : 0));
        this.#at += trim ? 4 : 2;
        return trim;
      }
      if (this.#at >= this.#source.length) this.#fail("unclosed action");
      this.#inside();
    }
  }

  #comment(start: number): boolean {
    const close = this.#source.indexOf("*/", start);
    if (close < 0) throw parseError(this.#source, start, "unclosed comment");
    this.#at = close + 2;
    const trim = this.#atRight();
    if (trim === undefined) throw parseError(this.#source, start, "comment ends before closing delimiter");
    this.#at += trim ? 4 : 2;
    return trim;
  }

  /** Whether the action ends here: with a trim marker, without, or (undefined) not at all. */
  #atRight(): boolean | undefined {
    if (SPACE.test(this.#source[this.#at] ?? "") && this.#source.startsWith("-}}", this.#at + 1)) return true;
    return this.#source.startsWith("}}", this.#at) ? false : undefined;
  }

  #inside(): void {
    const start = this.#at;
    const char = this.#source[start]!;
    if (SPACE.test(char)) return this.#spaces();
    const single = SINGLE.get(char);
    if (single !== undefined) return this.#take(single, 1);
    if (char === ":") {
      if (this.#source[start + 1] !== "=") this.#fail("expected :=");
      return this.#take("declare", 2);
    }
    if (char === "(") {
      this.#depth++;
      return this.#take("open", 1);
    }
    if (char === ")") {
      if (--this.#depth < 0) this.#fail("unexpected right paren");
      return this.#take("close", 1);
    }
    if (char === '"') return this.#quoted('"', "unterminated quoted string");
    if (char === "'") return this.#quoted("'", "unterminated character constant");
    if (char === "`") return this.#raw();
    if (char === "$") return this.#name("variable");
    if (char === "." && !/\d/.test(this.#source[start + 1] ?? "")) return this.#name("field");
    if (/[+\-.\d]/.test(char)) return this.#number();
    if (isWord(this.#pointAt(start))) return this.#word();
    // The parser refuses these, with the place they stand in.
    if (/[!-~]/.test(char)) return this.#take("char", 1);
    this.#fail(`unrecognized character in action: ${unicodeName(this.#pointAt(start))}`);
  }

  #spaces(): void {
    let end = this.#at;
    while (SPACE.test(this.#source[end] ?? "")) end++;
    // The last space belongs to the trim marker behind it.
    if (this.#source.startsWith("-}}", end)) end--;
    if (end > this.#at) this.#take("space", end - this.#at);
  }

  #quoted(quote: string, unterminated: string): void {
    let end = this.#at + 1;
    while (end < this.#source.length && this.#source[end] !== quote && this.#source[end] !== "\n") {
      end += this.#source[end] === "\\" ? 2 : 1;
    }
    if (this.#source[end] !== quote) this.#fail(unterminated);
    this.#take(quote === '"' ? "string" : "number", end + 1 - this.#at);
  }

  #raw(): void {
    const end = this.#source.indexOf("`", this.#at + 1);
    if (end < 0) this.#fail("unterminated raw quoted string");
    this.#take("string", end + 1 - this.#at);
  }

  /** `.Field`, `.`, `$name` or `$`. */
  #name(kind: "field" | "variable"): void {
    const end = this.#wordEnd(this.#at + 1);
    this.#mustEnd(end);
    this.#take(kind === "field" && end === this.#at + 1 ? "dot" : kind, end - this.#at);
  }

  #number(): void {
    const rest = this.#source.slice(this.#at);
    const match =
      /^[+-]?(0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|\d[\d_]*\.?\d*([eE][+-]?\d+)?|\.\d+([eE][+-]?\d+)?)/
        .exec(rest);
    const length = match?.[0].length ?? 1;
    const after = this.#pointAt(this.#at + length);
    if (match === null || isWord(after)) {
      this.#fail(`bad number syntax: ${JSON.stringify(rest.slice(0, length) + after)}`);
    }
    this.#take("number", length);
  }

  #word(): void {
    const end = this.#wordEnd(this.#at);
    const word = this.#source.slice(this.#at, end);
    this.#mustEnd(end);
    let kind: TokenKind = "identifier";
    if (KEYWORDS.has(word)) kind = "keyword";
    else if (word === "true" || word === "false") kind = "bool";
    else if (word === "nil") kind = "nil";
    this.#take(kind, end - this.#at);
  }

  #wordEnd(from: number): number {
    let end = from;
    for (let point = this.#pointAt(end); point !== "" && isWord(point); point = this.#pointAt(end)) {
      end += point.length;
    }
    return end;
  }

  /** What may follow a name: a space, an operator or the end of the action. */
  #mustEnd(end: number): void {
    const next = this.#pointAt(end);
    if (next === "" || /[ \t\r\n.,|:)(]/.test(next) || this.#source.startsWith("}}", end)) return;
    this.#fail(`bad character ${unicodeName(next)}`);
  }

  #pointAt(at: number): string {
    const code = this.#source.codePointAt(at);
    return code === undefined ? "" : String.fromCodePoint(code);
  }

  #take(kind: TokenKind, length: number): void {
    this.#push(kind, this.#source.slice(this.#at, this.#at + length), this.#at);
    this.#at += length;
  }

  #push(kind: TokenKind, text: string, at: number): void {
    this.#tokens.push({ kind, text, at });
  }

  #fail(message: string): never {
    throw parseError(this.#source, this.#at, message);
  }
}

const SINGLE: ReadonlyMap<string, TokenKind> = new Map([["=", "assign"], ["|", "pipe"], [",", "comma"]]);

/** Go's %#U: U+0040 '@'. */
function unicodeName(point: string): string {
  const code = point.codePointAt(0)!;
  const hex = code.toString(16).toUpperCase().padStart(4, "0");
  return /[\p{C}\p{Z}]/u.test(point) && point !== " " ? `U+${hex}` : `U+${hex} '${point}'`;
}

/** Constants of Go's syntax inside templates. */

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["a", "\u0007"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
  ["\\", "\\"],
]);

/** The text of a quoted or raw string constant; undefined where Go refuses it. */
export function unquote(constant: string): string | undefined {
  if (constant.startsWith("`")) return constant.slice(1, -1).replaceAll("\r", "");
  return unescape(constant.slice(1, -1), constant[0]!);
}

/** The code point of a character constant. */
export function charCode(constant: string): number | undefined {
  const text = unescape(constant.slice(1, -1), "'");
  if (text === undefined || [...text].length !== 1) return undefined;
  return text.codePointAt(0);
}

function unescape(body: string, quote: string): string | undefined {
  let valid = true;
  const text = body.replace(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3})|(.))/gsu,
    (_, byte, short, long, octal, one) => {
      if (one !== undefined) {
        const plain = one === quote ? quote : ESCAPES.get(one);
        if (plain === undefined) valid = false;
        return plain ?? "";
      }
      const code = octal === undefined ? parseInt(byte ?? short ?? long, 16) : parseInt(octal, 8);
      if (code > 0x10ffff) valid = false;
      return code > 0x10ffff ? "" : String.fromCodePoint(code);
    },
  );
  return valid ? text : undefined;
}

/** The value of a number constant: decimal, hexadecimal, octal, binary or floating point, with underscores. */
export function numberOf(constant: string): number | undefined {
  const [, sign, digits] = /^([+-]?)(.*)$/.exec(constant.replaceAll("_", ""))!;
  // A leading zero means octal in Go, as in 0755.
  const text = /^0[0-7]+$/.test(digits!) ? `0o${digits!.slice(1)}` : digits!;
  const value = Number(text);
  if (text === "" || Number.isNaN(value)) return undefined;
  return sign === "-" ? -value : value;
}

/** What the lexer finds, named as in Go's text/template/parse. */
export type TokenKind =
  | "text"
  | "left"
  | "right"
  | "space"
  | "dot"
  | "field"
  | "variable"
  | "identifier"
  | "keyword"
  | "bool"
  | "nil"
  | "number"
  | "string"
  | "char"
  | "pipe"
  | "assign"
  | "declare"
  | "comma"
  | "open"
  | "close"
  | "eof";

/** A word of a template. */
export interface Token {
  kind: TokenKind;
  text: string;
  /** Offset in the template, in UTF-16 units. */
  at: number;
}

/** A template that cannot be parsed or executed; the message has Go's position and words. */
export class TemplateError extends Error {}

/** Line of an offset, counted from 1. */
export function lineOf(source: string, at: number): number {
  return source.slice(0, at).split("\n").length;
}

/** An error of parsing in Go's form. Templates given on a command line have no name. */
export function parseError(source: string, at: number, message: string): TemplateError {
  return new TemplateError(`template: :${lineOf(source, at)}: ${message}`);
}
