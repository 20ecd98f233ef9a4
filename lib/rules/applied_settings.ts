import { ruleNamed } from "./catalog.ts";
import type { At, Level, Scope } from "./rule.ts";

/** What configuration files decided about a verdict, apart from the findings that they suppress. */
export interface AppliedSettings {
  /** Checks that would have run, by code. */
  off: { code: string; rule: string; at: At }[];
  /** Checks at a level that is not their own, by code. */
  levels: { code: string; rule: string; level: Level; default: Level; at: At }[];
  policies: ReplacedPolicy[];
}

/** A list of the user's policies that the project's file replaces. */
export interface ReplacedPolicy {
  policy: string;
  /** The list that holds. */
  by: At;
  /** The list that does not. */
  of: At;
}

/** What of the configuration concerns rules of these scopes and, unless undefined, codes. */
export function appliedSettings(
  { levels, places, replaced, codes }: {
    levels: ReadonlyMap<string, Level | "off">;
    places: ReadonlyMap<string, At>;
    replaced: readonly ReplacedPolicy[];
    codes?: ReadonlySet<string> | undefined;
  },
  scopes: ReadonlySet<Scope>,
): AppliedSettings {
  const applied: AppliedSettings = { off: [], levels: [], policies: [...replaced] };
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
