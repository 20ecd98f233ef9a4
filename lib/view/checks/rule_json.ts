import { familyOf, tagsOf } from "../../checks/catalog.ts";
import type { RuleText } from "../../checks/rule_text.ts";
import { jsonReport } from "../common/json_report.ts";

/** Identifies the shape of `explain --format json`. */
const RULE_SCHEMA = "swarmnet/rule/1";

/** A rule as one JSON document: everything but the check. */
export function ruleJson(rule: RuleText): string {
  const { code, name, level, confidence, since, scope, reads, what, why, fix, reference, bad, good } = rule;
  return jsonReport({
    schema: RULE_SCHEMA,
    code,
    name,
    family: familyOf(code),
    level,
    confidence,
    since,
    scope,
    reads,
    tags: tagsOf(rule),
    what,
    why,
    fix,
    falsePositives: rule.falsePositives ?? null,
    cis: rule.cis ?? null,
    reference,
    bad,
    good,
  });
}
