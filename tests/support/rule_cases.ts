import type { RuleExample } from "../../lib/checks/rule.ts";

/** Further examples of one rule, besides those in its own file. */
export interface RuleCases {
  /** The rule must find something. */
  bad: readonly RuleExample[];
  /** The rule must find nothing. */
  good: readonly RuleExample[];
  /** Almost bad, but good. */
  near: readonly RuleExample[];
}
