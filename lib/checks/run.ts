import { compareFindings, type Finding, fingerprintOf, type Skip } from "./finding.ts";
import type { Level, Report, Rule, View } from "./rule.ts";

/** How rules are run. */
export interface RunOptions {
  /** Levels set by the configuration, by code; "off" leaves the rule out. */
  levels?: ReadonlyMap<string, Level | "off">;
  /** A change is judged: errors that the engine refuses keep their level, whatever is configured. */
  binding?: true;
}

/** What the rules found. */
export interface Judgement {
  /** In the order of `compareFindings`. */
  findings: Finding[];
  /** By code. */
  skipped: Skip[];
  /** Codes of the rules that were judged to the end, found something or not. */
  judged: string[];
}

/** Runs every rule whose scope fits the view. A rule that throws is a defect and is not caught here. */
export function judge(view: View, rules: readonly Rule[], options: RunOptions = {}): Judgement {
  const findings: Finding[] = [];
  const skipped: Skip[] = [];
  const judged: string[] = [];
  for (const rule of rules) {
    const set = options.levels?.get(rule.code);
    const binds = options.binding === true && rule.refusedByEngine === true;
    if (set === "off" && !binds || !rule.scope.includes(view.scope)) continue;
    const reasons: string[] = [];
    const missing = missingInput(rule, view);
    if (missing === undefined) {
      rule.check(
        view,
        (report) => {
          if (binds && isRefused(rule, report)) {
            findings.push({ ...complete(rule, report, view, undefined), binding: true });
          } else if (set !== "off") findings.push(complete(rule, report, view, set));
        },
        (why) => reasons.push(why),
      );
    } else {
      reasons.push(missing);
    }
    if (reasons.length === 0) judged.push(rule.code);
    for (const reason of new Set(reasons)) skipped.push({ code: rule.code, rule: rule.name, reason });
  }
  return { findings: findings.sort(compareFindings), skipped, judged };
}

function isRefused(rule: Rule, { level = rule.level, binding }: Report): boolean {
  return binding !== false && level === "error";
}

/** Why a rule's declared input is not there at all; undefined when it is. */
function missingInput(rule: Rule, view: View): string | undefined {
  if (rule.reads.includes("against") && view.scope === "stack" && view.against === undefined) {
    return "needs the swarm the file would be deployed on: add --against live or --against SNAPSHOT";
  }
  if (rule.reads.includes("gossip") && view.networks.every((network) => network.gossip === null)) {
    return "needs the gossip tables: add --deep, on a node that has tasks on the networks";
  }
  return undefined;
}

function complete(rule: Rule, report: Report, view: View, set: Level | undefined): Finding {
  const at = report.at ?? placeOf(report, view);
  return {
    code: rule.code,
    rule: rule.name,
    level: set ?? report.level ?? rule.level,
    confidence: rule.confidence,
    object: report.object,
    message: report.message,
    why: rule.why,
    fix: report.fix ?? { text: rule.fix },
    details: report.details ?? [],
    at: at ?? null,
    fingerprint: fingerprintOf(rule.code, report.object, report.part ?? "", at?.file ?? ""),
    suppressed: null,
    baselined: false,
  };
}

function placeOf(report: Report, view: View) {
  if (view.scope !== "stack") return undefined;
  const { kind, name } = report.object;
  const pool = kind === "network" ? view.networks : kind === "service" ? view.services : [];
  const object = pool.find((candidate) => candidate.name === name && view.judged(candidate));
  return object === undefined ? undefined : view.at(object);
}
