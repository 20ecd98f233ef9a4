import { count } from "../base/listing.ts";
import { configsOf } from "./change/create_body.ts";
import type { CreateRequest } from "./change/create_request.ts";
import { formatPrefix, type Prefix } from "./cidr.ts";
import type { Swarm } from "./model.ts";
import { pickSubnet, prefixFor, subnetSizeOf } from "./pool.ts";
import { usableOf } from "./usage.ts";

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

/** The request with a free subnet in it where `--size-for` asks for one, and that subnet. Where ranges are `allowed` it lies in one of them. */
export function withPickedSubnet(
  request: CreateRequest,
  swarm: Swarm,
  allowed: readonly Prefix[] = [],
): { request: CreateRequest; picked: string | null } {
  // Subnet, range and gateway are the user's choice where one is given.
  const alone = request.subnets.length + request.ranges.length + request.gateways.length === 0;
  if (request.sizeFor === undefined || request.sizeFor < 1 || !alone) return { request, picked: null };
  const smallest = prefixFor(needFor(request.sizeFor, swarm).total);
  // Never smaller than the swarm's own networks where that can be had: a network cannot be enlarged later.
  const usual = Math.min(smallest, subnetSizeOf(swarm.cluster));
  const free = pickSubnet(swarm, { prefix: usual }, allowed) ??
    pickSubnet(swarm, { prefix: smallest }, allowed);
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

/** "50 tasks, 51 for VIPs and tasks being replaced, 3 load balancers". */
export function needText({ tasks, spare, loadBalancers }: Need): string {
  return `${count(tasks, "task")}, ${spare} for VIPs and tasks being replaced, ${
    count(loadBalancers, "load balancer")
  }`;
}
