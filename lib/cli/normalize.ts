import type { Flag, Flags } from "./command.ts";

/** A word of the command line that pflag would refuse, in pflag's words. */
export class BadFlag extends Error {
  /** The flag as typed, for suggestions. */
  readonly flag: string;
  constructor(message: string, flag: string) {
    super(message);
    this.flag = flag;
  }
}

/** pflag's grammar reduced to one form: flags in order, each with its value as text, and the operands. */
export interface Normalized {
  flags: { name: string; value: string }[];
  operands: string[];
  help: boolean;
  /** `-h` was used, which docker calls deprecated. */
  shortHelp: boolean;
}

/**
 * Reads words as pflag does: `--f=v`, `--f v`, `-fv`, `-f=v`, `-f v`, grouped `-ab`, booleans only with `=`, flags and
 * operands mixed, `--` ends flags. Stops at the first `--help` or `-h`, which wins over any later mistake (unless `flags`
 * has a flag of that name). Not `interspersed`: flags end at the first operand, as docker's own do.
 */
export function normalize(flags: Flags, words: readonly string[], interspersed = true): Normalized {
  const result: Normalized = { flags: [], operands: [], help: false, shortHelp: false };
  const shorts = new Map(
    Object.entries(flags).flatMap(([name, f]) => f.short ? [[f.short, name] as const] : []),
  );
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word === "--") {
      result.operands.push(...words.slice(i + 1));
      break;
    }
    if (!word.startsWith("-") || word === "-") {
      if (!interspersed) {
        result.operands.push(...words.slice(i));
        break;
      }
      result.operands.push(word);
      continue;
    }
    const next = () => {
      i++;
      return words[i];
    };
    if (word.startsWith("--")) long(flags, word, next, result);
    else group(flags, shorts, word, next, result);
    if (result.help) break;
  }
  return result;
}

function long(flags: Flags, word: string, next: () => string | undefined, result: Normalized): void {
  const at = word.indexOf("=");
  const name = at < 0 ? word.slice(2) : word.slice(2, at);
  if (name === "" || name.startsWith("-")) throw new BadFlag(`bad flag syntax: ${word}`, word);
  if (!Object.hasOwn(flags, name)) {
    if (name === "help") {
      result.help = true;
      return;
    }
    throw new BadFlag(`unknown flag: --${name}`, `--${name}`);
  }
  const flag = flags[name]!;
  if (at >= 0) result.flags.push({ name, value: word.slice(at + 1) });
  else {result.flags.push({
      name,
      value: aloneValue(flag) ?? needed(next(), `flag needs an argument: --${name}`, word),
    });}
}

function group(
  flags: Flags,
  shorts: ReadonlyMap<string, string>,
  word: string,
  next: () => string | undefined,
  result: Normalized,
): void {
  for (let rest = word.slice(1); rest !== "";) {
    const short = rest[0]!;
    const name = shorts.get(short);
    if (name === undefined) {
      if (short === "h") {
        result.help = true;
        result.shortHelp = true;
        return;
      }
      // pflag names what is left of the word, not the whole of it.
      throw new BadFlag(`unknown shorthand flag: '${short}' in -${rest}`, `-${short}`);
    }
    const flag = flags[name]!;
    rest = rest.slice(1);
    // A lone "=" is the value itself: docker takes `-c=` for a context called "=" (reproduced on 28.2.2).
    if (rest.startsWith("=") && rest.length > 1) {
      result.flags.push({ name, value: rest.slice(1) });
      return;
    }
    const alone = aloneValue(flag);
    if (alone !== undefined) {
      result.flags.push({ name, value: alone });
      continue;
    }
    const value = rest !== ""
      ? rest
      : needed(next(), `flag needs an argument: '${short}' in -${short}`, word);
    result.flags.push({ name, value });
    return;
  }
}

function aloneValue(flag: Flag): string | undefined {
  if (flag.kind === "bool") return "true";
  return flag.bare === undefined ? undefined : String(flag.bare);
}

function needed(value: string | undefined, message: string, word: string): string {
  if (value === undefined) throw new BadFlag(message, word);
  return value;
}
