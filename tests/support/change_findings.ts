import { type ChangeSettings, judgeChange } from "../../lib/checks/judge_change.ts";
import { NO_POLICY } from "../../lib/checks/view.ts";
import type { Change } from "../../lib/swarm/change/model.ts";
import type { Swarm } from "../../lib/swarm/model.ts";

/** No configuration. */
export const CHANGE_SETTINGS: ChangeSettings = {
  policy: NO_POLICY,
  levels: new Map(),
  ignores: [],
  now: Date.parse("2026-06-01T12:00:00Z"),
};

/** What is said of a change, the errors first: "error SN0319 web". */
export function changeFindingsOf(
  swarm: Swarm,
  change: Change,
  settings: Partial<ChangeSettings> = {},
): string[] {
  const { blockers, remarks } = judgeChange(swarm, change, { ...CHANGE_SETTINGS, ...settings });
  return [...blockers, ...remarks].map(({ level, code, object }) => `${level} ${code} ${object.name}`);
}
