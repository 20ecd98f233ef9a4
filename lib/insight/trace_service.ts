import { indexOf } from "../swarm/index.ts";
import type { Network, Service, Swarm, Task } from "../swarm/model.ts";
import { networksInNameOrder } from "../swarm/name_order.ts";
import { isUnallocated } from "./network_facts.ts";
import { nodeName } from "./task_name.ts";
import type { Hop, NameAnswer, Trace, Verdict } from "./trace_model.ts";
import { addressIn, backendsOf, overlayHop, runningTasks, vipIn } from "./trace_parts.ts";

/** What only a look from the nodes can tell about a way over an overlay network. */
export const OVERLAY_UNKNOWN = [
  "whether the firewalls between the nodes let the data path (and ESP) pass",
  "whether packets of full size pass: the MTU of the nodes' links against the network's option",
  "whether IPVS and DNS on each node agree with what the managers say",
  "whether anything listens on the port inside the task",
];

/** The way of a request from the tasks of one service to another service, by its name. `node`: start there (an ID). */
export function traceService(swarm: Swarm, from: Service, to: Service, node: string | undefined): Trace {
  const own = networksInNameOrder(swarm, from);
  const theirs = new Set(networksInNameOrder(swarm, to).map((network) => network.id));
  const shared = own.filter((network) => theirs.has(network.id));
  const allocated = shared.filter((network) => !isUnallocated(network));
  const names = namesFor(swarm, to, own.filter((network) => !isUnallocated(network)));
  const base = { from: from.name, to: to.name, kind: "service" as const, names };
  const blocked = blockedBefore(swarm, from, to, { shared, network: allocated[0], node, names });
  if (blocked !== undefined) {
    return { ...base, entry: "", hops: [], backends: [], verdict: blocked, unknown: [] };
  }
  const network = allocated[0]!;
  const sources = runningTasks(swarm, from).filter((task) => node === undefined || task.node === node);
  const targets = runningTasks(swarm, to).filter((task) => addressIn(task, network) !== "");
  const source = sources[0]!;
  const backends = backendsOf(swarm, network, targets, [...new Set(sources.map((task) => task.node))]);
  return {
    ...base,
    entry: nodeName(swarm, source.node),
    hops: hopsOf(swarm, { to, network, source, target: exampleTarget(source, targets) }),
    backends,
    verdict: verdictOf(network, backends, names, to),
    unknown: OVERLAY_UNKNOWN,
  };
}

/** A task on another node shows more of the way than one beside the source. */
export function exampleTarget(source: { node: string }, targets: readonly Task[]): Task {
  return targets.find((task) => task.node !== source.node) ?? targets[0]!;
}

function blockedBefore(
  swarm: Swarm,
  from: Service,
  to: Service,
  way: {
    shared: readonly Network[];
    network: Network | undefined;
    node: string | undefined;
    names: readonly NameAnswer[];
  },
): Verdict | undefined {
  const { shared, network, node, names } = way;
  const no = (because: string, ...next: string[]): Verdict => ({ state: "not-reachable", because, next });
  if (shared.length === 0) {
    return no(`${from.name} and ${to.name} share no network`, ...waysToJoin(swarm, from, to));
  }
  if (network === undefined) {
    return no(
      `network ${shared[0]!.name} was never allocated: it has no driver and no subnet`,
      `See why: docker swarmnet inspect ${shared[0]!.name}`,
    );
  }
  const first = names.find((answer) => answer.used);
  if (first !== undefined && !first.services.includes(to.name)) {
    return no(
      `on ${first.network}, which is asked before ${network.name}, ${
        first.services.join(", ")
      } answers to the name ${to.name}`,
      `Ask for ${to.name}.${network.name}, which is looked up on that network only`,
    );
  }
  const sources = runningTasks(swarm, from);
  if (sources.length === 0) {
    return no(`no task of ${from.name} is running`, `See why: docker service ps --no-trunc ${from.name}`);
  }
  if (node !== undefined && !sources.some((task) => task.node === node)) {
    return no(
      `no task of ${from.name} runs on ${nodeName(swarm, node)}`,
      "Leave --node out, or name a node where one runs",
    );
  }
  if (runningTasks(swarm, to).every((task) => addressIn(task, network) === "")) {
    return no(
      `no running task of ${to.name} has an address in ${network.name}`,
      `See why: docker service ps --no-trunc ${to.name}`,
    );
  }
  if (to.endpointMode === "vip" && vipIn(to, network) === "") {
    return no(
      `${to.name} has no VIP in ${network.name}`,
      `Ask for it again: docker service update --force ${to.name}`,
    );
  }
  return undefined;
}

