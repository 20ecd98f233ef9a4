import { count } from "../base/listing.ts";
import { formatPrefix } from "../swarm/cidr.ts";
import { indexOf } from "../swarm/index.ts";
import type { Network, Service, Swarm } from "../swarm/model.ts";
import { pickSubnet, prefixFor } from "../swarm/pool.ts";
import { usableOf } from "../swarm/usage.ts";
import { inline } from "../terminal/boundary.ts";
import type { BodyConfig } from "./body.ts";
import type { NetworkBody, PlanProblem } from "./model.ts";
import { leastOf, mostOf, type Need, needOf } from "./needs.ts";
import { blocker, byText, listed, warning } from "./problem.ts";

/**
 * Whether a network that is to be created holds the services of another: all of them, and while each is updated. Networks with
 * an automatic subnet are made large enough by whoever planned them. `startFirst` says whether a service is updated so,
 * `flag` how a subnet is asked for.
 */
export function roomProblems(
  swarm: Swarm,
  network: Network,
  body: NetworkBody,
  startFirst: (service: Service) => boolean,
  flag = "--subnet",
): PlanProblem[] {
  const usable = usableOfBody(body);
  if (usable === null) return [];
  const services = indexOf(swarm).servicesOn(network.id);
  const need = needOf(swarm, services);
  const free = usable - leastOf(need);
  const object = `network ${inline(network.name)}`;
  const name = inline(body.Name);
  const fix = largerBlock(swarm, need, flag);
  if (free < 0) {
    return [blocker("addresses-short", {
      object,
      what: `${name} would have ${count(usable, "address", "addresses")} for services, which need ${
        leastOf(need)
      }`,
      why: `${words(need)}; tasks without an address stay in the state new, without an error`,
      fix,
    })];
  }
  if (need.largest === 0 || free >= need.largest) return [];
  const stuck = free < 1 ? services.filter(startFirst).map((one) => one.name).sort(byText) : [];
  if (stuck.length > 0) {
    return [blocker("start-first-full", {
      object,
      what: `The update of ${listed(stuck)} would get stuck on ${name}, which has no address to spare`,
      why: `${
        words(need)
      }. New tasks start first and wait for an address that the old ones keep until the new ones run`,
      fix,
    })];
  }
  return [warning("addresses-tight", {
    object,
    what: `${name} leaves ${
      count(free, "address", "addresses")
    } for updates, which take up to ${need.largest}`,
    why: `${words(need)}. A new task gets its address before the old one gives its own back`,
    fix,
  })];
}

/** A block that holds them all, while they are updated too. */
function largerBlock(swarm: Swarm, need: Need, flag: string): string {
  const bits = prefixFor(mostOf(need));
  const free = pickSubnet(swarm, { prefix: bits });
  const block = free === null
    ? `${flag} with a block of /${bits} or larger`
    : `${flag} ${formatPrefix(free)}, which is large enough, and free as far as can be seen from here`;
  return `${block}; docker swarmnet capacity tells what needs addresses`;
}

function words(need: Need): string {
  return `${count(need.vips, "VIP")}, ${count(need.tasks, "task")} and ${
    count(need.leastBalancers, "load balancer endpoint")
  }`;
}

/** Addresses for consumers; null where the subnet is automatic. */
export function usableOfBody(body: NetworkBody): number | null {
  const configs = (body.IPAM as { Config: BodyConfig[] }).Config;
  if (configs.length === 0) return null;
  return configs.reduce(
    (sum, one) =>
      sum + usableOf({ subnet: one.Subnet, range: one.IPRange ?? "", gateway: one.Gateway ?? "" }),
    0,
  );
}
