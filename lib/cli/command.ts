import type { ExitCode } from "../base/errors.ts";
import type { Context } from "./context.ts";

/**
 * One flag as docker's help shows it. `kind` fixes the grammar and the type of its value:
 * bool → boolean, string → string, int → number, list → string[] (repeatable), map → Record (repeatable key=value),
 * filter → [key, value][] (repeatable, docker's --filter), duration → milliseconds (Go grammar, such as 1m30s).
 */
export interface Flag<K extends FlagKind = FlagKind> {
  kind: K;
  /** Capital first letter, no final stop, as in docker's help. */
  text: string;
  short?: string;
  /** Type word in help where it is not the kind's own. */
  word?: string;
  default?: FlagValues[K];
  /** Values to complete and, where `strict`, to accept. */
  choices?: readonly string[];
  strict?: boolean;
  /** Live names to complete with. */
  complete?: Completes;
  hidden?: boolean;
  /** A string flag that may stand alone (pflag's NoOptDefVal), such as --encrypted[=BOOL]. */
  bare?: FlagValues[K];
}

/** The type of value that each kind of flag gives. */
export interface FlagValues {
  bool: boolean;
  string: string;
  int: number;
  float: number;
  list: string[];
  map: Record<string, string>;
  filter: [string, string][];
  duration: number;
}
/** A kind of flag. */
export type FlagKind = keyof FlagValues;
/** The flags of a command, by their long names. */
export type Flags = Record<string, Flag>;
/** What can be completed with live names. */
export type Completes =
  | "network"
  | "service"
  | "node"
  | "stack"
  | "file"
  | "directory"
  | "context"
  | "rule"
  | "operation"
  | "none";

/** Values by camelCase name of the flag (`no-trunc` → `noTrunc`); a flag without default that was not given is undefined. */
export type Values<F extends Flags> =
  & {
    [K in keyof F as Camel<K & string>]: F[K] extends { default: unknown } ? FlagValues[F[K]["kind"]]
      : F[K]["kind"] extends "bool" ? boolean
      : F[K]["kind"] extends "list" | "filter" | "map" ? FlagValues[F[K]["kind"]]
      : FlagValues[F[K]["kind"]] | undefined;
  }
  & {
    /** The flags that stood on the command line (by their long names), in pflag's sense of "changed". */
    changed: ReadonlySet<string>;
  };
/** A flag's name as a property: "dry-run" is dryRun. */
export type Camel<S extends string> = S extends `${infer A}-${infer B}` ? `${A}${Capitalize<Camel<B>>}` : S;

/** An example of a command, as its help shows it. */
export interface Example {
  /** What it does, one line. */
  text: string;
  /** The command as typed, starting with `docker swarmnet`. */
  command: string;
}

/** What a command says about itself: help, completion, parser and reference come from it. */
export interface Spec<F extends Flags = Flags> {
  /** Words after `docker swarmnet`, such as "service ls". */
  name: string;
  /** Operands as docker's usage line shows them, such as "NETWORK [NETWORK...]". */
  operands: string;
  /** How many operands; max defaults to min. Infinity: any number. */
  args: { min: number; max?: number };
  /** One line, capital first letter, no final stop. Must equal the entry in commands/index.ts. */
  summary: string;
  /** Longer help under the summary, where it is needed. */
  description?: string;
  aliases?: readonly string[];
  examples: readonly Example[];
  flags: F;
  /** What must be there: a manager, any engine, or nothing at all. */
  needs: "manager" | "engine" | "nothing";
  /** What it may change. */
  changes: "nothing" | "swarm" | "files";
  exits: readonly ExitCode[];
  /** What each operand completes to; the last entry repeats. */
  operandCompletes?: readonly Completes[];
  /** Words are not parsed: docker's own grammar applies and the command gets them as typed. */
  passThrough?: boolean;
}

/**
 * A command. `parse` checks flags and operands against each other and throws `UsageError` (every problem at once);
 * `run` does the work and returns the exit code (nothing means 0).
 */
export interface Command<F extends Flags = Flags, O = unknown> extends Spec<F> {
  parse(values: Values<F>, args: string[]): O;
  run(ctx: Context, options: O): Promise<ExitCode | void>;
}

/** Ties the types of flags, parse and run together. */
export function defineCommand<const F extends Flags, O>(command: Command<F, O>): Command<F, O> {
  return command;
}

/** The flag that every reading command takes. */
export const fromFlag = {
  kind: "string",
  word: "FILE",
  text: 'Read a snapshot file instead of the engine ("demo" for the built-in example swarm)',
  complete: "file",
} as const satisfies Flag;

/** `--timeout` of every command that reads an engine, unless it waits for services and limits that waiting by `--timeout`. */
export const callTimeoutFlag = {
  kind: "duration",
  text: "Longest time for one call to the engine (ns|us|ms|s|m|h)",
  default: 60_000,
} as const satisfies Flag;

/** `--format` of commands whose result is for a person or, as one JSON document, for a program. */
export const textOrJsonFlag = {
  kind: "string",
  text: "Format of the output",
  default: "text",
  choices: ["text", "json"],
  strict: true,
} as const satisfies Flag;
