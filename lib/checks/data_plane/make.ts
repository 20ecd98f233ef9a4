import type { Confidence, Level } from "../rule.ts";
import type { RuleText } from "../rule_text.ts";

/** What a check of `probe` is about; it is judged from what helpers find on the nodes, so it has no check of its own here. */
export interface ProbeRuleParts {
  code: string;
  name: string;
  level: Level;
  confidence?: Confidence;
  what: string;
  why: string;
  fix: string;
  reference: readonly string[];
  falsePositives?: string;
}

/** A check of `probe` as documentation. */
export function probeRule({ confidence = "high", ...parts }: ProbeRuleParts): RuleText {
  return { ...parts, confidence, since: "0.1.0", scope: ["nodes"], reads: [], bad: [], good: [] };
}
