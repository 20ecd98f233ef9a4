import { UsageError } from "../../lib/base/errors.ts";
import type { Finding } from "../../lib/checks/finding.ts";
import type { Ignore, IgnoreEntry } from "../../lib/checks/ignore.ts";
import type { ChangeSettings, ChangeVerdict } from "../../lib/checks/judge_change.ts";
import type { Flags } from "../../lib/cli/command.ts";
import type { Context } from "../../lib/cli/context.ts";
import { IGNORE_FLAG } from "./ignore_flag.ts";
import { policyOf, readSettings } from "../../lib/config/settings.ts";
import { changeFindings, refusal } from "../../lib/view/findings/change_text.ts";

/** What is said of an overlay network without encryption. */
const UNENCRYPTED = "SN0101";

/** Flags of every command that changes the swarm: what is suppressed and what is shown. */
export const changeCheckFlags = {
  ignore: IGNORE_FLAG,
  "no-warn": { kind: "bool", text: "Do not print warnings and notes" },
} as const satisfies Flags;

/** Values of these flags. */
export interface ChangeCheckOptions {
  ignore: readonly string[];
  noWarn: boolean;
}

/**
 * What the configuration and the flags say about checks; to be read before anything is contacted. Throws `UsageError` for a wrong
 * configuration, and for an `--ignore` that names no rule.
 */
export async function readChangeSettings(
  ctx: Pick<Context, "env" | "files" | "configFolder" | "clock" | "io">,
  { ignore }: Pick<ChangeCheckOptions, "ignore">,
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
    ignores: await ignoresOf(settings.ignore, ignore),
    now: ctx.clock.now(),
  };
}

async function ignoresOf(entries: readonly IgnoreEntry[], words: readonly string[]): Promise<Ignore[]> {
  if (entries.length + words.length === 0) return [];
  // Loaded late: these know every rule there is, and most runs suppress nothing.
  const { ignoreOfEntry } = await import("../../lib/checks/ignore.ts");
  const { readIgnores } = await import("./check_flags.ts");
  const faults: string[] = [];
  const ignores = [...entries.map(ignoreOfEntry), ...readIgnores(words, faults)];
  if (faults.length === 0) return ignores;
  throw new UsageError(faults, { next: "docker swarmnet rules lists codes and names" });
}

/**
 * Prints what is to be said about a change to standard error: errors alone where there are some, and then the last line says that it is
 * refused, which is also the result.
 * `command` is the command as typed, such as "service update".
 */
export function reportVerdict(
  io: Pick<Context["io"], "err" | "advise">,
  command: string,
  { blockers, remarks }: Pick<ChangeVerdict, "blockers" | "remarks">,
  { noWarn }: Pick<ChangeCheckOptions, "noWarn">,
): boolean {
  if (!noWarn && blockers.length === 0) io.err(changeFindings(remarks, io.advise));
  io.err(changeFindings(blockers, io.advise));
  if (blockers.length > 0) io.err(refusal(command, blockers.length));
  return blockers.length > 0;
}

/** The same for the findings of a plan: where errors refuse it, nothing else is printed. */
export function reportPlan(
  io: Pick<Context["io"], "err" | "advise">,
  command: string,
  findings: readonly Finding[],
  options: Pick<ChangeCheckOptions, "noWarn">,
): boolean {
  const blockers = findings.filter(({ level }) => level === "error");
  return reportVerdict(io, command, { blockers, remarks: blockers.length > 0 ? [] : [...findings] }, options);
}
