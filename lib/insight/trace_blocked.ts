import { shellLine } from "../base/shell.ts";
import { listOf } from "../swarm/attached.ts";
import { indexOf } from "../swarm/index.ts";
import { isEncrypted, type Network, type Service, type Swarm } from "../swarm/model.ts";
import { networksInNameOrder } from "../swarm/name_order.ts";
import { isPredefined } from "../swarm/names.ts";
import { isUnallocated } from "./network_facts.ts";
import { nodeName } from "../swarm/task_name.ts";
import type { NameAnswer, Verdict } from "./trace_model.ts";
import { addressIn, hasVip, runningTasks, vipIn } from "./trace_parts.ts";
import type { Question } from "./trace_names.ts";

/** Addresses that one line names. */
const MOST_ADDRESSES = 3;

/**
 * Why a request does not even set out, or undefined. `used`: the answer to the name, on `network`, the first that knows it.
 */
export function blockedBefore(
  swarm: Swarm,
  question: Question,
  used: NameAnswer | undefined,
  network: Network | undefined,
): Verdict | undefined {
  return onNodesNetwork(swarm, question) ?? withoutNetwork(swarm, question) ??
    misnamed(swarm, question, used) ?? withoutTask(swarm, question, network!);
}

function no(because: string, ...next: string[]): Verdict {
  return { state: "not-reachable", because, next };
}

function predefinedOf(swarm: Swarm, service: Service): string | undefined {
  const names = listOf(service).map((one) => indexOf(swarm).network(one.target)?.name ?? one.target);
  return names.find((name) => isPredefined({ name }));
}

/** Services on the nodes' own host or bridge: neither names nor VIPs, and no overlay beside it. */
function onNodesNetwork(swarm: Swarm, { from, to }: Question): Verdict | undefined {
  const theirs = predefinedOf(swarm, to);
  if (theirs !== undefined) {
    const tasks = theirs === "host" ? runningTasks(swarm, to) : [];
    const nodes = [...new Set(tasks.map((task) => indexOf(swarm).nodeById.get(task.node)?.addr ?? ""))]
      .filter((address) => address !== "").slice(0, MOST_ADDRESSES);
    return no(
      `${to.name} is on the network ${theirs} of its nodes, where it has no name and no VIP`,
      nodes.length > 0
        ? `Ask for it at its nodes' own addresses: ${nodes.join(", ")}`
        : `Put it on a network of the swarm, or publish a port of it`,
    );
  }
  const own = predefinedOf(swarm, from);
  if (own === undefined) return undefined;
  return no(
    `${from.name} is on the network ${own} of its nodes, where names of services are not known and no overlay is reached`,
    `Publish a port of ${to.name} and ask a node for it`,
  );
}

function sharedNetworks(swarm: Swarm, from: Service, to: Service): Network[] {
  const theirs = new Set(networksInNameOrder(swarm, to).map((network) => network.id));
  return networksInNameOrder(swarm, from).filter((network) => theirs.has(network.id));
}

function withoutNetwork(swarm: Swarm, { from, to }: Question): Verdict | undefined {
  const shared = sharedNetworks(swarm, from, to);
  if (shared.length === 0) {
    return no(`${from.name} and ${to.name} share no network`, ...waysToJoin(swarm, from, to));
  }
  if (!shared.every(isUnallocated)) return undefined;
  return no(
    `network ${shared[0]!.name} was never allocated: it has no driver and no subnet`,
    `See why: ${shellLine(["docker", "swarmnet", "inspect", shared[0]!.name])}`,
  );
}

/** The name leads nowhere, or to somebody else. */
function misnamed(
  swarm: Swarm,
  { from, to, asked }: Question,
  used: NameAnswer | undefined,
): Verdict | undefined {
  if (used === undefined) {
    return no(
      `no network of ${from.name} knows the name ${asked.name}; ${to.name} has it elsewhere`,
      `Ask for ${to.name}, the name of the service`,
    );
  }
  if (used.services.includes(to.name)) return undefined;
  const shared = sharedNetworks(swarm, from, to);
  return no(
    `${
      used.services.join(", ")
    } on ${used.network} answers to the name ${asked.name}, and is asked first: requests for ${to.name} end there`,
    `Ask for ${asked.name}.${shared.find((one) => !isUnallocated(one))!.name}, or rename the alias`,
  );
}

function withoutTask(swarm: Swarm, question: Question, network: Network): Verdict | undefined {
  const { from, to, asked, node } = question;
  const sources = runningTasks(swarm, from);
  if (sources.length === 0) return no(`no task of ${from.name} is running`, whyNone(from));
  if (node !== undefined && !sources.some((task) => task.node === node)) {
    return no(
      `no task of ${from.name} runs on ${nodeName(swarm, node)}`,
      "Leave --node out, or name a node where one runs",
    );
  }
  const targets = runningTasks(swarm, to);
  if (targets.length === 0) return no(`no task of ${to.name} is running`, whyNone(to));
  if (network.driver !== "overlay") return undefined;
  if (targets.every((task) => addressIn(task, network) === "")) {
    return no(`no running task of ${to.name} has an address in ${network.name}`, whyNone(to));
  }
  if (hasVip(to) && !asked.direct && vipIn(to, network) === "") {
    return no(
      `${to.name} has no VIP in ${network.name}`,
      `Ask for it again: ${shellLine(["docker", "service", "update", "--force", to.name])}`,
    );
  }
  return undefined;
}

/** What to do about a service without a task. */
export function whyNone({ name, replicas, mode }: Service): string {
  return replicas === 0 && mode === "replicated"
    ? `It is scaled to zero: ${shellLine(["docker", "service", "scale", `${name}=1`])}`
    : `See why: ${shellLine(["docker", "service", "ps", "--no-trunc", name])}`;
}

/** Networks that one side is on and the other could join, encrypted ones first. */
function waysToJoin(swarm: Swarm, from: Service, to: Service): string[] {
  const candidates = [
    ...networksInNameOrder(swarm, to).map((network) => ({ network, joins: from })),
    ...networksInNameOrder(swarm, from).map((network) => ({ network, joins: to })),
  ].filter(({ network }) => !isUnallocated(network));
  const attach = (...words: string[]) => shellLine(["docker", "swarmnet", "attach", ...words]);
  if (candidates.length === 0) {
    return [
      `Make a network for both: docker swarmnet create --encrypted NAME`,
      `Then: ${attach(from.name, to.name, "NAME")}`,
    ];
  }
  candidates.sort((a, b) => Number(!isEncrypted(a.network)) - Number(!isEncrypted(b.network)));
  const { network, joins } = candidates[0]!;
  return [`Network ${network.name} would join them: ${attach(joins.name, network.name)}`];
}
