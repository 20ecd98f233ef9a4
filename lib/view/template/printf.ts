import { hexOf, quote, show, showNumber } from "./print.ts";
import { isMap, sortedKeys, Struct, typeName, type Value } from "./value.ts";

/** Go refuses widths and precisions beyond this (fmt tooLarge). */
const WIDEST = 1_000_000;

interface Directive {
  minus: boolean;
  plus: boolean;
  sharp: boolean;
  space: boolean;
  zero: boolean;
  width: number | undefined;
  precision: number | undefined;
  verb: string;
}

/** fmt.Sprintf with the verbs that make sense for text, numbers, booleans and what JSON is made of. */
export function sprintf(format: string, args: readonly Value[]): string {
  let next = 0;
  let out = "";
  const pattern = /%([-+# 0]*)(\*|\d+)?(?:\.(\*|\d+)?)?(.)|%|[^%]+/gsu;
  for (const [all, flags = "", width, precision, verb] of format.matchAll(pattern)) {
    if (all[0] !== "%") {
      out += all;
      continue;
    }
    if (verb === undefined) {
      out += "%!(NOVERB)";
      continue;
    }
    if (verb === "%") {
      out += "%";
      continue;
    }
    const directive: Directive = {
      minus: flags.includes("-"),
      plus: flags.includes("+"),
      sharp: flags.includes("#"),
      space: flags.includes(" "),
      zero: flags.includes("0"),
      width: undefined,
      precision: undefined,
      verb,
    };
    const take = (text: string | undefined, bad: string): number | undefined => {
      const value = text === "*" ? args[next++] : text === undefined ? undefined : Number(text);
      if (value === undefined && text !== "*") return undefined;
      if (typeof value === "number" && Number.isInteger(value) && Math.abs(value) <= WIDEST) return value;
      out += bad;
      return undefined;
    };
    directive.width = take(width, "%!(BADWIDTH)");
    if (directive.width !== undefined && directive.width < 0) {
      directive.minus = true;
      directive.width = -directive.width;
    }
    const hasPoint = all.replace(/^%[-+# 0]*(\*|\d+)?/, "").startsWith(".");
    directive.precision = hasPoint ? take(precision ?? "0", "%!(BADPREC)") : undefined;
    if (next >= args.length) {
      out += `%!${verb}(MISSING)`;
      continue;
    }
    out += pad(formatOne(directive, args[next++]), directive);
  }
  return next < args.length ? out + extra(args.slice(next)) : out;
}

function extra(args: readonly Value[]): string {
  const shown = args.map((one) =>
    one === null || one === undefined ? "<nil>" : `${typeName(one)}=${show(one)}`
  );
  return `%!(EXTRA ${shown.join(", ")})`;
}

function pad(text: string, directive: Directive): string {
  const missing = (directive.width ?? 0) - [...text].length;
  if (missing <= 0) return text;
  if (directive.minus) return text + " ".repeat(missing);
  if (!directive.zero) return " ".repeat(missing) + text;
  const sign = /^[+-]/.test(text) && !"svqT".includes(directive.verb) ? text[0]! : "";
  return sign + "0".repeat(missing) + text.slice(sign.length);
}

function formatOne(directive: Directive, value: Value): string {
  const { verb } = directive;
  if (verb === "T") return typeName(value);
  if (verb === "v") return directive.sharp ? goSyntax(value) : cut(show(value), value, directive);
  if (value === null || value === undefined) return `%!${verb}(<nil>)`;
  if (Array.isArray(value)) return `[${value.map((one) => formatOne(directive, one)).join(" ")}]`;
  if (isMap(value)) {
    const entries = sortedKeys(value).map((key) =>
      `${formatOne(directive, key)}:${formatOne(directive, value[key])}`
    );
    return `map[${entries.join(" ")}]`;
  }
  const text = typeof value === "string"
    ? formatString(directive, value)
    : typeof value === "number"
    ? formatNumber(directive, value)
    : typeof value === "boolean" && verb === "t"
    ? String(value)
    : undefined;
  return text ?? `%!${verb}(${typeName(value)}=${show(value)})`;
}

/** A precision cuts texts. */
function cut(text: string, value: Value, directive: Directive): string {
  if (typeof value !== "string" || directive.precision === undefined) return text;
  return [...text].slice(0, directive.precision).join("");
}

function formatString(directive: Directive, text: string): string | undefined {
  const short = cut(text, text, directive);
  switch (directive.verb) {
    case "s":
      return short;
    case "q":
      return directive.sharp && !short.includes("`") ? `\`${short}\`` : quote(short);
    case "x":
      return hexOf(short);
    case "X":
      return hexOf(short).toUpperCase();
    default:
      return undefined;
  }
}

const BASES: ReadonlyMap<string, [number, string]> = new Map([
  ["d", [10, ""]],
  ["b", [2, "0b"]],
  ["o", [8, "0"]],
  ["O", [8, ""]],
  ["x", [16, "0x"]],
  ["X", [16, "0X"]],
]);

function formatNumber(directive: Directive, value: number): string | undefined {
  const base = BASES.get(directive.verb);
  const sign = value < 0 ? "-" : directive.plus ? "+" : directive.space ? " " : "";
  if (Number.isInteger(value)) {
    if (base !== undefined) return sign + wholeDigits(directive, Math.abs(value), base);
    if (directive.verb === "c") return codePoint(value);
    if (directive.verb === "q") return quote(codePoint(value), "'");
    if (directive.verb === "U") return `U+${value.toString(16).toUpperCase().padStart(4, "0")}`;
    return undefined;
  }
  const digits = floatDigits(directive, Math.abs(value));
  return digits === undefined ? undefined : sign + digits;
}

function wholeDigits(directive: Directive, value: number, [base, prefix]: [number, string]): string {
  let digits = value.toString(base).padStart(directive.precision ?? 0, "0");
  if (directive.verb === "X") digits = digits.toUpperCase();
  if (directive.verb === "O") return `0o${digits}`;
  return directive.sharp ? prefix + digits : digits;
}

function codePoint(value: number): string {
  return value >= 0 && value <= 0x10ffff ? String.fromCodePoint(value) : "\uFFFD";
}

function floatDigits(directive: Directive, value: number): string | undefined {
  // toFixed and toExponential take at most 100 digits.
  const places = Math.min(directive.precision ?? 6, 100);
  const exponent = (text: string) => text.replace(/e([+-])(\d)$/, "e$10$2");
  switch (directive.verb) {
    case "f":
    case "F":
      return value.toFixed(places);
    case "e":
      return exponent(value.toExponential(places));
    case "E":
      return exponent(value.toExponential(places)).toUpperCase();
    case "g":
    case "G":
      return directive.precision === undefined
        ? showNumber(value)
        : showNumber(Number(value.toPrecision(Math.max(1, places))));
    default:
      return undefined;
  }
}

/** %#v of what templates see. */
function goSyntax(value: Value): string {
  if (typeof value === "string") return quote(value);
  if (value === null || value === undefined) return "<nil>";
  if (Array.isArray(value)) return `${typeName(value)}{${value.map(goSyntax).join(", ")}}`;
  if (isMap(value)) {
    return `${typeName(value)}{${
      sortedKeys(value).map((key) => `${quote(key)}:${goSyntax(value[key])}`).join(", ")
    }}`;
  }
  if (value instanceof Struct) {
    const fields = Object.entries(value.fields).map(([name, field]) => `${name}:${goSyntax(field())}`);
    return `${value.type.replace(/^\*/, "&")}{${fields.join(", ")}}`;
  }
  return show(value);
}
