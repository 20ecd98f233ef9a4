import type { Gap } from "../swarm/model.ts";
import { applyBaseline, type Baseline } from "./baseline.ts";
import { cisReport } from "./cis.ts";
import { compareFindings, type Finding, type Skip } from "./finding.ts";
import type { Ignore } from "./ignore.ts";
import { inlineIgnores } from "./inline_ignores.ts";
import { labelIgnores } from "./label_ignores.ts";
import { RULES } from "./registry.ts";
import type { Level, View } from "./rule.ts";
import { judge } from "./run.ts";
import { suppress } from "./suppress.ts";
import { makeVerdict, type Subject, type Verdict } from "./verdict.ts";

/** Everything besides the input that decides how a report turns out. */
export interface Judging {
  /** Codes to judge; undefined means all. */
  codes?: ReadonlySet<string> | undefined;
  /** Levels by code, from the configuration. */
  levels: ReadonlyMap<string, Level | "off">;
  /** Suppressions from the configuration and the command line; labels and comments are found in the input. */
  ignores: readonly Ignore[];
  baseline: Baseline | null;
  profile: "cis" | null;
  thresholds: { show: Level; failOn: Level };
  exitZero: boolean;
  /** Milliseconds since the epoch, for suppressions that expire. */
  now: number;
}

export interface Heading {
  schema: Verdict["schema"];
  version: string;
  subject: Subject;
  gaps: readonly Gap[];
}

/** Judges each view by the rules of its scope, applies suppressions and baseline, and concludes. */
export function conclude(views: readonly View[], judging: Judging, heading: Heading): Verdict {
  const rules = RULES.filter((rule) => judging.codes?.has(rule.code) ?? true);
  const levels = judging.profile === "cis" ? strictLevels(judging.levels) : judging.levels;
  const runs = views.map((view) => judge(view, rules, { levels }));
  const skipped = distinct(runs.flatMap((run) => run.skipped));
  const judged = judgedBy(runs.flatMap((run) => run.judged), skipped);
  const ignores = [...judging.ignores, ...views.flatMap(ignoresIn)];
  const found = suppress(runs.flatMap((run) => run.findings), ignores, {
    now: judging.now,
    candidates: new Set(
      RULES.filter((rule) => views.some((view) => rule.scope.includes(view.scope))).map((rule) => rule.code),
    ),
    judged,
    levels,
  }).filter((finding) => judging.codes?.has(finding.code) ?? true);
  const { findings, baseline } = withBaseline(found, judging.baseline);
  return makeVerdict({
    ...heading,
    findings: findings.sort(compareFindings),
    judged: [...judged],
    skipped,
    cis: judging.profile === "cis" ? cisReport({ findings, judged: [...judged], skipped }) : null,
    baseline,
    thresholds: judging.thresholds,
    exitZero: judging.exitZero,
  });
}

/** Under the profile an item that is not met is an error, unless the configuration says otherwise. */
function strictLevels(levels: Judging["levels"]): Map<string, Level | "off"> {
  const strict = RULES.filter((rule) => rule.cis !== undefined).map((rule) =>
    [rule.code, "error" as const] as const
  );
  return new Map([...strict, ...levels]);
}

function ignoresIn(view: View): Ignore[] {
  const comments = (view.loaded?.documents ?? []).flatMap(({ source }) => inlineIgnores(source));
  return [...comments, ...labelIgnores(view)];
}

function distinct(skipped: readonly Skip[]): Skip[] {
  return [...new Map(skipped.map((skip) => [`${skip.code} ${skip.reason}`, skip])).values()];
}

function judgedBy(codes: readonly string[], skipped: readonly Skip[]): Set<string> {
  const judged = new Set(codes);
  for (const { code } of skipped) judged.delete(code);
  return judged;
}

function withBaseline(
  found: Finding[],
  baseline: Baseline | null,
): { findings: Finding[]; baseline: Verdict["baseline"] } {
  if (baseline === null) return { findings: found, baseline: null };
  const { findings, gone } = applyBaseline(found, baseline);
  return { findings, baseline: { file: baseline.file, gone } };
}
