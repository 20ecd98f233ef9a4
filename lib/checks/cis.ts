import { CIS_WAIVERS, JUDGING_RULES } from "./catalog.ts";
import type { Finding, Skip } from "./finding.ts";
import { count, listed } from "../base/listing.ts";

/** How an item of the CIS Docker Benchmark came out. "unknown" is never to be read as "pass". */
export type CisResult = "pass" | "fail" | "unknown";

/** One item of section 7 (Docker Swarm configuration). */
export interface CisItem {
  /** Number in the benchmark, such as "7.3". */
  item: string;
  title: string;
  /** Codes of the rules that answer it; empty where none can. */
  rules: string[];
  result: CisResult;
  /** What was found, or why it cannot be told from here; one sentence. */
  note: string;
}

/** The benchmark's section 7 as answered by this run. */
export interface CisReport {
  /** Name and section of the benchmark. */
  benchmark: string;
  items: CisItem[];
}

/** The items in our own words, and why one cannot be told where no rule answers it. */
const ITEMS: readonly { item: string; title: string; unknown: string }[] = [
  { item: "7.1", title: "No more and no fewer managers than are needed", unknown: "" },
  {
    item: "7.2",
    title: "The swarm listens on chosen addresses only",
    unknown: "The Engine API does not tell which addresses port 2377 is bound to; look on each node: ss -ltn",
  },
  { item: "7.3", title: "Overlay networks are encrypted", unknown: "" },
  {
    item: "7.4",
    title: "Secrets are kept as docker secrets",
    unknown:
      "Whether a service's settings hold a secret is for people to judge; this tool reads networks only",
  },
  { item: "7.5", title: "Managers are locked at start (autolock)", unknown: "" },
  {
    item: "7.6",
    title: "The unlock key is changed from time to time",
    unknown: "The engine does not record when the key was changed: docker swarm unlock-key --rotate",
  },
  { item: "7.7", title: "Node certificates are renewed often enough", unknown: "" },
  {
    item: "7.8",
    title: "The swarm's CA is renewed from time to time",
    unknown:
      "How old is too old is yours to say: docker swarm ca shows the certificate, docker swarm ca --rotate renews it",
  },
  { item: "7.9", title: "Management and application traffic use different networks", unknown: "" },
];

/** The part of a report that answers section 7, from what the run found. */
export function cisReport(run: {
  findings: readonly Finding[];
  judged: readonly string[];
  skipped: readonly Skip[];
}): CisReport {
  const items = ITEMS.map(({ item, title, unknown }): CisItem => {
    const waivers = CIS_WAIVERS[item] ?? [];
    const rules = JUDGING_RULES.filter((rule) => rule.cis === item).map((rule) => rule.code);
    if (rules.length === 0) return { item, title, rules, result: "unknown", note: unknown };
    const found = run.findings.filter(({ code }) => rules.includes(code) || waivers.includes(code));
    if (found.length > 0) return { item, title, rules, result: "fail", note: foundNote(found, waivers) };
    const reasons = run.skipped.filter((skip) => rules.includes(skip.code)).map((skip) => skip.reason);
    if (reasons.length > 0) {
      return {
        item,
        title,
        rules,
        result: "unknown",
        note: `Not judged: ${[...new Set(reasons)].join("; ")}`,
      };
    }
    return [...rules, ...waivers].every((code) => run.judged.includes(code))
      ? { item, title, rules, result: "pass", note: "Nothing found" }
      : { item, title, rules, result: "unknown", note: "Its rules were left out of this run" };
  });
  return { benchmark: "CIS Docker Benchmark, section 7 (Docker Swarm configuration)", items };
}

/** A suppressed finding is an accepted risk, not a passed item. */
function foundNote(found: readonly Finding[], waivers: readonly string[]): string {
  const names = [...new Set(found.map(({ object }) => object.name))];
  const taken = found.filter(({ suppressed, code }) => suppressed !== null || waivers.includes(code)).length;
  const accepted = taken === 0 ? "" : `; ${taken === found.length ? "all" : taken} suppressed`;
  return `${count(found.length, "finding")}: ${listed(names, 3)}${accepted}`;
}
