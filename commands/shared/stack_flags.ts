import { stackNameProblem } from "../../lib/stack/stack_name.ts";
import type { Flag } from "../../lib/cli/command.ts";

/** Flags of the commands that compare stack files with the swarm. */
export const stackFlags = {
  "allow-gap": { kind: "bool", text: "Accept the downtime that the plan names" },
  "compose-file": {
    kind: "list",
    short: "c",
    word: "FILE",
    text: 'Stack file; several are merged as docker stack deploy merges them ("-" for standard input)',
    complete: "file",
  },
  "env-file": {
    kind: "list",
    word: "FILE",
    text: "Read variables from a file; the environment wins",
    complete: "file",
  },
  exact: {
    kind: "bool",
    text: "Also remove settings that only the swarm has, and replace networks for their labels",
  },
  "remove-orphans": { kind: "bool", text: "Remove networks of the stack that no file mentions" },
  "start-first": {
    kind: "bool",
    text: "Temporarily use start-first for services that would have downtime",
  },
} as const satisfies Record<string, Flag>;

/** What is wrong with the files and the name of a stack, as sentences; `command` is "plan" or "apply". */
export function stackFaults(files: readonly string[], stack: string): string[] {
  const faults: string[] = [];
  if (files.includes("")) faults.push("The name of a --compose-file is empty");
  if (files.filter((file) => file === "-").length > 1) faults.push("Standard input can be read only once");
  const name = stackNameProblem(stack);
  if (name !== undefined) faults.push(name[0]!.toUpperCase() + name.slice(1));
  return faults;
}
