import { compareNatural } from "../base/natural.ts";
import { listOf } from "../swarm/attached.ts";
import { indexOf } from "../swarm/index.ts";
import type { Network, Swarm, Task } from "../swarm/model.ts";
import { insideMtu } from "../swarm/mtu.ts";
import { isWanted, serves } from "../swarm/task_state.ts";
import { type Usage, usageOf } from "../swarm/usage.ts";
import { encryptionOf, isProtected, isUnallocated } from "./network_facts.ts";
import { taskName } from "../swarm/task_name.ts";
import { count } from "../base/listing.ts";
import { countEdges, type EdgeSummary } from "./edges.ts";
import { isJob } from "../swarm/service.ts";

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
    service.replicas !== 0 && !isJob(service) &&
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

/** A task that does not run for a reason that has to do with networks. */
interface StuckTask {
  task: string;
  state: string;
  cause: string;
}

/** A new task without a node after this many milliseconds waits for something. */
const STUCK_MS = 60_000;
/** Words of task errors that speak of networks (swarmkit, moby libnetwork and overlay driver). */
const NETWORK_WORDS =
  /network|subnet|vxlan|overlay|address|endpoint|sandbox|ipsec|encryption key|macvlan|ipvlan|host-mode port|port .* in use/i;
/** Errors whose words are an image's name or a program's output, whatever they say (moby daemon/images, swarmkit agent/exec). */
const OTHER_TROUBLE =
  /^(?:no such image|invalid image|task: non-zero exit|pull access denied)|manifest|overlay2/i;

/**
 * Tasks that wait, and places in which tasks fail again and again: there the managers have a next one on its way, so the
 * reason stands with one that has ended. One line a place, by name.
 */
function stuckTasks(swarm: Swarm): StuckTask[] {
  const now = Date.parse(swarm.taken);
  const waiting = swarm.tasks.flatMap((task) => {
    const cause = waitsFor(swarm, task, now);
    return cause === undefined ? [] : [{ task: taskName(swarm, task), state: task.state, cause }];
  });
  const failing = lastFailures(swarm).flatMap((task) => {
    const cause = failsFor(swarm, task);
    return cause === undefined ? [] : [{ task: taskName(swarm, task), state: task.state, cause }];
  });
  const known = new Set(waiting.map((one) => one.task));
  return [...waiting, ...failing.filter((one) => !known.has(one.task))]
    .sort((a, b) => compareNatural(a.task, b.task));
}

function waitsFor(swarm: Swarm, task: Task, now: number): string | undefined {
  if (task.service === "" || task.desired !== "running") return undefined;
  if (task.state === "pending") return isNetworkTrouble(task.error) ? task.error : undefined;
  if (task.state !== "new" || task.node !== "" || now - Date.parse(task.since) < STUCK_MS) return undefined;
  const networks = networksOf(swarm, task);
  const unallocated = networks.find(isUnallocated);
  if (unallocated !== undefined) return `network ${unallocated.name} was never allocated`;
  const full = networks.find((one) => usageOf(swarm, one)?.free === 0);
  return full === undefined
    ? "waits for an address or a VIP; the managers say no reason"
    : `network ${full.name} is full`;
}

/** Why a node refused a task, where it has to do with networks: what is known of them says more than the error. */
function failsFor(swarm: Swarm, task: Task): string | undefined {
  // Of an MTU option that is no number the error only says `failed to parse abc` (reproduced on 20.10.24).
  const networks = task.state === "rejected" ? networksOf(swarm, task) : [];
  for (const network of networks) {
    const why = network.driver === "overlay" ? insideMtu(network).why : null;
    if (why !== null) return `network ${network.name} has ${why}`;
  }
  return isNetworkTrouble(task.error) ? task.error : undefined;
}

function networksOf(swarm: Swarm, task: Task): Network[] {
  const service = indexOf(swarm).serviceById.get(task.service);
  return service === undefined
    ? []
    : listOf(service).flatMap((one) => indexOf(swarm).network(one.target) ?? []);
}

/**
 * The last failure of each place in which nothing runs: service and slot, or node of a global one. A place counts while a
 * next task is on its way there, or while its service has fewer places than it should: others were given up by scaling.
 */
function lastFailures(swarm: Swarm): Task[] {
  return swarm.services.flatMap((service) => {
    const places = Map.groupBy(
      indexOf(swarm).tasksOf(service.id),
      (task) => service.mode.startsWith("global") ? task.node : task.slot,
    );
    const all = [...places.values()];
    const alive = all.filter((tasks) => tasks.some(isWanted)).length;
    const lacking = alive < (service.replicas ?? 0);
    return all.filter((tasks) => !tasks.some(serves) && (lacking || tasks.some(isWanted)))
      .flatMap((tasks) => lastFailureOf(tasks) ?? []);
  });
}

/** How the last task that ended by itself ended, where that was no success. */
function lastFailureOf(tasks: readonly Task[]): Task | undefined {
  const ended = tasks.filter((task) => ["complete", "failed", "rejected"].includes(task.state));
  const last = ended.reduce<Task | undefined>(
    (latest, one) => latest && latest.since >= one.since ? latest : one,
    undefined,
  );
  return last?.state === "complete" ? undefined : last;
}

function isNetworkTrouble(error: string): boolean {
  return NETWORK_WORDS.test(error) && !OTHER_TROUBLE.test(error);
}
