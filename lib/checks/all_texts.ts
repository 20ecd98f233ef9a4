import { ruleNamed } from "./catalog.ts";
import { OWN_RULES } from "./suppressions.ts";
import { RULES } from "./registry.ts";
import type { RuleText } from "./rule_text.ts";
import { PROBE_RULES } from "./data_plane/index.ts";

/** Every rule there is, the checks of probe and those about suppressions included, by code. */
export const CATALOG: readonly RuleText[] = [...RULES, ...PROBE_RULES, ...OWN_RULES];

const BY_CODE = new Map(CATALOG.map((rule) => [rule.code, rule]));

/** The texts of the rule of this code (in any letter case) or name. */
export function textsOf(word: string): RuleText | undefined {
  return BY_CODE.get(ruleNamed(word)?.code ?? "");
}
