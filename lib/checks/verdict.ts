import type { Gap, Swarm } from "../swarm/model.ts";
import type { ComposeDifference } from "../stack/compose_differences.ts";
import type { AppliedSettings } from "./applied_settings.ts";
import type { CisReport } from "./cis.ts";
import { type Finding, reaches, type Skip } from "./finding.ts";
import type { Level } from "./rule.ts";
import { count, counts as countsOf, listed } from "../base/listing.ts";

/** Schema of the JSON report, by the command that made it. */
export const VERDICT_SCHEMA = {
  audit: "swarmnet/audit/1",
  lint: "swarmnet/lint/1",
  probe: "swarmnet/probe/1",
} as const;

/** What was judged. */
export type Subject = SwarmSubject | FilesSubject;

/** A swarm, live or from a snapshot. */
export interface SwarmSubject {
  kind: "swarm";
  /** "live", "demo", or the name of the snapshot file. */
  from: string;
  /** ID of the cluster. */
  cluster: string;
  /** Hostname of the manager that was asked. */
  node: string;
  /** Moment of collection, RFC 3339. */
  taken: string;
  networks: number;
  services: number;
  tasks: number;
  nodes: number;
}

/** Stack files: each entry of `stacks` was judged by itself, its files merged as deploy merges them. */
export interface FilesSubject {
  kind: "files";
  stacks: JudgedStack[];
  /** What the files were judged against: "live", "demo", a snapshot's name; null: nothing. */
  against: string | null;
}

/** A stack that lint judged. */
export interface JudgedStack {
  name: string;
  files: string[];
  networks: number;
  services: number;
  /** The networks its services would be on, sorted by name; missing where docker refuses the files. */
  plan?: PlannedNetwork[];
  /** What docker compose does otherwise; only where it was asked for. */
  compose?: ComposeDifference[];
}

/** A network as it would be after a deploy. */
export interface PlannedNetwork {
  name: string;
  /** "new": deploy creates it; "exists": it is in the swarm and stays as it is; "external": it must be there. */
  state: "new" | "exists" | "external";
  driver: string;
  /** null where nobody knows: an external network, without a swarm to look into. */
  encrypted: boolean | null;
  internal: boolean;
  attachable: boolean;
  /** Empty: the managers choose. */
  subnets: string[];
}

/** How many findings there are of each level. */
export type Counts = Record<Level, number>;

/**
 * The answer of `audit`, `lint` and `probe`, as every report format renders it. The lists are in the order of `compareFindings`
 * (worst last) and a finding stands in exactly one of `findings`, `hidden`, `suppressed` and `baselined`.
 */
export interface Verdict {
  schema: (typeof VERDICT_SCHEMA)[keyof typeof VERDICT_SCHEMA];
  /** Version of swarmnet. */
  version: string;
  subject: Subject;
  /** What is to be shown: at or above `show`, neither suppressed nor known from the baseline. */
  findings: Finding[];
  /** Below `show`, otherwise as `findings`. */
  hidden: Finding[];
  /** Somebody decided to live with these; `suppressed` says who and why. */
  suppressed: Finding[];
  /** Known from the baseline. */
  baselined: Finding[];
  /** Findings by level, the hidden ones included, suppressed and baselined ones not. */
  counts: Counts;
  /** Codes of the rules that were judged to the end, sorted. */
  judged: string[];
  /** Rules that could not be judged, sorted by code. */
  skipped: Skip[];
  /** What could not be seen from where the tool ran. */
  gaps: Gap[];
  /** The part of the CIS Docker Benchmark; null without `--profile cis`. */
  cis: CisReport | null;
  /** The baseline that was used; `gone` counts its entries that nothing was found for. */
  baseline: { file: string; gone: number } | null;
  /** What configuration files switched off or changed; what they suppressed stands in `suppressed`. */
  settings: AppliedSettings;
  thresholds: { show: Level; failOn: Level };
  /** One sentence without final stop, the last line of every report. */
  line: string;
  /** 3 when a finding of `findings` or `hidden` is at `failOn` or above; the same in every format. */
  exit: 0 | 3;
}

