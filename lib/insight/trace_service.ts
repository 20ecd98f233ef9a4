import { shellLine } from "../base/shell.ts";
import { isEncrypted, type Network, type Service, type Swarm, type Task } from "../swarm/model.ts";
import { networksInNameOrder } from "../swarm/name_order.ts";
import { nodeName } from "../swarm/task_name.ts";
import { blockedBefore } from "./trace_blocked.ts";
import type { Hop, NameAnswer, Trace, Verdict } from "./trace_model.ts";
import { answersTo, type Question } from "./trace_names.ts";
import {
  addressIn,
  backendsOf,
  hasVip,
  losesSome,
  overlayHop,
  overlayUnknown,
  runningTasks,
  vipIn,
} from "./trace_parts.ts";

/** The way of a request from the tasks of one service to another service, by a name. */
export function traceService(swarm: Swarm, question: Question): Trace {
  const { from, to, asked, node } = question;
  const names = answersTo(swarm, from, asked);
  const used = names.find((answer) => answer.used);
  const network = networksInNameOrder(swarm, from).find((one) => one.name === used?.network);
  const base = { from: from.name, to: to.name, kind: "service" as const, names };
  const blocked = blockedBefore(swarm, question, used, network);
  if (blocked !== undefined) {
    return { ...base, entry: "", hops: [], backends: [], verdict: blocked, unknown: [] };
  }
  const sources = runningTasks(swarm, from).filter((task) => node === undefined || task.node === node);
  const entry = nodeName(swarm, sources[0]!.node);
  if (network!.driver !== "overlay") return { ...base, entry, ...beside(network!) };
  const targets = runningTasks(swarm, to).filter((task) => addressIn(task, network!) !== "");
  const entries = [...new Set(sources.map((task) => task.node))];
  const backends = backendsOf(swarm, network!, targets, entries);
  const way = { question, network: network!, source: sources[0]! };
  return {
    ...base,
    entry,
    hops: hopsOf(swarm, { ...way, target: exampleTarget(sources[0]!, targets) }),
    backends,
    verdict: verdictOf(
      { network: network!, backends, used: used!, to },
      losesSome(swarm, network!, targets, entries),
    ),
    unknown: overlayUnknown(swarm, network!, entries, targets),
  };
}

/** A task on another node shows more of the way than one beside the source. */
export function exampleTarget(source: { node: string }, targets: readonly Task[]): Task {
  return targets.find((task) => task.node !== source.node) ?? targets[0]!;
}

/** A network past swarm's own (macvlan, ipvlan): each node gives its tasks addresses by itself and tells nobody. */
function beside({ name, driver }: Network): Pick<Trace, "hops" | "backends" | "verdict" | "unknown"> {
  return {
    hops: [],
    backends: [],
    verdict: {
      state: "reachable-in-clear",
      because:
        `over ${name} (${driver}), the nodes' own network: swarm gives no addresses there and encrypts nothing`,
      next: [],
    },
    unknown: [
      "which addresses the tasks have: each node gives them out by itself",
      "whether the nodes' network carries packets from one task to the other",
      "whether anything listens on the port inside the task",
    ],
  };
}

/**
 * Driver option of a network whose load balancers keep the source address (moby libnetwork/service_linux.go); without it they put
 * their own in its place, so that the task that answers sees the load balancer of the asker's node (seen on 28.5.2).
 */
const DIRECT_RETURN = "dsr";

function hopsOf(
  swarm: Swarm,
  way: { question: Question; network: Network; source: Task; target: Task },
): Hop[] {
  const { question: { to, asked }, network, source, target } = way;
  const at = nodeName(swarm, source.node);
  const own = addressIn(source, network);
  const balanced = hasVip(to) && !asked.direct;
  const masked = balanced && !Object.hasOwn(network.options, DIRECT_RETURN);
  const vip = vipIn(to, network);
  const local = { protection: "same-node" as const, network: network.name, vni: null, mtu: null };
  const hops: Hop[] = [{
    ...local,
    at,
    what:
      `The task asks the resolver at 127.0.0.11 for ${asked.name}; ${network.name} is the first of its networks that knows it`,
    from: own,
    to: balanced ? vip : addressIn(target, network),
    why: "the resolver is inside the task's own network namespace",
  }];
  if (balanced) {
    hops.push({
      ...local,
      at,
      what: `IPVS in the network's load balancer on this node picks a task, round robin, and ${
        masked
          ? "replaces the asking task's address by its own"
          : `keeps the asking task's address (option ${DIRECT_RETURN})`
      }`,
      from: vip,
      to: addressIn(target, network),
      why: "the load balancer is on the node of the asking task",
    });
  }
  hops.push(overlayHop(swarm, network, {
    at,
    to: nodeName(swarm, target.node),
    from: masked ? `the load balancer of ${network.name}` : own,
    address: addressIn(target, network),
    fromNode: source.node,
    toNode: target.node,
  }));
  return hops;
}

/** Behind a verdict where some of the ways are dropped and others are not. */
export const SOME_LOST = "; what goes between Windows and Linux nodes is dropped";

function verdictOf(
  way: { network: Network; backends: Trace["backends"]; used: NameAnswer; to: Service },
  someLost: boolean,
): Verdict {
  const { network, backends, used, to } = way;
  const others = used.services.filter((name) => name !== to.name);
  const beside = others.length === 0
    ? ""
    : `; ${others.join(", ")} answers to the same name there, so some requests end elsewhere`;
  const seen = new Set(backends.map((backend) => backend.protection));
  if (seen.size === 1 && seen.has("dropped")) {
    return {
      state: "not-reachable",
      because:
        `network ${network.name} is encrypted, which Windows nodes do not do: between Windows and Linux nodes all is dropped`,
      next: ["Keep both on nodes of one kind, or take a network without encryption"],
    };
  }
  const rest = `${someLost ? SOME_LOST : ""}${beside}`;
  if (seen.has("clear")) {
    const which = isEncrypted(network) ? "whose encryption Windows nodes ignore" : "which is not encrypted";
    return {
      state: "reachable-in-clear",
      because: `over ${network.name}, ${which}, and not all tasks are on one node${rest}`,
      next: isEncrypted(network) ? [] : [
        `See how to encrypt it: ${shellLine(["docker", "swarmnet", "encrypt", "--dry-run", network.name])}`,
      ],
    };
  }
  const how = seen.has("encrypted")
    ? "encrypted between nodes"
    : "on one node only, so nothing crosses the wire";
  return { state: "reachable", because: `over ${network.name}, ${how}${rest}`, next: [] };
}
