import { count } from "../base/listing.ts";
import { listOf } from "../swarm/attached.ts";
import { indexOf } from "../swarm/index.ts";
import type { Network, Service, Swarm } from "../swarm/model.ts";
import { canRun, isOpen } from "../swarm/placement.ts";
import { transientOf, wantedTasks } from "../swarm/rolling.ts";
import { startFirstRisk } from "../swarm/room.ts";
import { roomsOf } from "../swarm/room.ts";
import { inline } from "../terminal/boundary.ts";
import { gapOf } from "./estimate.ts";
import type { PlanProblem, UpdateOrder } from "./model.ts";
import { blocker, byText, warning } from "./problem.ts";

/**
 * What replacing a service's tasks does: "gap" interrupts it, "stuck" never ends, "thin" has fewer tasks for a while.
 * `because` is a clause for "start-first does not help: …".
 */
export interface Trouble {
  kind: "gap" | "stuck" | "thin";
  id: string;
  what: string;
  why: string;
  because: string;
  gap?: string;
  /** What to do about something thin. */
  fix?: string;
}

/** The trouble that no order of updates helps against. */
const NO_NODE = "no-node";

/** How interruptions are dealt with. */
export interface GapPolicy {
  allowGap: boolean;
  startFirst: boolean;
}

/** The order in which a service is updated while the plan is carried out, and what is to be said about it. */
export function rollOf(
  swarm: Swarm,
  service: Service,
  rolls: number,
  policy: GapPolicy,
): { order: UpdateOrder; problems: PlanProblem[] } {
  const own = service.update.order;
  const now = troublesOf(swarm, service, own, rolls);
  if (own === "start-first" || !now.some((one) => one.kind === "gap")) {
    return { order: own, problems: now.map((one) => problemOf(service, one, policy, "")) };
  }
  const other = troublesOf(swarm, service, "start-first", rolls);
  const hindrance = other.find((one) => one.kind !== "thin");
  if (policy.startFirst && hindrance === undefined) {
    return { order: "start-first", problems: other.map((one) => problemOf(service, one, policy, "")) };
  }
  const help = hindrance === undefined ? "--start-first, or " : "";
  const helpless = hindrance === undefined ? "" : `; --start-first does not help: ${hindrance.because}`;
  return {
    order: own,
    problems: now.map((one) => problemOf(service, one, policy, help, helpless)),
  };
}

function problemOf(
  service: Service,
  trouble: Trouble,
  { allowGap }: GapPolicy,
  help: string,
  helpless = "",
): PlanProblem {
  const name = inline(service.name);
  const { id, what, why, gap } = trouble;
  const words = { object: `service ${name}`, what, why, ...(gap === undefined ? {} : { gap }) };
  switch (trouble.kind) {
    case "gap":
      return allowGap
        ? warning(id, {
          ...words,
          fix: help === "" ? `It is accepted${helpless}` : "It is accepted; --start-first would avoid it",
        })
        : blocker(id, {
          ...words,
          fix: `${help === "" ? "Accept" : `${help}accept`} it: --allow-gap${helpless}`,
        });
    case "stuck":
      return blocker(id, {
        ...words,
        fix: stuckFix(service, id),
      });
    case "thin":
      return warning(id, { ...words, fix: trouble.fix ?? "Nothing, if fewer tasks suffice for a moment" });
  }
}

/** What lets an update end that otherwise never does. */
export function stuckFix(service: Service, id: string): string {
  const name = inline(service.name);
  return service.update.order === "start-first" && id !== NO_NODE
    ? `Let it stop tasks first: docker service update --update-order stop-first ${name}`
    : `Let it have a node: docker service ps --no-trunc ${name}`;
}

/** Everything that an update in this order runs into. A service without tasks runs into nothing. */
export function troublesOf(swarm: Swarm, service: Service, order: UpdateOrder, rolls: number): Trouble[] {
  const wanted = wantedTasks(swarm, service);
  if (wanted === 0 || service.mode.endsWith("-job")) return [];
  const place = placement(swarm, service, order, wanted);
  const troubles = order === "stop-first" ? [...stopFirst(service, wanted, rolls), ...place] : place;
  return [...troubles, ...addresses(swarm, service, order)];
}

function stopFirst(service: Service, wanted: number, rolls: number): Trouble[] {
  const name = inline(service.name);
  const { usual, most } = gapOf(service);
  const time = `about ${usual} s, at most ${Math.max(usual, most)} s if it takes its whole stop grace period`;
  const often = `in each of ${count(rolls, "roll")} (estimate)`;
  const { parallelism } = service.update;
  const gap = (id: string, what: string, why: string, words: string): Trouble[] => [
    { kind: "gap", id, what, why, because: "", gap: words },
  ];
  if (service.mode === "global") {
    return gap(
      "gap-global",
      `${name} stops its task on ${
        parallelism === 0 || parallelism >= wanted ? "all nodes at once" : "one node after the other"
      } before the next one starts there`,
      "A global service has one task on each node; with order stop-first the node is without it meanwhile",
      `each of ${count(wanted, "node")} is without ${name} for ${time}, ${often}`,
    );
  }
  if (wanted === 1) {
    return gap(
      "gap-single-replica",
      `${name} has one task, which is stopped before the next one starts`,
      "With order stop-first nobody answers for it meanwhile",
      `${name} does not answer for ${time}, ${often}`,
    );
  }
  if (parallelism === 0 || parallelism >= wanted) {
    return gap(
      "gap-all-at-once",
      `${name} stops all its ${wanted} tasks at the same time`,
      `Its update parallelism is ${
        parallelism === 0 ? "0, which means all" : parallelism
      }, and its order stop-first`,
      `${name} does not answer for ${time}, ${often}`,
    );
  }
  const port = hostPort(service);
  if (port === undefined) return [];
  return gap(
    "gap-host-port",
    `Port ${port} of the nodes of ${name} is closed while the task there is replaced`,
    "A port in mode host is answered by that node's own task alone",
    `port ${port} of each such node is closed for ${time}, ${often}; or it moves to another node`,
  );
}

