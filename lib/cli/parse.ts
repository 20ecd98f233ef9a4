import { count as numberOf } from "../base/listing.ts";
import { EXIT, Failure } from "../base/errors.ts";
import { nearest } from "../base/suggest.ts";
import type { Command, Flag, Flags, Spec, Values } from "./command.ts";
import { placeOfGlobal } from "../docker/globals.ts";
import { BadFlag, normalize, type Normalized } from "./normalize.ts";
import { BadValue, readValue } from "./values.ts";

/** A command line that does not fit: shown with the usage line and a pointer to help, as docker does. */
export class CommandLineError extends Failure {
  readonly usage: string;
  readonly command: string;
  constructor(what: string, spec: Pick<Spec, "name" | "operands" | "flags">, next?: string) {
    super(what, { exit: EXIT.usage, next });
    this.usage = usageLine(spec);
    this.command = `docker swarmnet ${spec.name}`.trimEnd();
  }
}

/** `docker swarmnet ls [OPTIONS]`: the line under "Usage:". */
export function usageLine(spec: Pick<Spec, "name" | "operands" | "flags">): string {
  const options = Object.values(spec.flags).some((flag) => !flag.hidden) ? " [OPTIONS]" : "";
  const operands = spec.operands === "" ? "" : ` ${spec.operands}`;
  return `docker swarmnet ${spec.name}`.trimEnd() + options + operands;
}

/** What a command line asks for. */
export type Parsed<O> =
  | { kind: "help"; /** `-h` was typed. */ deprecated: boolean }
  | { kind: "run"; options: O; /** The flags' values by camelCase name. */ values: Record<string, unknown> };

/** Words to options: pflag's grammar (`normalize.ts`), then each flag's own type (`values.ts`). Throws `CommandLineError`. */
export function parseCommand<F extends Flags, O>(
  command: Command<F, O>,
  words: readonly string[],
): Parsed<O> {
  if (command.passThrough) {
    if (words.length === 0 || words[0] === "--help" || words[0] === "-h") {
      return { kind: "help", deprecated: words[0] === "-h" };
    }
    const values = { changed: new Set() };
    return { kind: "run", options: command.parse(values as unknown as Values<F>, [...words]), values };
  }
  const normalized = inDockersWords(command, () => normalize(command.flags, words));
  if (normalized.help) return { kind: "help", deprecated: normalized.shortHelp };
  const assigned = inDockersWords(command, () => valuesOf(command.flags, normalized.flags));
  checkCount(command, normalized.operands.length);
  const values = {
    ...assigned,
    changed: new Set(normalized.flags.map((flag) => flag.name)),
  };
  return { kind: "run", options: command.parse(values as unknown as Values<F>, normalized.operands), values };
}

/** `no-trunc` → `noTrunc`. */
function camel(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Assigns the flags in their order, so that repeated ones add up or the last one counts; the rest get their defaults. */
function valuesOf(flags: Flags, given: Normalized["flags"]): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const { name, value } of given) {
    const flag = flags[name]!;
    values[camel(name)] = typed(name, flag, value, values[camel(name)]);
  }
  for (const [name, flag] of Object.entries(flags)) values[camel(name)] ??= flag.default ?? emptyValue(flag);
  return values;
}

function typed(name: string, flag: Flag, text: string, previous: unknown): unknown {
  try {
    return readValue(flag, text, previous as never);
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    const shown = flag.short ? `-${flag.short}, --${name}` : `--${name}`;
    throw new BadFlag(
      `invalid argument ${JSON.stringify(text)} for "${shown}" flag: ${error.message}`,
      `--${name}`,
    );
  }
}

function emptyValue(flag: Flag): unknown {
  switch (flag.kind) {
    case "bool":
      return false;
    case "list":
    case "filter":
      return [];
    case "map":
      return {};
    default:
      return undefined;
  }
}

function checkCount(spec: Spec, count: number): void {
  const min = spec.args.min;
  const max = spec.args.max ?? min;
  if (count >= min && count <= max) return;
  const name = `'docker swarmnet ${spec.name}'`;
  let rule: string;
  if (max === 0) rule = "accepts no arguments";
  else if (min === max) rule = `requires ${numberOf(min, "argument")}`;
  else if (count < min) rule = `requires at least ${numberOf(min, "argument")}`;
  else rule = `requires at most ${numberOf(max, "argument")}`;
  throw new CommandLineError(`docker: ${name} ${rule}`, spec);
}

/** Runs `work`; turns refusals of the grammar or of a value into `CommandLineError` with the nearest known flag. */
function inDockersWords<T>(spec: Spec, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof BadFlag) {
      const known = Object.entries(spec.flags).filter(([, flag]) => !flag.hidden).map(([name]) =>
        `--${name}`
      );
      const unknown = error.message.startsWith("unknown ");
      const place = unknown ? placeOfGlobal(error.flag, spec.name) : undefined;
      const near = error.message.startsWith("unknown flag") ? nearest(error.flag, known) : undefined;
      throw new CommandLineError(
        error.message,
        spec,
        place ?? (near === undefined ? undefined : `Did you mean ${near}?`),
      );
    }
    throw error;
  }
}
