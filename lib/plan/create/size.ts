import { formatPrefix, parsePrefix } from "../../swarm/cidr.ts";
import type { Swarm } from "../../swarm/model.ts";
import { pickSubnet, prefixFor, subnetSizeOf } from "../../swarm/pool.ts";
import { usableOf } from "../../swarm/usage.ts";
import { configsOf } from "../../swarm/change/create_body.ts";
import { type Problem, shown } from "./problem.ts";
import type { CreateRequest } from "../../swarm/change/create_request.ts";

/** Addresses that so many tasks need on a network, by what takes them. */
export interface Need {
  tasks: number;
  /** One more for each task: a service's VIP, or the replacement of a task while its service is updated. */
  spare: number;
  /** Load balancer endpoints: one on each node that has a task here. */
  loadBalancers: number;
  total: number;
}

/**
 * What to plan for `tasks` tasks. A service of k tasks takes k, a VIP, and one more while it is updated one task at a time:
 * at most 2k from two tasks on, even if all services are updated at once. Services of a single task have room for their
 * VIPs and for one of them being replaced.
 */
export function needFor(tasks: number, swarm: Swarm): Need {
  const loadBalancers = Math.min(tasks, Math.max(1, swarm.nodes.length));
  return { tasks, spare: tasks + 1, loadBalancers, total: 2 * tasks + 1 + loadBalancers };
}

/** The request with a free subnet in it where `--size-for` asks for one, and how it was chosen. */
export function withPickedSubnet(
  request: CreateRequest,
  swarm: Swarm,
): { request: CreateRequest; picked: string | null } {
  const alone = request.subnets.length + request.ranges.length + request.gateways.length === 0;
  if (request.sizeFor === undefined || request.sizeFor < 1 || !alone) return { request, picked: null };
  const smallest = prefixFor(needFor(request.sizeFor, swarm).total);
  // Never smaller than the swarm's own networks where that can be had: a network cannot be enlarged later.
  const usual = Math.min(smallest, subnetSizeOf(swarm.cluster));
  const free = pickSubnet(swarm, { prefix: usual }) ?? pickSubnet(swarm, { prefix: smallest });
  if (free === null) return { request, picked: null };
  const picked = formatPrefix(free);
  return { request: { ...request, subnets: [picked] }, picked };
}

/** Addresses that the request's subnets leave to consumers. */
export function usableOfRequest(request: CreateRequest): number {
  return configsOf(request).reduce(
    (sum, one) =>
      sum + usableOf({ subnet: one.Subnet, range: one.IPRange ?? "", gateway: one.Gateway ?? "" }),
    0,
  );
}

/** Whether the subnets are large enough: for anything at all, and for what `--size-for` says. */
export function sizeProblems(request: CreateRequest, swarm: Swarm): Problem[] {
  const problems: Problem[] = [];
  if (request.sizeFor !== undefined && request.sizeFor < 1) {
    problems.push({
      severity: "error",
      what: `--size-for ${request.sizeFor} is not a number of tasks`,
      why: "It says for how many tasks there must be room",
      fix: "--size-for 50",
      rule: "docker swarmnet create --help",
    });
  }
  if (request.subnets.length === 0) return [...problems, ...nothingFree(request, swarm)];
  // Unreadable subnets are reported as such.
  if (request.configOnly || request.subnets.some((one) => parsePrefix(one) === null)) return problems;
  const usable = usableOfRequest(request);
  return [...problems, ...tooSmall(request, usable), ...tooSmallFor(request, usable, swarm)];
}

function nothingFree(request: CreateRequest, swarm: Swarm): Problem[] {
  if (request.sizeFor === undefined || request.sizeFor < 1) return [];
  const { total } = needFor(request.sizeFor, swarm);
  return [{
    severity: "error",
    what: `--size-for ${request.sizeFor}: no free subnet of /${
      prefixFor(total)
    } was found for ${total} addresses`,
    why:
      "Swarm networks, local bridges and their pools, node addresses and routes leave none of that size in the default pool " +
      "and the private ranges",
    fix: "Use several smaller networks, or name a --subnet",
    rule: "docker swarmnet create --help",
  }];
}

/** Reproduced on 20.10.24 and 28.5.2: with one address left a service gets its VIP, and its first task stays New for ever. */
function tooSmall(request: CreateRequest, usable: number): Problem[] {
  if (usable > 2) return [];
  const block = configsOf(request)[0]!;
  const flag = block.IPRange === undefined
    ? `--subnet ${shown(block.Subnet)}`
    : `--ip-range ${shown(block.IPRange)}`;
  return [{
    severity: usable < 2 ? "error" : "warning",
    what: `${flag} leaves ${usable} address${usable === 1 ? "" : "es"} for services`,
    why:
      "A service takes one for its VIP, one for each task, and one for the load balancer of each node with a task: tasks would " +
      "stay in the state New, without an error",
    fix: "Use /24, which leaves 253, or /29 at the least, which leaves 5",
    rule: "swarmkit manager/allocator (reproduced on 20.10.24 and 28.5.2)",
  }];
}

function tooSmallFor(request: CreateRequest, usable: number, swarm: Swarm): Problem[] {
  if (request.sizeFor === undefined || request.sizeFor < 1) return [];
  const need = needFor(request.sizeFor, swarm);
  if (usable >= need.total) return [];
  const free = pickSubnet(swarm, { prefix: Math.min(prefixFor(need.total), subnetSizeOf(swarm.cluster)) });
  return [{
    severity: "error",
    what:
      `The network's ${usable} addresses are too few for --size-for ${request.sizeFor}, which takes ${need.total}`,
    why: `${needText(need)}`,
    fix: free === null
      ? "Leave --subnet out, or use several networks"
      : `--subnet ${formatPrefix(free)}, or leave --subnet out`,
    rule: "swarmkit manager/allocator",
  }];
}

/** "50 tasks, 51 for VIPs and tasks being replaced, 3 load balancers". */
export function needText({ tasks, spare, loadBalancers }: Need): string {
  const many = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;
  return `${many(tasks, "task")}, ${spare} for VIPs and tasks being replaced, ${
    many(loadBalancers, "load balancer")
  } on nodes`;
}
