import { ruleNamed } from "./catalog.ts";
import type { At, Level, Scope } from "./rule.ts";

/** What configuration files decided about a verdict, apart from the findings that they suppress. */
export interface AppliedSettings {
  /** Checks that would have run, by code. */
  off: { code: string; rule: string; at: At }[];
  /** Checks at a level that is not their own, by code. */
  levels: { code: string; rule: string; level: Level; default: Level; at: At }[];
  replaced: ReplacedSetting[];
}

/** A value of the user's file that the project's file replaces by another. */
export interface ReplacedSetting {
  /** Such as "fail-on", "policies.must-encrypt" or "rules.SN0101". */
  setting: string;
  /** The value that holds. */
  by: At;
  /** The value that does not. */
  of: At;
}

/** What of the configuration concerns rules of these scopes and, unless undefined, codes. */
export function appliedSettings(
  { levels, places, replaced, codes }: {
    levels: ReadonlyMap<string, Level | "off">;
    places: ReadonlyMap<string, At>;
    replaced: readonly ReplacedSetting[];
    codes?: ReadonlySet<string> | undefined;
  },
  scopes: ReadonlySet<Scope>,
): AppliedSettings {
  const applied: AppliedSettings = { off: [], levels: [], replaced: [...replaced] };
  for (const [code, level] of [...levels].sort(([a], [b]) => a < b ? -1 : 1)) {
    const rule = ruleNamed(code);
    const at = places.get(code);
    if (rule === undefined || at === undefined || !(codes?.has(code) ?? true)) continue;
    if (!rule.scope.some((scope) => scopes.has(scope))) continue;
    if (level === "off") applied.off.push({ code, rule: rule.name, at });
    else if (level !== rule.level) {
      applied.levels.push({ code, rule: rule.name, level, default: rule.level, at });
    }
  }
  return applied;
}
