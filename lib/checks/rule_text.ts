import type { Rule } from "./rule.ts";

/** A rule as documentation: everything but its check. */
export type RuleText = Omit<Rule, "check">;
