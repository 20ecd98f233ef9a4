import { UsageError } from "../../lib/base/errors.ts";
import { type Baseline, BASELINE_LIMIT, baselineText, parseBaseline } from "../../lib/checks/baseline.ts";
import { codesFor, ruleNamed, unknownRule } from "../../lib/checks/catalog.ts";
import type { Judging } from "../../lib/checks/conclude.ts";
import { type Ignore, ignoreOfEntry, ignoreOfFlag } from "../../lib/checks/ignore.ts";
import type { At, Level, Policy } from "../../lib/checks/rule.ts";
import type { Verdict } from "../../lib/checks/verdict.ts";
import { inline } from "../../lib/terminal/boundary.ts";
import type { Flags, Values } from "../../lib/cli/command.ts";
import type { Context } from "../../lib/cli/context.ts";
import { policyOf, readSettings, type Settings } from "../../lib/config/settings.ts";
import { IGNORE_FLAG } from "./ignore_flag.ts";
import { count } from "../../lib/base/listing.ts";

const LEVELS = ["error", "warning", "info"] as const;

/** Flags that `audit` and `lint` share: what is judged, what is shown, what fails. */
export const JUDGING_FLAGS = {
  baseline: {
    kind: "string",
    word: "FILE",
    text: "Leave out findings recorded in this file",
    complete: "file",
  },
  "exit-zero": { kind: "bool", text: "Exit with 0 even if there are findings" },
  "fail-on": {
    kind: "string",
    word: "LEVEL",
    text: "Exit with 3 for findings of this level or above (error, warning, info; default error)",
    choices: LEVELS,
    strict: true,
  },
  ignore: IGNORE_FLAG,
  profile: {
    kind: "string",
    word: "NAME",
    text: "Also report against a benchmark: cis (CIS Docker Benchmark, section 7)",
    choices: ["cis"],
    strict: true,
  },
  rule: {
    kind: "list",
    word: "RULE",
    text:
      "Check only these rules: codes, names, families (SN01, encryption), tags (cis, deep, policy) or globs",
    complete: "rule",
  },
  show: {
    kind: "string",
    word: "LEVEL",
    text: "Show findings of this level or above (error, warning, info; default info)",
    choices: LEVELS,
    strict: true,
  },
  "write-baseline": {
    kind: "string",
    word: "FILE",
    text: "Record the findings in this file, for --baseline; the exit code is 0",
    complete: "file",
  },
} as const satisfies Flags;

/** The shared flags as read. */
export interface JudgingOptions {
  /** Undefined: all rules. */
  codes: ReadonlySet<string> | undefined;
  /** Rules that were asked for by their own code or name: the configuration does not turn these off. */
  named: ReadonlySet<string>;
  ignores: readonly Ignore[];
  show: Level | undefined;
  failOn: Level | undefined;
  profile: "cis" | undefined;
  baseline: string | undefined;
  writeBaseline: string | undefined;
  exitZero: boolean;
}

/** Reads the shared flags. What is wrong with them is added to `faults`, each with the nearest known rule. */
export function readJudgingFlags(values: Values<typeof JUDGING_FLAGS>, faults: string[]): JudgingOptions {
  const codes = new Set<string>();
  const named = new Set<string>();
  for (const word of values.rule.flatMap((one) => one.split(","))) {
    const found = codesFor(word);
    if (found.length === 0) faults.push(`--rule ${word}: ${unknownRule(word)}`);
    for (const code of found) codes.add(code);
    const one = ruleNamed(word);
    if (one !== undefined) named.add(one.code);
  }
  const ignores = readIgnores(values.ignore, faults);
  for (const key of ["baseline", "write-baseline"] as const) {
    const value = key === "baseline" ? values.baseline : values.writeBaseline;
    if (value === "") faults.push(`--${key} needs the name of a file`);
  }
  return {
    codes: values.rule.length === 0 ? undefined : codes,
    named,
    ignores,
    show: values.show as Level | undefined,
    failOn: values.failOn as Level | undefined,
    profile: values.profile as "cis" | undefined,
    baseline: values.baseline,
    writeBaseline: values.writeBaseline,
    exitZero: values.exitZero,
  };
}

