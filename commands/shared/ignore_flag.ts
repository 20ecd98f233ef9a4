import type { Flag } from "../../lib/cli/command.ts";

/** `--ignore` of every command that judges. */
export const IGNORE_FLAG = {
  kind: "list",
  word: "RULE[=OBJECT]",
  text: 'Suppress findings of a rule, or of a rule on an object (globs, such as "SN0101=ci_*")',
  complete: "rule",
} as const satisfies Flag;
