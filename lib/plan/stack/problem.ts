import { type Finding, fingerprintOf } from "../../checks/finding.ts";
import type { ObjectKind } from "../../checks/rule.ts";

/** Something about stack files and the swarm that the checks do not tell yet. */
export interface PlanProblem {
  level: "error" | "warning";
  /** A stable word. */
  id: string;
  /** The object it is about, such as "service web". */
  object: string;
  what: string;
  why: string;
  fix: string;
}

/** The problem as a finding, its word in the place of a code. */
export function findingOf({ level, id, object, what, why, fix }: PlanProblem): Finding {
  const at = object.indexOf(" ");
  const subject = { kind: object.slice(0, at) as ObjectKind, name: object.slice(at + 1) };
  return {
    code: id,
    rule: id,
    level,
    confidence: "high",
    object: subject,
    message: what,
    why,
    fix: { text: fix },
    details: [],
    at: null,
    fingerprint: fingerprintOf(id, subject, "", ""),
    suppressed: null,
    baselined: false,
  };
}
