import { count } from "../base/listing.ts";
import { compareNatural } from "../base/natural.ts";
import { indexOf } from "../swarm/index.ts";
import type { Network, Swarm } from "../swarm/model.ts";
import { type Usage, usageOf } from "../swarm/usage.ts";
import { countEdges, type EdgeSummary } from "./edges.ts";
import { encryptionOf, isProtected, isUnallocated } from "./network_facts.ts";
import { serves } from "../swarm/task_state.ts";
import { type StuckTask, stuckTasks } from "./stuck.ts";

/** A finding of the rules, as far as one line shows it. */
export interface StatusFinding {
  code: string;
  level: "error" | "warning" | "info";
  object: string;
  message: string;
}

/** The swarm's networks on one screen. */
export interface Status {
  taken: string;
  control: {
    managers: number;
    /** Managers that answer their peers. */
    reachable: number;
    /** Managers that must be reachable for anything to change. */
    quorum: number;
    leader: string;
    nodes: number;
    ready: number;
    /** Names of the nodes that are not ready. */
    away: string[];
    /** Names of the managers that do not answer their peers. */
    unreachable: string[];
  };
  data: {
    /** Application overlays (not ingress). */
    networks: number;
    encrypted: number;
    plain: string[];
    unallocated: string[];
    edges: EdgeSummary;
  };
  ingress: {
    present: boolean;
    encrypted: boolean;
    published: number;
    /** Services that publish a port through the mesh, should run and do not. */
    silent: string[];
  };
  /** Networks with few addresses left, fullest first. */
  full: { network: string; used: number; usable: number; free: number }[];
  /** Tasks that do not run for a reason that has to do with networks. */
  stuck: StuckTask[];
  findings: { errors: number; warnings: number; infos: number; worst: StatusFinding[] };
  verdict: { state: "broken" | "at risk" | "healthy"; text: string };
}

/** A network with less than this share of its addresses free is near its end. */
const LOW_SHARE = 0.1;
/** How many findings stand on the screen. */
const WORST = 5;
/** Computes the screen. `findings`: what counts of what the rules say of the same swarm. */
export function statusOf(swarm: Swarm, findings: readonly StatusFinding[]): Status {
  const parts = {
    taken: swarm.taken,
    control: controlOf(swarm),
    data: dataOf(swarm),
    ingress: ingressOf(swarm),
    full: fullOf(swarm),
    stuck: stuckTasks(swarm),
    findings: findingsOf(findings),
  };
  return { ...parts, verdict: verdictOf(parts) };
}

function controlOf(swarm: Swarm): Status["control"] {
  const managers = swarm.nodes.filter((node) => node.role === "manager");
  const away = swarm.nodes.filter((node) => node.state !== "ready").map((node) => node.hostname);
  return {
    managers: managers.length,
    reachable: managers.filter((node) => node.manager?.reachability === "reachable").length,
    quorum: Math.floor(managers.length / 2) + 1,
    leader: managers.find((node) => node.manager?.leader)?.hostname ?? "",
    nodes: swarm.nodes.length,
    ready: swarm.nodes.length - away.length,
    away: away.sort(compareNatural),
    unreachable: managers.filter((node) => node.manager?.reachability !== "reachable")
      .map((node) => node.hostname).sort(compareNatural),
  };
}

function dataOf(swarm: Swarm): Status["data"] {
  const overlays = swarm.networks.filter((one) =>
    one.scope === "swarm" && !one.ingress && (one.driver === "overlay" || isUnallocated(one))
  );
  const names = (networks: readonly Network[]) => networks.map((one) => one.name).sort(compareNatural);
  const encrypted = overlays.filter(isProtected);
  return {
    networks: overlays.length,
    encrypted: encrypted.length,
    plain: names(overlays.filter((one) => encryptionOf(one) === "off")),
    unallocated: names(overlays.filter(isUnallocated)),
    edges: countEdges(swarm),
  };
}

function ingressOf(swarm: Swarm): Status["ingress"] {
  const { ingress } = indexOf(swarm);
  const meshed = swarm.services.filter((service) =>
    service.ports.some((port) => port.mode === "ingress" && port.published !== 0)
  );
  // A service scaled to zero is meant to be silent, and a job is once it is done.
  const silent = meshed.filter((service) =>
    service.replicas !== 0 && !service.mode.endsWith("-job") &&
    !indexOf(swarm).tasksOf(service.id).some(serves)
  );
  return {
    present: ingress !== undefined,
    encrypted: ingress !== undefined && isProtected(ingress),
    published: meshed.reduce(
      (sum, service) => sum + service.ports.filter((port) => port.mode === "ingress").length,
      0,
    ),
    silent: silent.map((service) => service.name),
  };
}

function fullOf(swarm: Swarm): Status["full"] {
  return swarm.networks
    .map((network) => ({ network: network.name, usage: usageOf(swarm, network) }))
    .filter((one): one is { network: string; usage: Usage } => one.usage !== null)
    .filter(({ usage }) => usage.free < Math.max(1, usage.usable * LOW_SHARE))
    .map(({ network, usage: { used, usable, free } }) => ({ network, used, usable, free }))
    .sort((a, b) => a.free - b.free || compareNatural(a.network, b.network));
}

function findingsOf(findings: readonly StatusFinding[]): Status["findings"] {
  const count = (level: StatusFinding["level"]) =>
    findings.filter((finding) => finding.level === level).length;
  const rank = { error: 0, warning: 1, info: 2 };
  const worst = [...findings].sort((a, b) =>
    rank[a.level] - rank[b.level] ||
    (a.code < b.code ? -1 : a.code > b.code ? 1 : compareNatural(a.object, b.object))
  );
  return {
    errors: count("error"),
    warnings: count("warning"),
    infos: count("info"),
    worst: worst.filter((finding) => finding.level !== "info").slice(0, WORST),
  };
}

/**
 * What the rules find, as audit counts it, and the states that no rule covers: managers and nodes that do not answer, and tasks that a
 * node refused. Facts that a rule covers count as its findings only, so that status never says other than audit.
 */
function verdictOf({ control, stuck, findings }: Omit<Status, "verdict">): Status["verdict"] {
  // A task that stays in state new is a finding of SN0303.
  const refused = stuck.filter(({ state }) => state !== "new");
  const broken = [
    ...(control.reachable < control.quorum ? ["the managers have no quorum"] : []),
    ...(refused.length > 0 ? [`${count(refused.length, "task")} blocked by networking`] : []),
    ...(findings.errors > 0 ? [count(findings.errors, "error")] : []),
  ];
  const risks = [
    ...(control.away.length > 0 ? [`${count(control.away.length, "node")} not ready`] : []),
    ...(control.unreachable.length > 0
      ? [`${count(control.unreachable.length, "manager")} unreachable`]
      : []),
    ...(findings.warnings > 0 ? [count(findings.warnings, "warning")] : []),
  ];
  if (broken.length > 0) return { state: "broken", text: [...broken, ...risks].join(", ") };
  if (risks.length > 0) return { state: "at risk", text: risks.join(", ") };
  return { state: "healthy", text: "no errors, no warnings" };
}
