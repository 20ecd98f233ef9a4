import { type Finding, fingerprintOf } from "./finding.ts";
import type { Ignore } from "./ignore.ts";
import { unknownRule } from "./catalog.ts";
import { SUPPRESSION_EXPIRED, SUPPRESSION_UNUSED, SUPPRESSION_WITHOUT_REASON } from "./suppressions.ts";
import type { Level } from "./rule.ts";
import type { RuleText } from "./rule_text.ts";

/** What decides whether a suppression counts. */
export interface SuppressOptions {
  /** Milliseconds since the epoch: what "expired" is measured against. */
  now: number;
  /** Codes that could have been judged here; a suppression of another one is not called unused. */
  candidates: ReadonlySet<string>;
  /** Codes that were judged to the end. */
  judged: ReadonlySet<string>;
  levels?: ReadonlyMap<string, Level | "off">;
}

/**
 * The findings with `suppressed` set where an ignore covers them (the first one that does is named), and the findings about
 * the ignores themselves: expired, without a reason, of an unknown rule, or silencing nothing.
 */
export function suppress(
  findings: readonly Finding[],
  ignores: readonly Ignore[],
  options: SuppressOptions,
): Finding[] {
  const { applied, used, expired } = applying(ignores, options.now);
  const judged = findings.map(applied);
  const own = ignores.flatMap((ignore) => aboutIgnore(ignore, used, expired(ignore), options));
  return [...judged, ...own.map(applied)];
}

function aboutIgnore(
  ignore: Ignore,
  used: ReadonlySet<Ignore>,
  isExpired: boolean,
  options: SuppressOptions,
): Finding[] {
  const say = (rule: RuleText, message: string, level = rule.level) =>
    finding(rule, ignore, message, level, options);
  if (ignore.rule === "") return say(SUPPRESSION_UNUSED, `${ignore.text} names no rule`, "warning");
  if (ignore.codes.size === 0) {
    return say(SUPPRESSION_UNUSED, `${ignore.text} names an ${unknownRule(ignore.rule)}`, "warning");
  }
  const found: Finding[] = [];
  if (isExpired) {
    found.push(...say(
      SUPPRESSION_EXPIRED,
      `${ignore.text} held until ${ignore.until}${ignore.reason === "" ? "" : ` (${ignore.reason})`}`,
    ));
  } else if (!used.has(ignore) && wasTried(ignore, options)) {
    found.push(...say(SUPPRESSION_UNUSED, `${ignore.text} suppresses nothing`));
  }
  // A flag is typed for one run; there is no place for a reason.
  if (ignore.reason === "" && ignore.by !== "flag") {
    found.push(...say(SUPPRESSION_WITHOUT_REASON, `${ignore.text} suppresses without a reason`));
  }
  return found;
}

/** Every rule it names that could speak here was judged, and there is one. */
function wasTried(ignore: Ignore, { candidates, judged }: SuppressOptions): boolean {
  const able = [...ignore.codes].filter((code) => candidates.has(code));
  return able.length > 0 && able.every((code) => judged.has(code));
}

function finding(
  rule: RuleText,
  ignore: Ignore,
  message: string,
  level: Level,
  { levels }: SuppressOptions,
): Finding[] {
  const set = levels?.get(rule.code);
  if (set === "off") return [];
  return [{
    code: rule.code,
    rule: rule.name,
    level: set ?? level,
    confidence: rule.confidence,
    object: ignore.object,
    message,
    why: rule.why,
    fix: { text: rule.fix },
    details: [],
    at: ignore.at,
    fingerprint: fingerprintOf(rule.code, ignore.object, ignore.text + ignore.rule, ignore.at?.file ?? ""),
    suppressed: null,
    baselined: false,
  }];
}

/** Applies suppressions to findings. */
interface Applying {
  /** The finding with `suppressed` set where a suppression covers it; the first one that does is named. */
  applied(finding: Finding): Finding;
  /** The suppressions that covered a finding so far. */
  used: ReadonlySet<Ignore>;
  expired(ignore: Ignore): boolean;
}

/** `now` in milliseconds since the epoch: what "expired" is measured against. */
export function applying(ignores: readonly Ignore[], now: number): Applying {
  const day = new Date(now).toISOString().slice(0, 10);
  const expired = (one: Ignore) => one.until !== null && one.until < day;
  const used = new Set<Ignore>();
  const byCode = new Map<string, Ignore[]>();
  for (const ignore of ignores) {
    if (expired(ignore)) continue;
    for (const code of ignore.codes) {
      const known = byCode.get(code);
      if (known === undefined) byCode.set(code, [ignore]);
      else known.push(ignore);
    }
  }
  return {
    used,
    expired,
    applied(finding) {
      const covering = (byCode.get(finding.code) ?? []).filter((ignore) => ignore.covers(finding));
      for (const ignore of covering) used.add(ignore);
      const [first] = covering;
      if (first === undefined) return finding;
      return {
        ...finding,
        suppressed: { by: first.by, reason: first.reason, until: first.until, at: first.at },
      };
    },
  };
}
