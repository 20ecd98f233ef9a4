import { asNumber, parseFloatText } from "./go_text.ts";
import type { ScalarType } from "./node.ts";

/** A scalar's meaning, or why docker cannot read it. */
export interface Resolved {
  type: ScalarType;
  value: string | number | bigint | boolean | null;
  error?: string;
}

const CONSTANTS = new Map<string, Resolved>();
for (const word of ["", "~", "null", "Null", "NULL"]) CONSTANTS.set(word, { type: "null", value: null });
for (const word of ["true", "True", "TRUE"]) CONSTANTS.set(word, { type: "bool", value: true });
for (const word of ["false", "False", "FALSE"]) CONSTANTS.set(word, { type: "bool", value: false });
for (const word of [".nan", ".NaN", ".NAN"]) CONSTANTS.set(word, { type: "float", value: NaN });
for (const word of [".inf", ".Inf", ".INF"]) {
  CONSTANTS.set(word, { type: "float", value: Infinity });
  CONSTANTS.set(`+${word}`, { type: "float", value: Infinity });
  CONSTANTS.set(`-${word}`, { type: "float", value: -Infinity });
}

const STANDARD = "tag:yaml.org,2002:";
const TAG_TYPES: Record<string, ScalarType> = {
  bool: "bool",
  int: "int",
  float: "float",
  null: "null",
  timestamp: "time",
};

/**
 * Resolves a scalar as go-yaml v3 does (resolve.go), which is neither YAML 1.1 nor 1.2: yes and on are text, 012 and
 * 0o14 are octal, 1_000 is a number, 1:30 is text, 2020-01-01 is a time. `tag` is "" for an untagged scalar.
 */
export function resolveScalar(text: string, plain: boolean, tag: string): Resolved {
  const name = standardName(tag);
  if (name === "" && !plain) return { type: "str", value: text };
  if (name === "str" || name === null) return { type: "str", value: text };
  if (name === "binary") return decodeBinary(text);
  const found = name === "" ? resolvePlain(text, true) : resolvePlain(text, name === "timestamp");
  const wanted = TAG_TYPES[name];
  if (name === "" || wanted === undefined || wanted === found.type) return found;
  if (wanted === "float" && found.type === "int") return { type: "float", value: Number(found.value) };
  const given = found.type === "time" ? "timestamp" : found.type;
  return { type: "str", value: text, error: `cannot decode !!${given} \`${text}\` as a !!${name}` };
}

/** The name of a standard tag ("int"), "" for none, null for somebody else's tag, which leaves text as it is. */
function standardName(tag: string): string | null {
  if (tag === "" || tag === "!") return "";
  if (tag.startsWith("!!")) return known(tag.slice(2));
  if (tag.startsWith(`!<${STANDARD}`)) return known(tag.slice(STANDARD.length + 2, -1));
  return null;
}

function known(name: string): string | null {
  return name === "str" || name === "binary" || Object.hasOwn(TAG_TYPES, name) ? name : null;
}

function decodeBinary(text: string): Resolved {
  try {
    return { type: "str", value: atob(text.replace(/[\r\n]/g, "")) };
  } catch {
    return { type: "str", value: text, error: "!!binary value contains invalid base64 data" };
  }
}

function resolvePlain(text: string, timestamps: boolean): Resolved {
  const first = text.charCodeAt(0);
  const digit = first >= 0x30 && first <= 0x39;
  // Letters that begin no constant and everything else that cannot begin a number: most scalars end here.
  if (!digit && text !== "" && !/^[-+.~nNtTfF]/.test(text)) return { type: "str", value: text };
  const constant = CONSTANTS.get(text);
  if (constant) return constant;
  if (text.startsWith(".")) {
    const value = parseFloatText(text);
    return value === null ? { type: "str", value: text } : { type: "float", value };
  }
  if (digit || text.startsWith("-") || text.startsWith("+")) return resolveNumber(text, timestamps);
  return { type: "str", value: text };
}

function resolveNumber(text: string, timestamps: boolean): Resolved {
  if (timestamps) {
    const time = resolveTime(text);
    if (time !== null) return { type: "time", value: time };
  }
  const bare = text.replaceAll("_", "");
  const integer = resolveInteger(bare);
  if (integer !== null) return { type: "int", value: integer };
  if (/^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(bare)) {
    const value = Number(bare);
    if (Number.isFinite(value)) return { type: "float", value };
  }
  return { type: "str", value: text };
}

/** strconv.ParseInt and ParseUint with base 0: prefixes 0x, 0o, 0b and a bare leading 0 for octal; 64 bits. */
function resolveInteger(text: string): number | bigint | null {
  const parts = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9]\d*))$/.exec(text);
  if (!parts) return null;
  const [, sign, hex, binary, octal, decimal] = parts;
  const digits = hex ?? binary ?? octal ?? decimal!;
  if (digits.length > 64) return null;
  const prefix = hex ? "0x" : binary ? "0b" : octal ? "0o" : "";
  const magnitude = BigInt(prefix + digits);
  const value = sign === "-" ? -magnitude : magnitude;
  const fits = value === BigInt.asIntN(64, value) || (sign === "" && value === BigInt.asUintN(64, value));
  return fits ? asNumber(value) : null;
}

const TIME =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,](\d+))?(Z|[+-]\d\d:\d\d))| (\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,](\d+))?)?$/;

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The time as Go prints it ("2020-01-01 00:00:00 +0000 UTC"), or null when the text is not one of go-yaml's forms. */
function resolveTime(text: string): string | null {
  const parts = TIME.exec(text);
  if (!parts) return null;
  const [year, month, day] = [parts[1], parts[2], parts[3]].map(Number) as [number, number, number];
  const [hour, minute, second] = [parts[4] ?? parts[9], parts[5] ?? parts[10], parts[6] ?? parts[11]]
    .map((part) => Number(part ?? 0)) as [number, number, number];
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const lastDay = month === 2 && leap ? 29 : MONTH_DAYS[month - 1] ?? 0;
  if (month < 1 || month > 12 || day < 1 || day > lastDay) return null;
  if (hour > 23 || minute > 59 || second > 59) return null;
  const two = (value: number) => String(value).padStart(2, "0");
  const fraction = (parts[7] ?? parts[12] ?? "").slice(0, 9).replace(/0+$/, "");
  const clock = `${two(hour)}:${two(minute)}:${two(second)}${fraction === "" ? "" : `.${fraction}`}`;
  const offset = parts[8]?.replace(":", "") ?? "Z";
  const zone = offset === "Z" || /^[+-]0000$/.test(offset) ? "+0000 UTC" : `${offset} ${offset}`;
  return `${parts[1]}-${two(month)}-${two(day)} ${clock} ${zone}`;
}
