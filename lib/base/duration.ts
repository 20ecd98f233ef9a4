/**
 * Go's durations as text (time.ParseDuration and Duration.String), the grammar of every duration in docker's flags and
 * stack files. Values are nanoseconds as numbers: exact up to 104 days, beyond that to about a microsecond.
 */
const UNITS: ReadonlyMap<string, bigint> = new Map([
  ["ns", 1n],
  ["us", 1_000n],
  ["µs", 1_000n],
  ["μs", 1_000n],
  ["ms", 1_000_000n],
  ["s", 1_000_000_000n],
  ["m", 60_000_000_000n],
  ["h", 3_600_000_000_000n],
]);
/** Go's durations are signed 64-bit counts of nanoseconds. */
const LIMIT = 1n << 63n;
/** Digits behind the point that can still matter: an hour has 13 digits of nanoseconds. */
const FRACTION_DIGITS = 18;

/** Nanoseconds of a text such as "1h30m" or "-1.5s"; undefined where Go refuses it. A unit is required, except for "0". */
export function parseDuration(text: string): number | undefined {
  const [, sign, body] = /^([+-]?)(.*)$/s.exec(text)!;
  if (body === "0") return 0;
  const part = /(\d*)(?:(\.)(\d*))?([^\d.]+)/y;
  let total = 0n;
  let at = 0;
  while (at < body!.length) {
    part.lastIndex = at;
    const match = part.exec(body!);
    if (match === null) return undefined;
    const [all, whole = "", , fraction = "", unit = ""] = match;
    const size = UNITS.get(unit);
    if (size === undefined || whole + fraction === "") return undefined;
    const digits = fraction.slice(0, FRACTION_DIGITS);
    total += BigInt(whole || "0") * size + (BigInt(digits || "0") * size) / 10n ** BigInt(digits.length);
    at += all.length;
  }
  const negative = sign === "-";
  if (body === "" || total > LIMIT || (total === LIMIT && !negative)) return undefined;
  return Number(negative ? -total : total) || 0;
}

/** The text Go prints for a duration in nanoseconds: "1h30m0s", "1.5s", "250ms", "0s". */
export function formatDuration(nanoseconds: number): string {
  const total = BigInt(Math.trunc(nanoseconds));
  if (total === 0n) return "0s";
  const sign = total < 0n ? "-" : "";
  const size = total < 0n ? -total : total;
  if (size < 1_000n) return `${sign}${size}ns`;
  if (size < 1_000_000n) return `${sign}${decimal(size, 3)}µs`;
  if (size < 1_000_000_000n) return `${sign}${decimal(size, 6)}ms`;
  const minutes = size / 60_000_000_000n;
  const seconds = `${decimal(size % 60_000_000_000n, 9)}s`;
  if (minutes === 0n) return sign + seconds;
  if (minutes < 60n) return `${sign}${minutes}m${seconds}`;
  return `${sign}${minutes / 60n}h${minutes % 60n}m${seconds}`;
}

/** `value` divided by 10^places, without trailing zeros. */
function decimal(value: bigint, places: number): string {
  const text = value.toString().padStart(places + 1, "0");
  const fraction = text.slice(-places).replace(/0+$/, "");
  return text.slice(0, -places) + (fraction === "" ? "" : `.${fraction}`);
}