function hostPort(service: Service): number | undefined {
  const ports = service.ports.length > 0 ? service.ports : service.portsSpec;
  return ports.find((one) => one.mode === "host" && one.published > 0)?.published;
}

/** Where the new tasks may go. Rules: swarmkit manager/scheduler/filter.go (HostPortFilter, MaxReplicasFilter). */
function placement(swarm: Swarm, service: Service, order: UpdateOrder, wanted: number): Trouble[] {
  const name = inline(service.name);
  const port = hostPort(service);
  const stuck = (id: string, what: string, why: string, because: string): Trouble[] => [
    { kind: "stuck", id, what, why, because },
  ];
  if (service.mode === "global") {
    return order === "start-first" && port !== undefined
      ? stuck(
        "start-first-host-port",
        `No update of ${name} can finish`,
        `It starts the new task of a node while the old one there still has port ${port} (mode host)`,
        `its port ${port} (mode host) is free on no node while its tasks run`,
      )
      : [];
  }
  const nodes = swarm.nodes.filter((one) => isOpen(one) && canRun(service, one)).length;
  if (nodes === 0) {
    return stuck(
      NO_NODE,
      `No node can take new tasks of ${name}`,
      "Its constraints and platforms, and the nodes' availability, leave none",
      "no node can take its tasks",
    );
  }
  if (order === "stop-first") return [];
  if (port !== undefined && nodes <= wanted) {
    return stuck(
      "start-first-host-port",
      `No update of ${name} can finish`,
      `It starts new tasks first, and each of the ${
        count(nodes, "node")
      } for them has its port ${port} (mode host) taken by an old one`,
      `its port ${port} (mode host) needs a spare node, and there is none`,
    );
  }
  const limit = service.maxReplicasPerNode;
  if (limit > 0 && nodes * limit <= wanted) {
    return stuck(
      "start-first-no-node",
      `No update of ${name} can finish`,
      `It starts new tasks first, but at most ${limit} a node are allowed, and its ${wanted} tasks fill ${
        count(nodes, "node")
      }`,
      `at most ${limit} of its tasks may be on a node, and all nodes are full`,
    );
  }
  if (port === undefined) return [];
  return [{
    kind: "thin",
    id: "host-port-moves",
    what: `Port ${port} of ${name} moves to other nodes`,
    why:
      "A port in mode host is answered by that node's own task alone, and a new task starts where the port is free",
    because: "",
    fix: "Nothing, if a load balancer in front finds the node that answers",
  }];
}

/**
 * Addresses on the networks that it is on now: a new task takes one on each before the old one gives its own back, in both
 * orders (swarmkit manager/orchestrator/update/updater.go; the deadlock was watched on 28.5.2).
 */
function addresses(swarm: Swarm, service: Service, order: UpdateOrder): Trouble[] {
  const name = inline(service.name);
  const rooms = roomsOf(swarm);
  const troubles: Trouble[] = [];
  for (const network of networksOf(swarm, service)) {
    const room = rooms.get(network);
    if (room === undefined) continue;
    const rolled = { ...service, update: { ...service.update, order } };
    const net = inline(network.name);
    if (
      startFirstRisk(swarm, network, room, { service: rolled, transient: transientOf(swarm, service) }) !==
        null
    ) {
      troubles.push({
        kind: "stuck",
        id: "start-first-full",
        what: `The update of ${name} would get stuck: ${net} has ${
          room.free < 1 ? "no free address" : "one free address"
        }`,
        why:
          "New tasks start first and wait for an address, while the old ones keep theirs until the new ones run",
        because: `${net} has no address for a second task`,
      });
    } else if (room.free < 1) {
      troubles.push({
        kind: "thin",
        id: "subnet-full",
        what: `${name} has fewer tasks for longer: ${net} has no free address`,
        why: "A new task gets its address only when the old one has given its own back",
        because: "",
      });
    }
  }
  return troubles;
}

function networksOf(swarm: Swarm, service: Service): Network[] {
  const index = indexOf(swarm);
  const found = new Set<Network>();
  for (const { target } of listOf(service)) {
    const network = index.network(target);
    if (network !== undefined) found.add(network);
  }
  if (service.ports.some((one) => one.mode === "ingress") && index.ingress !== undefined) {
    found.add(index.ingress);
  }
  return [...found].sort((a, b) => byText(a.name, b.name));
}