/** Networks that one side is on and the other could join, encrypted ones first. */
function waysToJoin(swarm: Swarm, from: Service, to: Service): string[] {
  const candidates = [
    ...networksInNameOrder(swarm, to).map((network) => ({ network, joins: from })),
    ...networksInNameOrder(swarm, from).map((network) => ({ network, joins: to })),
  ].filter(({ network }) => !isUnallocated(network));
  if (candidates.length === 0) {
    return [
      `Make a network for both: docker swarmnet create --encrypted NAME`,
      `Then: docker swarmnet attach ${from.name} ${to.name} NAME`,
    ];
  }
  candidates.sort((a, b) =>
    Number(!Object.hasOwn(a.network.options, "encrypted")) -
    Number(!Object.hasOwn(b.network.options, "encrypted"))
  );
  const { network, joins } = candidates[0]!;
  return [`Network ${network.name} would join them: docker swarmnet attach ${joins.name} ${network.name}`];
}

/** Who answers to the name of a service, in each network the asking task can look in. */
function namesFor(swarm: Swarm, to: Service, networks: readonly Network[]): NameAnswer[] {
  const found: NameAnswer[] = [];
  for (const network of networks) {
    const owners = indexOf(swarm).servicesOn(network.id).filter((service) =>
      service.name === to.name ||
      service.networks.some((one) => one.target === network.id && one.aliases.includes(to.name))
    );
    if (owners.length === 0) continue;
    const answers = owners.flatMap((owner) =>
      owner.endpointMode === "vip"
        ? [vipIn(owner, network)].filter((vip) => vip !== "")
        : runningTasks(swarm, owner).map((task) => addressIn(task, network)).filter((address) =>
          address !== ""
        )
    );
    found.push({
      name: to.name,
      network: network.name,
      answers,
      services: owners.map((owner) => owner.name),
      used: found.length === 0,
    });
  }
  return found;
}

function hopsOf(swarm: Swarm, way: { to: Service; network: Network; source: Task; target: Task }): Hop[] {
  const { to, network, source, target } = way;
  const at = nodeName(swarm, source.node);
  const own = addressIn(source, network);
  const balanced = to.endpointMode === "vip";
  const vip = vipIn(to, network);
  const local = { protection: "same-node" as const, network: network.name, vni: null, mtu: null };
  const hops: Hop[] = [{
    ...local,
    at,
    what:
      `The task asks the resolver at 127.0.0.11 for ${to.name}; ${network.name} is the first of its networks that knows it`,
    from: own,
    to: balanced ? vip : addressIn(target, network),
    why: "the resolver is inside the task's own network namespace",
  }];
  if (balanced) {
    hops.push({
      ...local,
      at,
      what: "IPVS in the network's load balancer on this node picks a task, round robin",
      from: vip,
      to: addressIn(target, network),
      why: "the load balancer is on the node of the asking task",
    });
  }
  hops.push(overlayHop(network, {
    at,
    to: nodeName(swarm, target.node),
    from: own,
    address: addressIn(target, network),
    fromNode: source.node,
    toNode: target.node,
  }));
  return hops;
}

function verdictOf(
  network: Network,
  backends: Trace["backends"],
  names: readonly NameAnswer[],
  to: Service,
): Verdict {
  const shared = names.find((answer) => answer.used);
  const others = shared === undefined ? [] : shared.services.filter((name) => name !== to.name);
  const beside = others.length === 0
    ? ""
    : `; ${others.join(", ")} answers to the same name there, so some requests end elsewhere`;
  if (backends.some((backend) => backend.protection === "clear")) {
    return {
      state: "reachable-in-clear",
      because: `over ${network.name}, which is not encrypted, and not all tasks are on one node${beside}`,
      next: [
        `A network cannot be changed: docker swarmnet create --encrypted NAME, then attach both and detach ${network.name}`,
      ],
    };
  }
  const how = backends.some((backend) => backend.protection === "encrypted")
    ? "encrypted between nodes"
    : "on one node only, so nothing crosses the wire";
  return { state: "reachable", because: `over ${network.name}, ${how}${beside}`, next: [] };
}