/** What a verdict is put together from. */
export interface VerdictParts {
  schema: Verdict["schema"];
  version: string;
  subject: Subject;
  /** Complete: with `suppressed` and `baselined` set, in order. */
  findings: readonly Finding[];
  judged: readonly string[];
  skipped: readonly Skip[];
  gaps: readonly Gap[];
  cis?: CisReport | null;
  baseline?: Verdict["baseline"];
  settings: AppliedSettings;
  thresholds: Verdict["thresholds"];
  /** Findings never change the exit code. */
  exitZero?: boolean;
}

/** Sorts the findings into their lists, counts them, and says how it ends. */
export function makeVerdict(parts: VerdictParts): Verdict {
  const { show, failOn } = parts.thresholds;
  const suppressed = parts.findings.filter((one) => one.suppressed !== null);
  const baselined = parts.findings.filter((one) => one.suppressed === null && one.baselined);
  const active = parts.findings.filter((one) => one.suppressed === null && !one.baselined);
  const counts: Counts = { error: 0, warning: 0, info: 0 };
  for (const { level } of active) counts[level]++;
  const fails = parts.exitZero !== true && active.some(({ level }) => reaches(level, failOn));
  const skipped = [...parts.skipped].sort((a, b) =>
    a.code === b.code ? (a.reason < b.reason ? -1 : 1) : a.code < b.code ? -1 : 1
  );
  return {
    schema: parts.schema,
    version: parts.version,
    subject: parts.subject,
    findings: active.filter(({ level }) => reaches(level, show)),
    hidden: active.filter(({ level }) => !reaches(level, show)),
    suppressed,
    baselined,
    counts,
    judged: [...parts.judged].sort(),
    skipped,
    gaps: [...parts.gaps],
    cis: parts.cis ?? null,
    baseline: parts.baseline ?? null,
    settings: parts.settings,
    thresholds: parts.thresholds,
    line: lineOf(counts, parts.subject, {
      suppressed: suppressed.length,
      baselined: baselined.length,
      skipped: new Set(skipped.map(({ code }) => code)).size,
    }),
    exit: fails ? 3 : 0,
  };
}

function lineOf(
  counts: Counts,
  subject: Subject,
  rest: { suppressed: number; baselined: number; skipped: number },
): string {
  const found = countsOf([[counts.error, "error"], [counts.warning, "warning"], [counts.info, "note"]]);
  const networks = sum(subject, "networks");
  const services = sum(subject, "services");
  const where = `${counted(networks, "network")} and ${counted(services, "service")}`;
  const more = [
    rest.suppressed > 0 ? `${rest.suppressed} suppressed` : "",
    rest.baselined > 0 ? `${rest.baselined} known from the baseline` : "",
    rest.skipped > 0 ? `${count(rest.skipped, "rule")} not judged` : "",
  ].filter((text) => text !== "");
  const head = found.length === 0 ? `Nothing found in ${where}` : `${listed(found)} in ${where}`;
  return [head, ...more].join("; ");
}

/** "no networks", "1 network". */
function counted(number: number, one: string): string {
  return number === 0 ? `no ${one}s` : count(number, one);
}

function sum(subject: Subject, key: "networks" | "services"): number {
  return subject.kind === "swarm" ? subject[key] : subject.stacks.reduce((all, one) => all + one[key], 0);
}

/** A swarm as what was judged; `from`: "live", "demo", or the name of the snapshot file. */
export function swarmSubject(swarm: Swarm, from: string): SwarmSubject {
  return {
    kind: "swarm",
    from: from === "-" ? "standard input" : from,
    cluster: swarm.cluster.id,
    node: swarm.source.name,
    taken: swarm.taken,
    networks: swarm.networks.filter((network) => network.scope === "swarm").length,
    services: swarm.services.length,
    tasks: swarm.tasks.length,
    nodes: swarm.nodes.length,
  };
}
