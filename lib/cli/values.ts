import { parseDuration } from "../base/duration.ts";
import { parseBool } from "../base/parse_bool.ts";
import type { Flag, FlagKind, FlagValues } from "./command.ts";

/** The type word that help shows behind a flag's name; empty for booleans. */
export function typeWord(flag: Flag): string {
  if (flag.word !== undefined) return flag.word;
  return flag.kind === "bool" ? "" : flag.kind === "float" ? "float" : flag.kind;
}

/** Thrown with the cause only; the caller puts the flag's name around it. */
export class BadValue extends Error {}

/**
 * Turns one word into the flag's value, adding to `previous` where the flag is repeatable.
 * Throws `BadValue` in the words pflag and docker use.
 */
export function readValue<K extends FlagKind>(
  flag: Flag<K>,
  text: string,
  previous: FlagValues[K] | undefined,
): FlagValues[K] {
  return READERS[flag.kind](flag as Flag, text, previous as never) as FlagValues[K];
}

type Reader<K extends FlagKind> = (
  flag: Flag,
  text: string,
  previous: FlagValues[K] | undefined,
) => FlagValues[K];

const READERS: { [K in FlagKind]: Reader<K> } = {
  bool: (_flag, text) => {
    const value = parseBool(text);
    if (value === undefined) {
      throw new BadValue(`strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`);
    }
    return value;
  },
  string: (flag, text) => checked(flag, text),
  int: (_flag, text) => {
    if (!/^[+-]?[0-9]+$/.test(text) || !Number.isSafeInteger(Number(text))) {
      throw new BadValue(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
    }
    return Number(text);
  },
  float: (_flag, text) => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isFinite(value)) {
      throw new BadValue(`strconv.ParseFloat: parsing ${JSON.stringify(text)}: invalid syntax`);
    }
    return value;
  },
  list: (flag, text, previous) => [...previous ?? [], checked(flag, text)],
  map: (_flag, text, previous) => {
    const at = text.indexOf("=");
    const key = at < 0 ? text : text.slice(0, at);
    if (key.trim() === "") throw new BadValue("a key is missing (expected key=value)");
    return { ...previous, [key]: at < 0 ? "" : text.slice(at + 1) };
  },
  filter: (_flag, text, previous) => {
    const at = text.indexOf("=");
    if (at < 0) throw new BadValue("bad format of filter (expected name=value)");
    return [...previous ?? [], [text.slice(0, at).trim().toLowerCase(), text.slice(at + 1).trim()]];
  },
  duration: (_flag, text) => {
    const nanoseconds = parseDuration(text);
    if (nanoseconds === undefined) throw new BadValue(`time: invalid duration ${JSON.stringify(text)}`);
    return nanoseconds / 1e6;
  },
};

function checked(flag: Flag, text: string): string {
  if (flag.strict && flag.choices !== undefined && !flag.choices.includes(text)) {
    throw new BadValue(`must be one of ${flag.choices.join(", ")}`);
  }
  return text;
}
