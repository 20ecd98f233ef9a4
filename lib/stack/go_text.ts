/**
 * How Go reads and prints small values. docker's answers depend on it: a label `1e3` becomes "1000", a duration
 * "1.5m" is accepted and "10" is not.
 */

const UNITS: Record<string, number> = {
  ns: 1,
  us: 1e3,
  "µs": 1e3,
  "μs": 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/** Nanoseconds of a Go duration such as "1m30s", or null when Go's time.ParseDuration refuses it. */
export function parseDuration(text: string): number | null {
  const sign = /^[+-]/.exec(text)?.[0] ?? "";
  const body = text.slice(sign.length);
  if (body === "0") return 0;
  if (!/^(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(body)) return null;
  let total = 0;
  for (const [, amount, unit] of body.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g)) {
    total += Number(amount) * UNITS[unit!]!;
  }
  if (total > 2 ** 63) return null;
  return sign === "-" ? -total : total;
}

/** A float as fmt.Sprint prints it: the exponent form from 1e6 and below 1e-4, with two digits at least. */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const [digits, exponent] = value.toExponential().split("e") as [string, string];
  const power = Number(exponent);
  if (power >= -4 && power < 6) return plainDecimal(digits, power);
  const magnitude = String(Math.abs(power)).padStart(2, "0");
  return `${digits}e${power < 0 ? "-" : "+"}${magnitude}`;
}

function plainDecimal(digits: string, power: number): string {
  const negative = digits.startsWith("-");
  const bare = digits.replace(/[-.]/g, "");
  let text: string;
  if (power < 0) text = `0.${"0".repeat(-power - 1)}${bare}`;
  else if (bare.length <= power + 1) text = bare.padEnd(power + 1, "0");
  else text = `${bare.slice(0, power + 1)}.${bare.slice(power + 1)}`;
  return negative ? `-${text}` : text;
}

/** strconv.Atoi: decimal digits with an optional sign, within 64 bits; else null. */
export function parseInteger(text: string): number | bigint | null {
  if (!/^[+-]?\d+$/.test(text)) return null;
  const value = BigInt(text.replace("+", ""));
  if (value !== BigInt.asIntN(64, value)) return null;
  return asNumber(value);
}

/** strconv.ParseFloat for decimal forms, infinities and NaN; else null. */
export function parseFloatText(text: string): number | null {
  const special = /^([+-]?)(inf|infinity|nan)$/i.exec(text);
  if (special) {
    if (special[2]!.toLowerCase() === "nan") return NaN;
    return special[1] === "-" ? -Infinity : Infinity;
  }
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/** A number where no digit is lost, else the bigint. */
export function asNumber(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Bytes of a size such as "1.5gb" (go-units RAMInBytes, binary units), or null when it is refused. */
export function parseSize(text: string): number | null {
  const parts = /^(\d+\.?\d*|\.\d+) ?([kKmMgGtTpP]?[iI]?[bB]?)$/.exec(text);
  if (!parts) return null;
  const unit = parts[2]!.toLowerCase();
  if (unit === "i" || unit === "ib") return null;
  const power = "kmgtp".indexOf(unit.charAt(0)) + 1;
  return Math.trunc(Number(parts[1]) * 1024 ** (unit === "" || unit === "b" ? 0 : power));
}

/** The complaint of google/shlex about a command line, or null when it can be split. */
export function commandLineError(text: string): string | null {
  let quote = "";
  let escaped = false;
  let inComment = false;
  let inWord = false;
  for (const char of text) {
    if (inComment) {
      inComment = char !== "\n";
    } else if (escaped) {
      escaped = false;
    } else if (char === "\\" && quote !== "'") {
      escaped = true;
      inWord = true;
    } else if (quote !== "") {
      if (char === quote) quote = "";
    } else if (char === "'" || char === '"') {
      quote = char;
      inWord = true;
    } else if (char === "#" && !inWord) {
      inComment = true;
    } else {
      inWord = !/[ \t\r\n]/.test(char);
    }
  }
  if (escaped) return "EOF found after escape character";
  return quote === "" ? null : "EOF found when expecting closing quote";
}
