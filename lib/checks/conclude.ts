import type { Gap } from "../swarm/model.ts";
import { appliedSettings, type ReplacedSetting } from "./applied_settings.ts";
import { applyBaseline, type Baseline } from "./baseline.ts";
import { cisReport } from "./cis.ts";
import { compareFindings, type Finding, type Skip } from "./finding.ts";
import type { Ignore } from "./ignore.ts";
import { inlineIgnores, labelIgnores } from "./inline_ignores.ts";
import { JUDGING_RULES } from "./catalog.ts";
import type { At, Level, Rule, Scope, View } from "./rule.ts";
import { judge } from "./run.ts";
import { suppress } from "./suppress.ts";
import { makeVerdict, type Subject, type Verdict } from "./verdict.ts";

/** Everything besides the input that decides how a report turns out. */
export interface Judging {
  /** Codes to judge; undefined means all. */
  codes?: ReadonlySet<string> | undefined;
  /** Levels by code, from the configuration. */
  levels: ReadonlyMap<string, Level | "off">;
  /** Where a file sets a level, by code. */
  places: ReadonlyMap<string, At>;
  replaced: readonly ReplacedSetting[];
  /** Suppressions from the configuration and the command line; labels and comments are found in the input. */
  ignores: readonly Ignore[];
  baseline: Baseline | null;
  profile: "cis" | null;
  thresholds: { show: Level; failOn: Level };
  exitZero: boolean;
  /** Milliseconds since the epoch, for suppressions that expire. */
  now: number;
}

/** What a verdict says before its findings. */
export interface Heading {
  schema: Verdict["schema"];
  version: string;
  subject: Subject;
  gaps: readonly Gap[];
}

/** Judges each view by those of the rules that fit its scope, applies suppressions and baseline, and concludes. */
export function conclude(
  views: Iterable<View>,
  rules: readonly Rule[],
  judging: Judging,
  heading: Heading,
): Verdict {
  const conclusion = new Conclusion(rules, judging);
  for (const view of views) conclusion.add(view);
  return conclusion.end(heading);
}

/** A verdict over views that come one after the other: none of them is kept, so thousands of files take little memory. */
export class Conclusion {
  #judging: Judging;
  #rules: readonly Rule[];
  #levels: Judging["levels"];
  #findings: Finding[] = [];
  #skipped: Skip[] = [];
  #judged = new Set<string>();
  #ignores: Ignore[];
  #scopes = new Set<Scope>();

  constructor(rules: readonly Rule[], judging: Judging) {
    this.#judging = judging;
    this.#rules = rules.filter((rule) => judging.codes?.has(rule.code) ?? true);
    this.#levels = judging.profile === "cis" ? strictLevels(judging.levels) : judging.levels;
    this.#ignores = [...judging.ignores];
  }

  /** Judges one view. */
  add(view: View): void {
    const run = judge(view, this.#rules, { levels: this.#levels });
    for (const finding of run.findings) this.#findings.push(finding);
    this.#skipped = distinct([...this.#skipped, ...run.skipped]);
    for (const code of run.judged) this.#judged.add(code);
    for (const ignore of ignoresIn(view)) this.#ignores.push(ignore);
    this.#scopes.add(view.scope);
  }

  /** What all of it comes to. */
  end(heading: Heading): Verdict {
    const { codes, baseline: known, profile, thresholds, exitZero, now } = this.#judging;
    const judged = judgedBy([...this.#judged], this.#skipped);
    const candidates = JUDGING_RULES.filter((rule) => rule.scope.some((scope) => this.#scopes.has(scope)));
    const found = suppress(this.#findings, this.#ignores, {
      now,
      candidates: new Set(candidates.map((rule) => rule.code)),
      judged,
      levels: this.#levels,
    }).filter((finding) => codes?.has(finding.code) ?? true);
    const { findings, baseline } = withBaseline(found, known);
    const skipped = this.#skipped;
    return makeVerdict({
      ...heading,
      findings: findings.sort(compareFindings),
      judged: [...judged],
      skipped,
      cis: profile === "cis" ? cisReport({ findings, judged: [...judged], skipped }) : null,
      baseline,
      settings: appliedSettings(this.#judging, this.#scopes),
      thresholds,
      exitZero,
    });
  }
}

/** Under the profile an item that is not met is an error, unless the configuration says otherwise. */
function strictLevels(levels: Judging["levels"]): Map<string, Level | "off"> {
  const strict = JUDGING_RULES.filter((rule) => rule.cis !== undefined).map((rule) =>
    [rule.code, "error" as const] as const
  );
  return new Map([...strict, ...levels]);
}

/** Suppressions in the input: comments of files, labels of objects. */
export function ignoresIn(view: View): Ignore[] {
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
