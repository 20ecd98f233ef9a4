import type { Change } from "../swarm/change/model.ts";
import type { Swarm } from "../swarm/model.ts";
import type { Finding, Skip } from "./finding.ts";
import type { Ignore } from "./ignore.ts";
import { CHANGE_RULES } from "./change_rules.gen.ts";
import type { Level, Policy } from "./rule.ts";
import { labelIgnores } from "./inline_ignores.ts";
import { judge } from "./run.ts";
import { applying } from "./suppress.ts";
import { changeView, unchangedView } from "./change_view.ts";
import { NO_POLICY } from "./view.ts";

/** What the configuration and the command line say about checks. */
export interface ChangeSettings {
  policy: Policy;
  /** Levels by code, from the configuration. */
  levels: ReadonlyMap<string, Level | "off">;
  ignores: readonly Ignore[];
  /** Milliseconds since the epoch, for suppressions that expire. */
  now: number;
}

/** Nothing is configured. */
export const DEFAULT_SETTINGS: ChangeSettings = {
  policy: NO_POLICY,
  levels: new Map(),
  ignores: [],
  now: 0,
};

/** What is to be said about a change before anything is sent. */
export interface ChangeVerdict {
  /** Errors: the change is refused. */
  blockers: Finding[];
  /** Warnings and notes, worst first. */
  remarks: Finding[];
  suppressed: Finding[];
  skipped: Skip[];
}

const BLOCKS_UPDATES = new Set(
  CHANGE_RULES.filter(({ blocksUpdates }) => blocksUpdates).map(({ code }) => code),
);
const CONCERNS_USERS = new Set(
  CHANGE_RULES.filter(({ concernsUsers }) => concernsUsers).map(({ code }) => code),
);

/**
 * Judges the difference that a change makes: the checks of scope `change` see the swarm before and after it, and what they found before it
 * already is left to `audit`. What the engine would refuse stays an error, whatever the configuration says.
 */
export function judgeChange(before: Swarm, change: Change, settings: ChangeSettings): ChangeVerdict {
  const news = findNews(before, change, settings);
  return changeVerdict(news, { ignores: [...settings.ignores, ...news.ignores], now: settings.now });
}

/** What checks say about a change, before suppressions are applied. */
export interface News {
  findings: Finding[];
  skipped: Skip[];
  /** Suppressions that the objects themselves carry. */
  ignores: Ignore[];
}

/** What the checks of scope `change` find that they did not find before the change, or that concerns an update which it makes. */
export function findNews(
  before: Swarm,
  change: Change,
  settings: Pick<ChangeSettings, "policy" | "levels">,
): News {
  const view = changeView(before, change, settings.policy);
  const options = { levels: settings.levels, binding: true as const };
  const { findings, skipped } = judge(view, CHANGE_RULES, options);
  if (findings.length === 0) return { findings, skipped, ignores: [] };
  const old = unchangedView(view);
  const known = new Set(
    judge(old, suspects(findings), options).findings.map(({ fingerprint }) => fingerprint),
  );
  const isTold = ({ code, object: { id = "" } }: Finding) =>
    BLOCKS_UPDATES.has(code) && view.updated(id) || CONCERNS_USERS.has(code) && view.joined(id);
  return {
    findings: findings.filter((finding) => !known.has(finding.fingerprint) || isTold(finding)),
    skipped,
    // What is removed or replaced stands in the swarm before the change only.
    ignores: [...labelIgnores(view), ...labelIgnores(old)],
  };
}

/** What findings mean for a change, with suppressions applied; what the engine refuses is not suppressed. */
export function changeVerdict(
  { findings, skipped }: Pick<News, "findings" | "skipped">,
  { ignores, now }: Pick<ChangeSettings, "ignores" | "now">,
): ChangeVerdict {
  const { applied } = applying(ignores, now);
  const judged = findings.map(({ binding, ...one }) => binding === true ? one : applied(one));
  const shown = (level: Level) => judged.filter((one) => one.suppressed === null && one.level === level);
  return {
    blockers: shown("error"),
    remarks: [...shown("warning"), ...shown("info")],
    suppressed: judged.filter(({ suppressed }) => suppressed !== null),
    skipped,
  };
}

/** Checks that also judge swarms as they are, among those that found something. */
function suspects(findings: readonly Finding[]) {
  const codes = new Set(findings.map(({ code }) => code));
  return CHANGE_RULES.filter(({ code, scope }) => codes.has(code) && scope.includes("live"));
}
