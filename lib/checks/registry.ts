import { CHANGE_RULES } from "./change_rules.gen.ts";
import { LIVE_RULES } from "./live_rules.gen.ts";
import type { Rule } from "./rule.ts";
import { STACK_RULES } from "./stack_rules.gen.ts";

/** Every rule, by code. What judges takes the list of its scope instead: half as much is loaded. */
export const RULES: readonly Rule[] = [...new Set([...LIVE_RULES, ...STACK_RULES, ...CHANGE_RULES])]
  .sort((a, b) => (a.code < b.code ? -1 : 1));
