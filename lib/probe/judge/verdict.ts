import { count, counts as countsOf } from "../../base/listing.ts";
import { textsOf } from "../../checks/all_texts.ts";
import { appliedSettings } from "../../checks/applied_settings.ts";
import type { Judging } from "../../checks/conclude.ts";
import { compareFindings, type Finding, fingerprintOf, type Skip } from "../../checks/finding.ts";
import type { Level } from "../../checks/rule.ts";
import type { RuleText } from "../../checks/rule_text.ts";
import { PROBE_RULES } from "../../checks/data_plane/index.ts";
import { suppress } from "../../checks/suppress.ts";
import { makeVerdict, type SwarmSubject, type Verdict, VERDICT_SCHEMA } from "../../checks/verdict.ts";
import type { ProbeResult } from "./probe.ts";
import type { Check, Target, WireResult } from "./model.ts";

/** What decides how the report turns out besides what was found. */
export type ProbeJudging = Pick<
  Judging,
  "levels" | "places" | "ignores" | "thresholds" | "exitZero" | "now"
>;

const CLEAR = "SN0829";
const UNPROVEN = "It is not proven that the network is encrypted on the wire";
const UNPROVEN_FIX = "Clear what kept it from being proven, which is named with each place, and probe again";

/** The verdict of a probe, in the shape that every report format takes. */
export function probeVerdict(
  result: ProbeResult,
  targets: readonly Target[],
  judging: ProbeJudging,
  heading: { version: string; subject: SwarmSubject },
): Verdict {
  const on = (code: string) => judging.levels.get(code) !== "off";
  const checks = result.checks.filter(({ code }) => on(code));
  const found = [...failures(checks, judging), ...unproven(checks, targets, judging)];
  const judged = new Set(
    checks.filter(({ state }) => state === "ok" || state === "failed").map(({ code }) => code),
  );
  const findings = suppress(found, judging.ignores, {
    now: judging.now,
    candidates: new Set(PROBE_RULES.map(({ code }) => code)),
    judged,
    levels: judging.levels,
  });
  const verdict = makeVerdict({
    schema: VERDICT_SCHEMA.probe,
    ...heading,
    findings: findings.sort(compareFindings),
    judged: [...judged],
    skipped: skips(checks),
    gaps: [],
    settings: appliedSettings({ ...judging, replaced: [] }, new Set(["nodes"])),
    thresholds: judging.thresholds,
    exitZero: judging.exitZero,
  });
  return { ...verdict, line: `${wireLine(result.wire)}; ${foundLine(verdict)}` };
}

/** One finding for each check and object; the ways between nodes that it is about are its details. */
function failures(checks: readonly Check[], judging: ProbeJudging): Finding[] {
  const groups = new Map<string, Check[]>();
  for (const check of checks) {
    if (check.state !== "failed") continue;
    const key = JSON.stringify([check.code, check.network, check.network === null ? check.node : ""]);
    groups.set(key, [...groups.get(key) ?? [], check]);
  }
  return [...groups.values()].map((group) => findingOf(group, judging));
}

/** An encrypted network that was not proven encrypted must not pass for one that was. */
function unproven(checks: readonly Check[], targets: readonly Target[], judging: ProbeJudging): Finding[] {
  return targets.filter(({ encrypted }) => encrypted).flatMap((target) => {
    const open = checks.filter(({ code, state, network }) =>
      code === CLEAR && state === "unknown" && network === target.network.name
    );
    return open.length === 0 ? [] : [findingOf(open, judging, target.named ? "error" : "warning")];
  });
}

function findingOf(group: readonly Check[], judging: ProbeJudging, level?: Level): Finding {
  const [first] = group as [Check];
  const rule = textsOf(first.code)!;
  const set = judging.levels.get(first.code);
  const object = first.network === null
    ? { kind: "node" as const, name: first.node }
    : { kind: "network" as const, name: first.network };
  const one = group.length === 1;
  return {
    code: rule.code,
    rule: rule.name,
    level: set !== undefined && set !== "off" ? set : level ?? rule.level,
    confidence: rule.confidence,
    object,
    message: one
      ? withPlace(first)
      : `${level === undefined ? rule.what : UNPROVEN} (${group.length} places)`,
    why: rule.why,
    fix: { text: level === undefined ? rule.fix : UNPROVEN_FIX },
    details: one
      ? []
      : group.slice(0, 20).map(withPlace).concat(group.length > 20 ? [`and ${group.length - 20} more`] : []),
    at: null,
    fingerprint: fingerprintOf(rule.code, object, level === undefined ? "" : "unproven", ""),
    suppressed: null,
    baselined: false,
  };
}

/** "node1 to node2: what was seen". */
function withPlace({ node, peer, evidence }: Pick<Check, "node" | "peer" | "evidence">): string {
  const place = peer === null ? node : `${node} to ${peer}`;
  return place === "" ? evidence : `${place}: ${evidence}`;
}

/** What was not judged, each reason once with the places it holds for. */
function skips(checks: readonly Check[]): Skip[] {
  const reasons = new Map<string, { rule: RuleText; evidence: string; places: Set<string> }>();
  for (const { code, state, evidence, node, peer, network } of checks) {
    if (state !== "skipped" && state !== "unknown") continue;
    const key = `${code} ${evidence}`;
    const entry = reasons.get(key) ?? { rule: textsOf(code)!, evidence, places: new Set() };
    const way = peer === null ? node : `${node} to ${peer}`;
    entry.places.add([network ?? "", way].filter((part) => part !== "").join(" on "));
    reasons.set(key, entry);
  }
  return [...reasons.values()].map(({ rule, evidence, places }) => {
    const named = [...places].filter((place) => place !== "");
    const where = named.length === 0
      ? ""
      : ` (${named.slice(0, 3).join(", ")}${named.length > 3 ? `, ${named.length - 3} more` : ""})`;
    return { code: rule.code, rule: rule.name, reason: `${evidence}${where}` };
  });
}

/** What can be said of the networks: a network counts by its worst way. */
function wireLine(wire: readonly WireResult[]): string {
  const networks = new Map<string, WireResult[]>();
  for (const one of wire) networks.set(one.network, [...networks.get(one.network) ?? [], one]);
  const counts = { encrypted: 0, bare: 0, clear: 0, open: 0 };
  for (const ways of networks.values()) {
    if (ways.some((way) => way.wanted === "encrypted" && way.seen === "clear")) counts.bare++;
    else if (ways.some((way) => way.seen === "not-proven")) counts.open++;
    else if (ways.every((way) => way.seen === "encrypted")) counts.encrypted++;
    else counts.clear++;
  }
  const words = [
    [counts.bare, "in clear although it should be encrypted"],
    [counts.encrypted, "proven encrypted on the wire"],
    [counts.clear, "in clear as its options say"],
    [counts.open, "not proven"],
  ] as const;
  const said = words.filter(([count]) => count > 0).map(([count, text]) => `${count} ${text}`);
  return said.length === 0
    ? "No network has traffic between nodes to look at"
    : `${count(networks.size, "network")}: ${said.join(", ")}`;
}

function foundLine({ counts, skipped }: Verdict): string {
  const found = countsOf([[counts.error, "error"], [counts.warning, "warning"], [counts.info, "note"]]);
  const open = new Set(skipped.map(({ code }) => code)).size;
  const rest = open === 0 ? "" : `; ${count(open, "check")} not judged everywhere`;
  return `${found.length === 0 ? "nothing wrong was found" : found.join(", ")}${rest}`;
}
