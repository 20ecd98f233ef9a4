import { type Ignore, ignoreOfEntry } from "../../lib/checks/ignore.ts";
import type { Finding } from "../../lib/checks/finding.ts";
import type { ChangeSettings, ChangeVerdict } from "../../lib/checks/judge_change.ts";
import type { Flags, Values } from "../../lib/cli/command.ts";
import type { Context } from "../../lib/cli/context.ts";
import { changeFindings, refusal } from "../../lib/view/findings/change_text.ts";
import { policyOf, readSettings } from "../../lib/config/settings.ts";
import { IGNORE_FLAG, readIgnores } from "./check_flags.ts";

/** What is said of an overlay network without encryption. */
const UNENCRYPTED = "SN0101";

/** Flags of every command that changes the swarm: what is suppressed and what is shown. */
export const changeCheckFlags = {
  ignore: IGNORE_FLAG,
  "no-warn": { kind: "bool", text: "Do not print warnings and notes" },
} as const satisfies Flags;

/** The shared flags as read. */
export interface ChangeCheckOptions {
  ignores: readonly Ignore[];
  noWarn: boolean;
}

/** Reads the shared flags. What is wrong with them is added to `faults`. */
export function readChangeFlags(
  values: Pick<Values<typeof changeCheckFlags>, "ignore" | "noWarn">,
  faults: string[],
): ChangeCheckOptions {
  return { ignores: readIgnores(values.ignore, faults), noWarn: values.noWarn };
}

/** What the configuration and the flags say about checks. Throws `UsageError` for a wrong configuration. */
export async function readChangeSettings(
  ctx: Pick<Context, "env" | "files" | "globals" | "clock">,
  { ignores }: Pick<ChangeCheckOptions, "ignores">,
): Promise<ChangeSettings> {
  const settings = await readSettings(ctx);
  const levels = new Map([...settings.rules].map(([code, { value }]) => [code, value]));
  // "off" asks for no warning, and with "error" SN0117 says it.
  if (settings["require-encryption"].value !== "warn" && !levels.has(UNENCRYPTED)) {
    levels.set(UNENCRYPTED, "off");
  }
  return {
    policy: policyOf(settings),
    levels,
    ignores: [...settings.ignore.map(ignoreOfEntry), ...ignores],
    now: ctx.clock.now(),
  };
}

/**
 * Prints what is to be said about a change to standard error, the errors last. True: it is refused, and the last line says so.
 * `command` is the command as typed, such as "service update".
 */
export function reportVerdict(
  io: Pick<Context["io"], "err">,
  command: string,
  { blockers, remarks }: Pick<ChangeVerdict, "blockers" | "remarks">,
  { noWarn }: Pick<ChangeCheckOptions, "noWarn">,
): boolean {
  if (!noWarn) io.err(changeFindings(remarks));
  io.err(changeFindings(blockers));
  if (blockers.length > 0) io.err(refusal(command, blockers.length));
  return blockers.length > 0;
}

/** The same for the findings of a plan: where errors refuse it, nothing else is printed. */
export function reportPlan(
  io: Pick<Context["io"], "err">,
  command: string,
  findings: readonly Finding[],
  options: Pick<ChangeCheckOptions, "noWarn">,
): boolean {
  const blockers = findings.filter(({ level }) => level === "error");
  return reportVerdict(io, command, { blockers, remarks: blockers.length > 0 ? [] : [...findings] }, options);
}