/** The flags of a command that takes none of them. */
export const NO_JUDGING_FLAGS: JudgingOptions = {
  codes: undefined,
  named: new Set(),
  ignores: [],
  show: undefined,
  failOn: undefined,
  profile: undefined,
  baseline: undefined,
  writeBaseline: undefined,
  exitZero: false,
};

/** Reads `--ignore`. What is wrong with it is added to `faults`, with the nearest known rule. */
export function readIgnores(words: readonly string[], faults: string[]): Ignore[] {
  // Behind "=" a comma may belong to the object's name.
  return words.flatMap((one) => one.includes("=") ? [one] : one.split(",")).flatMap((word) => {
    const ignore = ignoreOfFlag(word);
    if (typeof ignore !== "string") return [ignore];
    faults.push(ignore);
    return [];
  });
}

/** Flags laid over the configuration file. Throws `UsageError` for a wrong configuration or baseline. */
export async function readJudging(
  ctx: Pick<Context, "env" | "files" | "configFolder" | "clock" | "io">,
  options: JudgingOptions,
): Promise<{ judging: Judging; policy: Policy; settings: Settings }> {
  const settings = await readSettings(ctx);
  const cwd = ctx.files.cwd();
  const levels = [...settings.rules].map(([code, { value }]) => [code, value] as const)
    .filter(([code, value]) => value !== "off" || !options.named.has(code));
  const profile = options.profile ?? settings.profile.value;
  const judging: Judging = {
    codes: options.codes,
    levels: new Map(levels),
    places: new Map([...settings.rules].map(([code, { at }]) => [code, seenFrom(cwd, at)])),
    replaced: settings.replaced.map((one) => ({ ...one, by: seenFrom(cwd, one.by) })),
    ignores: [
      ...settings.ignore.map((entry) => ignoreOfEntry({ ...entry, at: seenFrom(cwd, entry.at) })),
      ...options.ignores,
    ],
    baseline: options.baseline === undefined ? null : await readBaseline(ctx, options.baseline),
    profile: profile === "none" ? null : profile,
    thresholds: {
      show: options.show ?? settings.show.value,
      failOn: options.failOn ?? settings["fail-on"].value,
    },
    exitZero: options.exitZero || options.writeBaseline !== undefined,
    now: ctx.clock.now(),
  };
  return { judging, policy: policyOf(settings), settings };
}

async function readBaseline({ files }: Pick<Context, "files">, path: string): Promise<Baseline> {
  const content = await files.readIfExists(path, BASELINE_LIMIT);
  if (content === undefined) {
    throw new UsageError(`No such file: ${inline(path)}`, {
      next: `Make it with --write-baseline ${inline(path)}`,
    });
  }
  return parseBaseline(new TextDecoder().decode(content), inline(path));
}

/** Writes the baseline that was asked for and says so; nothing where none was. */
export async function writeBaseline(
  ctx: Pick<Context, "files" | "io">,
  path: string | undefined,
  verdict: Verdict,
): Promise<void> {
  if (path === undefined) return;
  await ctx.files.write(path, baselineText(verdict), { mode: 0o644, follow: true });
  const known = verdict.findings.length + verdict.hidden.length + verdict.baselined.length;
  ctx.io.err(`Wrote ${inline(path)}: ${count(known, "known finding")}\n`);
}

/** A place in a file of the current folder or one above, as a path from here: the same on every machine that has the checkout. */
function seenFrom(cwd: string, at: At): At {
  if (!/^(?:[A-Za-z]:)?[\\/]/.test(at.file)) return at;
  const here = cwd.replaceAll("\\", "/").split("/").filter((part) => part !== "");
  const file = at.file.replaceAll("\\", "/").split("/").filter((part) => part !== "");
  const folder = file.slice(0, -1);
  if (folder.length > here.length || folder.some((part, index) => part !== here[index])) return at;
  return { ...at, file: "../".repeat(here.length - folder.length) + file.at(-1)! };
}
