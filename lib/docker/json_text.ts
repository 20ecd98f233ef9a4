/**
 * JSON that keeps what it was read from: order of keys, numbers and strings as written. JSON.parse would move keys that
 * look like numbers and round long numbers, and a file that belongs to somebody else must not change where we did not.
 */
export type Json = JsonObject | JsonArray | JsonToken;

/** An object as it is written. */
export interface JsonObject {
  kind: "object";
  /** `key` as read, `raw` as written (with its quotes). */
  entries: { key: string; raw: string; value: Json }[];
}

/** An array as it is written. */
export interface JsonArray {
  kind: "array";
  items: Json[];
}

/** A string, number, true, false or null, as written. */
export interface JsonToken {
  kind: "token";
  raw: string;
}

const TOKEN =
  // deno-lint-ignore no-control-regex
  /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const DEPTH = 100;

/** Reads a whole JSON text. Throws `SyntaxError` with line and column. */
export function parseJsonText(text: string): Json {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): Json {
    if (depth > DEPTH) throw this.#error("nested too deeply");
    if (this.#take("{")) return this.#object(depth);
    if (this.#take("[")) return this.#array(depth);
    return { kind: "token", raw: this.#token() };
  }

  end(): void {
    this.#space();
    if (this.#at < this.#text.length) throw this.#error("unexpected text after the value");
  }

  #object(depth: number): JsonObject {
    const entries: JsonObject["entries"] = [];
    if (this.#take("}")) return { kind: "object", entries };
    do {
      this.#space();
      if (this.#text[this.#at] !== '"') throw this.#error("expected a name in double quotes");
      const raw = this.#token();
      if (!this.#take(":")) throw this.#error('expected ":"');
      entries.push({ key: JSON.parse(raw) as string, raw, value: this.value(depth + 1) });
    } while (this.#take(","));
    if (!this.#take("}")) throw this.#error('expected "," or "}"');
    return { kind: "object", entries };
  }

  #array(depth: number): JsonArray {
    const items: Json[] = [];
    if (this.#take("]")) return { kind: "array", items };
    do items.push(this.value(depth + 1)); while (this.#take(","));
    if (!this.#take("]")) throw this.#error('expected "," or "]"');
    return { kind: "array", items };
  }

  #token(): string {
    this.#space();
    TOKEN.lastIndex = this.#at;
    const found = TOKEN.exec(this.#text);
    if (found === null) throw this.#error("expected a value");
    this.#at = TOKEN.lastIndex;
    return found[0];
  }

  #take(char: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== char) return false;
    this.#at++;
    return true;
  }

  #space(): void {
    while (" \t\r\n".includes(this.#text[this.#at] ?? "x")) this.#at++;
  }

  #error(what: string): SyntaxError {
    const before = this.#text.slice(0, this.#at).split("\n");
    return new SyntaxError(`line ${before.length}, column ${before.at(-1)!.length + 1}: ${what}`);
  }
}

/** Writes it indented with tabs, as Go's json.MarshalIndent does for docker: no newline at the end, empty ones closed. */
export function writeJsonText(value: Json, depth = 0): string {
  if (value.kind === "token") return value.raw;
  const [open, close] = value.kind === "object" ? "{}" : "[]";
  const lines = value.kind === "object"
    ? value.entries.map((entry) => `${entry.raw}: ${writeJsonText(entry.value, depth + 1)}`)
    : value.items.map((item) => writeJsonText(item, depth + 1));
  if (lines.length === 0) return `${open}${close}`;
  const indent = "\t".repeat(depth + 1);
  return `${open}\n${indent}${lines.join(`,\n${indent}`)}\n${"\t".repeat(depth)}${close}`;
}

/** A string as Go's encoder writes it: it escapes what HTML would mind. */
export function jsonString(text: string): JsonToken {
  const raw = JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return { kind: "token", raw };
}
