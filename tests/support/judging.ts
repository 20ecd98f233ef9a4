import { conclude, type Judging } from "../../lib/checks/conclude.ts";
import { RULES } from "../../lib/checks/registry.ts";
import type { RuleExample } from "../../lib/checks/rule.ts";
import type { Verdict } from "../../lib/checks/verdict.ts";
import { viewOf } from "./judge_example.ts";

/** The day on which tests judge. */
const TODAY = Date.parse("2026-11-22T12:00:00Z");

/** All rules, nothing configured. */
export const JUDGING: Judging = {
  levels: new Map(),
  places: new Map(),
  replaced: [],
  ignores: [],
  baseline: null,
  profile: null,
  thresholds: { show: "info", failOn: "error" },
  exitZero: false,
  now: TODAY,
};

/** The verdict on examples, by the rules of these codes (all of them without any). */
export function verdictOn(
  examples: RuleExample | readonly RuleExample[],
  judging: Partial<Judging> & { only?: readonly string[] } = {},
): Verdict {
  const { only, ...rest } = judging;
  const views = [examples].flat().map((example) => viewOf(example));
  return conclude(views, RULES, {
    ...JUDGING,
    ...rest,
    ...(only === undefined ? {} : { codes: new Set(only) }),
  }, {
    schema: "swarmnet/audit/1",
    version: "1.2.3",
    subject: {
      kind: "swarm",
      from: "demo",
      cluster: "c",
      node: "m1",
      taken: "2026-06-01T12:00:00Z",
      networks: 2,
      services: 1,
      tasks: 1,
      nodes: 3,
    },
    gaps: [],
  });
}
