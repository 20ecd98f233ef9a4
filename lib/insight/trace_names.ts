import { listOf } from "../swarm/attached.ts";
import { indexOf } from "../swarm/index.ts";
import type { Network, Service, Swarm } from "../swarm/model.ts";
import { claimsOn } from "../swarm/name_claims.ts";
import { networksInNameOrder } from "../swarm/name_order.ts";
import { isUnallocated } from "./network_facts.ts";
import type { NameAnswer } from "./trace_model.ts";
import { addressIn, hasVip, runningTasks, vipIn } from "./trace_parts.ts";

/** Before a name it asks for the addresses of all tasks, past the VIP (moby libnetwork/agent.go). */
const TASKS = "tasks.";

/** A name as a task asks the resolver for it. */
export interface AskedName {
  /** As asked, such as "api" or "tasks.api". */
  name: string;
  /** The service or alias in it, in lower case: letter case does not matter to the resolver. */
  bare: string;
  /** Answered with the addresses of the tasks, never with a VIP. */
  direct: boolean;
}

/** Reads a name as docker's resolver does: `tasks.` in front of it asks for the tasks. */
export function askedName(word: string): AskedName {
  const lower = word.toLowerCase();
  const direct = lower.startsWith(TASKS) && lower.length > TASKS.length;
  return { name: word, bare: direct ? lower.slice(TASKS.length) : lower, direct };
}

/** Who answers to a name, in each network that a service looks in, in the order they are asked. */
export function answersTo(swarm: Swarm, from: Service, asked: AskedName): NameAnswer[] {
  const networks = networksInNameOrder(swarm, from).filter((network) => !isUnallocated(network));
  const found: NameAnswer[] = [];
  for (const network of networks) {
    const owners = ownersOn(swarm, network, asked);
    if (owners.length === 0) continue;
    found.push({
      name: asked.name,
      network: network.name,
      answers: owners.flatMap((owner) => addressesOf(swarm, owner, network, asked)),
      services: owners.map((owner) => owner.name),
      used: found.length === 0,
    });
  }
  return found;
}

function addressesOf(swarm: Swarm, owner: Service, network: Network, { direct }: AskedName): string[] {
  const all = hasVip(owner) && !direct
    ? [vipIn(owner, network)]
    : runningTasks(swarm, owner).map((task) => addressIn(task, network));
  return all.filter((address) => address !== "");
}

function ownersOn(swarm: Swarm, network: Network, { bare }: AskedName): Service[] {
  return claimsOn(swarm, network).get(bare) ?? [];
}

/**
 * The service that a name leads to when `from` asks for it: on the first of its networks that knows the name, else on
 * any network at all, so that one can say why it leads nowhere.
 */
export function ownerOf(swarm: Swarm, from: Service, asked: AskedName): Service | undefined {
  const elsewhere = swarm.networks.filter((network) => network.scope === "swarm");
  for (const network of [...networksInNameOrder(swarm, from), ...elsewhere]) {
    const [owner] = ownersOn(swarm, network, asked);
    if (owner !== undefined) return owner;
  }
  return undefined;
}

/** Every name that services have among the networks of this one. */
export function namesNear(swarm: Swarm, from: Service): string[] {
  return networksInNameOrder(swarm, from).flatMap((network) =>
    indexOf(swarm).servicesOn(network.id).flatMap((
      service,
    ) => [service.name, ...listOf(service).flatMap((entry) => entry.aliases)])
  );
}
