import { COLORS } from "../terminal/color.ts";
import { UsageError } from "../base/errors.ts";
import { callTimeoutFlag, type Flag, type Flags, type Spec } from "./command.ts";

/** The flag that every command takes. */
export const COLOR_FLAG = {
  kind: "string",
  text: "When to use colour",
  word: "when",
  default: "auto",
  choices: COLORS,
  strict: true,
} as const satisfies Flag;

/** The flags of a command that its help lists: its own, and `--timeout` where it reads an engine and has no flag of that name. */
export function listedFlags(spec: Pick<Spec, "flags" | "needs" | "passThrough">): Flags {
  const plain = spec.passThrough || spec.needs === "nothing" || Object.hasOwn(spec.flags, "timeout");
  return plain ? spec.flags : { ...spec.flags, timeout: callTimeoutFlag };
}

/** All flags that a command takes. */
export function commonFlags(spec: Pick<Spec, "flags" | "needs" | "passThrough">): Flags {
  return spec.passThrough ? spec.flags : { ...listedFlags(spec), color: COLOR_FLAG };
}

/**
 * The limit of one engine call in milliseconds; undefined where the command's `--timeout` means something else. Throws `UsageError`
 * for a value that is no limit.
 */
export function callTimeout(flags: Flags, value: unknown): number | undefined {
  if (flags.timeout !== callTimeoutFlag) return undefined;
  if (typeof value === "number" && value > 0) return value;
  throw new UsageError("--timeout must be more than 0", { next: "Name a duration, such as --timeout 90s" });
}
