import type { Flags } from "./command.ts";
import type { DockerFlag } from "../docker/service_flags.gen.ts";
import { BadFlag, normalize } from "./normalize.ts";

/** A command line of docker's, read with docker's own table of flags. */
export interface DockerArguments {
  /** Values of each flag given, in order; booleans as "true" or "false". */
  flags: ReadonlyMap<string, readonly string[]>;
  operands: readonly string[];
  help: boolean;
}

/**
 * Reads words as docker will, without judging them. Gives the reason instead where docker would refuse them, or knows a
 * flag that the table does not have: docker's own answer is then the one to see.
 */
export function readDockerArguments(
  table: Readonly<Record<string, DockerFlag>>,
  words: readonly string[],
  interspersed: boolean,
): DockerArguments | { unreadable: string } {
  const known: Flags = {};
  for (const [name, { short, value }] of Object.entries(table)) {
    known[name] = { kind: value ? "string" : "bool", text: "", ...(short === undefined ? {} : { short }) };
  }
  try {
    const { flags, operands, help } = normalize(known, words, interspersed);
    const values = new Map<string, string[]>();
    for (const { name, value } of flags) values.set(name, [...values.get(name) ?? [], value]);
    return { flags: values, operands, help };
  } catch (error) {
    if (error instanceof BadFlag) return { unreadable: error.message };
    throw error;
  }
}
