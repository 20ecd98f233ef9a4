import { listOf } from "../swarm/attached.ts";
import { indexOf } from "../swarm/index.ts";
import type { Network, Service, Swarm } from "../swarm/model.ts";
import { claimsOn, networksInNameOrder } from "../swarm/name_order.ts";
import { isUnallocated } from "./network_facts.ts";
import type { NameAnswer } from "./trace_model.ts";
import { addressIn, hasVip, runningTasks, vipIn } from "./trace_parts.ts";

/** Before a name it asks for the addresses of all tasks, past the VIP (moby libnetwork/agent.go). */
const TASKS = "tasks.";

/** A name as a task asks the resolver for it. */
export interface AskedName {
  /** As asked, such as "api", "tasks.api" or "api.backend". */
  name: string;
  /** The service or alias in it, in lower case: letter case does not matter to the resolver. */
  bare: string;
  /** Answered with the addresses of the tasks, never with a VIP. */
  direct: boolean;
  /** The one network that is asked, where the name ends with it. */
  on: Network | undefined;
}

/** Who asks whom, and by which name. */
export interface Question {
  from: Service;
  to: Service;
  asked: AskedName;
  /** ID of the node to start at. */
  node: string | undefined;
}

/** Reads a name that tasks of `from` ask for; reproduced on 28.5.2: tasks.ALIAS, letter case and NAME.NETWORK all resolve. */
export function askedName(swarm: Swarm, from: Service, word: string): AskedName {
  const lower = word.toLowerCase();
  const direct = lower.startsWith(TASKS) && lower.length > TASKS.length;
  const bare = direct ? lower.slice(TASKS.length) : lower;
  const on = networksInNameOrder(swarm, from).find(({ name }) => bare.endsWith(`.${name.toLowerCase()}`));
  return { name: word, bare: on === undefined ? bare : bare.slice(0, -on.name.length - 1), direct, on };
}

/** Who answers to a name, in each network that a service looks in, in the order they are asked. */
export function answersTo(swarm: Swarm, from: Service, asked: AskedName): NameAnswer[] {
  const networks = networksInNameOrder(swarm, from).filter((network) =>
    !isUnallocated(network) && (asked.on ?? network) === network
  );
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
  const asks = asked.on === undefined ? [...networksInNameOrder(swarm, from), ...elsewhere] : [asked.on];
  for (const network of asks) {
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
