import { byteLength, isMap, sortedKeys, Struct, typeName, type Value } from "./value.ts";

/** A value as Go's %v prints it inside another; nil is `<nil>`. */
export function show(value: Value): string {
  if (value === null || value === undefined) return "<nil>";
  if (typeof value === "string") return value;
  if (typeof value === "number") return showNumber(value);
  if (typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return `[${value.map(show).join(" ")}]`;
  if (value instanceof Struct) {
    if (value.text !== undefined) return value.text();
    const fields = Object.values(value.fields).map((field) => show(field()));
    return `${value.type.startsWith("*") ? "&" : ""}{${fields.join(" ")}}`;
  }
  if (isMap(value)) return `map[${sortedKeys(value).map((key) => `${key}:${show(value[key])}`).join(" ")}]`;
  return typeName(value);
}

/** The shortest text of a number, with an exponent of two digits or more (strconv 'g' with Go's %v threshold of 21). */
export function showNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
  // JavaScript writes small numbers out for two more powers of ten than Go does (exponent below -4).
  const text = value !== 0 && Math.abs(value) < 1e-4 ? value.toExponential() : String(value);
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}

/** fmt.Sprint: a space only between operands that both are no strings. */
export function sprint(values: readonly Value[]): string {
  return values.map((value, at) => {
    const gap = at > 0 && typeof value !== "string" && typeof values[at - 1] !== "string";
    return (gap ? " " : "") + show(value);
  }).join("");
}

/** fmt.Sprintln: spaces between all operands and a newline. */
export function sprintln(values: readonly Value[]): string {
  return values.map(show).join(" ") + "\n";
}

/** strconv.Quote: Go's quoted form of a text. */
export function quote(text: string, mark = '"'): string {
  let quoted = "";
  for (const char of text) quoted += quoteChar(char, mark);
  return mark + quoted + mark;
}

const SHORT: ReadonlyMap<string, string> = new Map([
  ["\u0007", "\\a"],
  ["\b", "\\b"],
  ["\f", "\\f"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ["\v", "\\v"],
  ["\\", "\\\\"],
]);

function quoteChar(char: string, mark: string): string {
  if (char === mark) return `\\${mark}`;
  const short = SHORT.get(char);
  if (short !== undefined) return short;
  const code = char.codePointAt(0)!;
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, "0")}`;
  if (char === " " || !/[\p{C}\p{Z}]/u.test(char)) return char;
  return code > 0xffff
    ? `\\U${code.toString(16).padStart(8, "0")}`
    : `\\u${code.toString(16).padStart(4, "0")}`;
}

/** Go's %x of a text: its bytes. */
export function hexOf(text: string): string {
  if (byteLength(text) === 0) return "";
  return [...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
