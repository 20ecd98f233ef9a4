import { compareNatural } from "../base/natural.ts";
import { indexOf } from "../swarm/index.ts";
import type { Network, Swarm, Task } from "../swarm/model.ts";
import { type Usage, usageOf } from "../swarm/usage.ts";
import { edgesOf, type EdgeSummary, summaryOf } from "./edges.ts";
import { encryptionOf, isUnallocated } from "./network_facts.ts";
import { taskName } from "./task_name.ts";

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
    /** Services that publish a port through the mesh and run no task. */
    silent: string[];
  };
  /** Networks with few addresses left, fullest first. */
  full: { network: string; used: number; usable: number; free: number }[];
  /** Tasks that do not run for a reason that has to do with networks. */
  stuck: { task: string; state: string; cause: string }[];
  findings: { errors: number; warnings: number; infos: number; worst: StatusFinding[] };
  verdict: { state: "broken" | "at risk" | "healthy"; text: string };
}

/** A network with less than this share of its addresses free is near its end. */
const LOW_SHARE = 0.1;
/** How many findings stand on the screen. */
const WORST = 5;
/** A new task without a node after this many milliseconds waits for something. */
const STUCK_MS = 60_000;
/** Words of task errors that speak of networks (swarmkit, moby libnetwork and overlay driver). */
const NETWORK_WORDS =
  /network|subnet|vxlan|overlay|address|endpoint|sandbox|ipsec|encryption key|host-mode port|port .* in use/i;

/** Computes the screen. `findings`: what the rules say of the same swarm. */
export function statusOf(swarm: Swarm, findings: readonly StatusFinding[]): Status {
  const parts = {
    taken: swarm.taken,
    control: controlOf(swarm),
    data: dataOf(swarm),
    ingress: ingressOf(swarm),
    full: fullOf(swarm),
    stuck: stuckOf(swarm),
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
  };
}

function dataOf(swarm: Swarm): Status["data"] {
  const overlays = swarm.networks.filter((one) => one.scope === "swarm" && !one.ingress && !one.configOnly);
  const names = (networks: readonly Network[]) => networks.map((one) => one.name).sort(compareNatural);
  const encrypted = overlays.filter((one) => ["on", "by-key"].includes(encryptionOf(one)));
  return {
    networks: overlays.length,
    encrypted: encrypted.length,
    plain: names(overlays.filter((one) => encryptionOf(one) === "off")),
    unallocated: names(overlays.filter(isUnallocated)),
    edges: summaryOf(edgesOf(swarm)),
  };
}

function ingressOf(swarm: Swarm): Status["ingress"] {
  const { ingress } = indexOf(swarm);
  const meshed = swarm.services.filter((service) =>
    service.ports.some((port) => port.mode === "ingress" && port.published !== 0)
  );
  const silent = meshed.filter((service) =>
    !indexOf(swarm).tasksOf(service.id).some((task) => task.state === "running")
  );
  return {
    present: ingress !== undefined,
    encrypted: ingress !== undefined && encryptionOf(ingress) !== "off",
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

function stuckOf(swarm: Swarm): Status["stuck"] {
  const now = Date.parse(swarm.taken);
  return swarm.tasks.flatMap((task) => {
    const cause = causeOf(swarm, task, now);
    return cause === undefined ? [] : [{ task: taskName(swarm, task), state: task.state, cause }];
  }).sort((a, b) => compareNatural(a.task, b.task));
}

function causeOf(swarm: Swarm, task: Task, now: number): string | undefined {
  if (task.service === "" || task.desired !== "running") return undefined;
  if (task.state === "new" && task.node === "" && now - Date.parse(task.since) >= STUCK_MS) {
    const service = indexOf(swarm).serviceById.get(task.service);
    const networks = (service?.networks ?? []).map((one) => indexOf(swarm).network(one.target)).filter((
      one,
    ) => one !== undefined);
    const unallocated = networks.find(isUnallocated);
    if (unallocated !== undefined) return `network ${unallocated.name} was never allocated`;
    const full = networks.find((one) => usageOf(swarm, one)?.free === 0);
    return full === undefined
      ? "waits for an address or a VIP; the managers say no reason"
      : `network ${full.name} is full`;
  }
  const failed = ["failed", "rejected"].includes(task.state) ||
    (task.state === "pending" && task.error !== "");
  return failed && NETWORK_WORDS.test(task.error) ? task.error : undefined;
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

function verdictOf(parts: Omit<Status, "verdict">): Status["verdict"] {
  const { control, data, ingress, full, stuck, findings } = parts;
  const broken = [
    ...(control.reachable < control.quorum ? ["the managers have no quorum"] : []),
    ...(data.unallocated.length > 0 ? [`${plural(data.unallocated.length, "network")} never allocated`] : []),
    ...(stuck.length > 0 ? [`${plural(stuck.length, "task")} held up by networks`] : []),
    ...(full.some((one) => one.free === 0) ? ["a network is full"] : []),
    ...(ingress.silent.length > 0
      ? [`${plural(ingress.silent.length, "published service")} without a task`]
      : []),
    ...(findings.errors > 0 ? [plural(findings.errors, "error")] : []),
  ];
  const risks = [
    ...(control.away.length > 0 ? [`${plural(control.away.length, "node")} not ready`] : []),
    ...(data.edges.clear > 0
      ? [`${plural(data.edges.clear, "pair")} of services in clear between nodes`]
      : []),
    ...(full.length > 0 ? [`${plural(full.length, "network")} nearly full`] : []),
    ...(findings.warnings > 0 ? [plural(findings.warnings, "warning")] : []),
  ];
  if (broken.length > 0) return { state: "broken", text: [...broken, ...risks].join(", ") };
  if (risks.length > 0) return { state: "at risk", text: risks.join(", ") };
  return { state: "healthy", text: "nothing to say against it from here" };
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
