import type { Rule } from "./rule.ts";

/** A rule as documentation: everything but its check. */
export type RuleText = Omit<Rule, "check">;

/** What a rule is found by. */
export type KnownRule = Pick<Rule, "code" | "name" | "level" | "scope" | "reads" | "cis">;
