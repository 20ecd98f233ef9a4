import { type Network, type Service, STACK_LABEL, type Swarm } from "../swarm/model.ts";
import { inline } from "../terminal/boundary.ts";
import { nearest } from "../base/suggest.ts";
import { indexOf } from "../swarm/index.ts";

/** Why a word of the command line stands for nothing, and what to do. */
export interface Unresolved {
  what: string;
  why: string;
  fix: string;
}

/** What a word of the command line stands for, or why it stands for nothing. */
export type Found<T> = { found: T } | { problem: Unresolved };

/** A network by ID, exact name or unique beginning of its ID, as the engine looks it up. */
export function findNetwork(swarm: Swarm, word: string): Found<Network> {
  const index = indexOf(swarm);
  const direct = index.networkById.get(word) ?? index.networksByName.get(word)?.[0];
  if (direct !== undefined) return { found: direct };
  const begun = swarm.networks.filter((network) => network.id.startsWith(word));
  if (begun.length === 1) return { found: begun[0]! };
  if (begun.length > 1) return { problem: ambiguous("network", word, begun.length) };
  const names = swarm.networks.filter((network) => network.scope === "swarm" && !network.ingress).map((one) =>
    one.name
  );
  const case_ = names.find((name) => name.toLowerCase() === word.toLowerCase());
  return {
    problem: {
      what: `There is no network ${inline(word)}`,
      why: case_ === undefined
        ? "No network has that name or an ID that begins with it"
        : `Names are looked up by exact case, and the network is called ${inline(case_)}`,
      fix: suggestion(word, names, "docker swarmnet ls"),
    },
  };
}

/** A service by ID, exact name or unique beginning of its ID. */
export function findService(swarm: Swarm, word: string): Found<Service> {
  const index = indexOf(swarm);
  const direct = index.serviceById.get(word) ?? index.serviceByName.get(word);
  if (direct !== undefined) return { found: direct };
  const begun = swarm.services.filter((service) => service.id.startsWith(word));
  if (begun.length === 1) return { found: begun[0]! };
  if (begun.length > 1) return { problem: ambiguous("service", word, begun.length) };
  return {
    problem: {
      what: `There is no service ${inline(word)}`,
      why: "No service has that name or an ID that begins with it",
      fix: suggestion(word, swarm.services.map((service) => service.name), "docker swarmnet service ls"),
    },
  };
}

/** Which services a change is for: names, and selections that add to each other. */
export interface ServiceChoice {
  words: readonly string[];
  /** key=value, or a key alone. A service must carry all of them. */
  labels: readonly string[];
  stack: string | undefined;
}

/** The services chosen, each once, names first and then selections by name; and everything that was not found. */
export function chooseServices(
  swarm: Swarm,
  choice: ServiceChoice,
): { services: Service[]; problems: Unresolved[] } {
  const problems: Unresolved[] = [];
  const chosen = new Map<string, Service>();
  for (const word of choice.words) {
    const result = findService(swarm, word);
    if ("found" in result) chosen.set(result.found.id, result.found);
    else problems.push(result.problem);
  }
  if (choice.labels.length > 0 || choice.stack !== undefined) {
    const selected = swarm.services.filter((service) => isSelected(service, choice));
    if (selected.length === 0) problems.push(nothingSelected(swarm, choice));
    for (const service of selected.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      chosen.set(service.id, service);
    }
  }
  return { services: [...chosen.values()], problems };
}

function isSelected(service: Service, choice: ServiceChoice): boolean {
  if (choice.stack !== undefined && service.labels[STACK_LABEL] !== choice.stack) return false;
  return choice.labels.every((text) => {
    const at = text.indexOf("=");
    const key = at < 0 ? text : text.slice(0, at);
    return Object.hasOwn(service.labels, key) && (at < 0 || service.labels[key] === text.slice(at + 1));
  });
}

function nothingSelected(swarm: Swarm, choice: ServiceChoice): Unresolved {
  const parts = [
    ...(choice.stack === undefined ? [] : [`belongs to the stack ${inline(choice.stack)}`]),
    ...choice.labels.map((label) => `has the label ${inline(label)}`),
  ];
  const stacks = new Set(swarm.services.flatMap((service) => service.labels[STACK_LABEL] ?? []));
  const near = choice.stack === undefined || stacks.has(choice.stack)
    ? undefined
    : nearest(choice.stack, stacks);
  return {
    what: `No service ${parts.join(" and ")}`,
    why: `${swarm.services.length} services were looked at`,
    fix: near === undefined ? "docker swarmnet service ls" : `Did you mean the stack ${inline(near)}?`,
  };
}

function ambiguous(kind: string, word: string, count: number): Unresolved {
  return {
    what: `The ${kind} ${inline(word)} is ambiguous`,
    why: `${count} IDs begin with it`,
    fix: `Give more of the ID, or the name`,
  };
}

function suggestion(word: string, names: readonly string[], list: string): string {
  const near = nearest(word, names);
  return near === undefined ? `See what there is: ${list}` : `Did you mean ${inline(near)}?`;
}

/** Networks that were named, each once, in the order of the line; and everything that was not found. */
export function chooseNetworks(
  swarm: Swarm,
  words: readonly string[],
): { networks: Network[]; problems: Unresolved[] } {
  const problems: Unresolved[] = [];
  const networks = new Map<string, Network>();
  for (const word of words) {
    const found = findNetwork(swarm, word);
    if ("found" in found) networks.set(found.found.id, found.found);
    else problems.push(found.problem);
  }
  return { networks: [...networks.values()], problems };
}

/** The ID of the canary; a problem where there is no such service, or where it is on none of the networks. */
export function chooseCanary(
  swarm: Swarm,
  word: string | undefined,
  users: (id: string) => boolean,
): { canary?: string; problems: Unresolved[] } {
  if (word === undefined) return { problems: [] };
  const found = findService(swarm, word);
  if ("problem" in found) return { problems: [found.problem] };
  const { id, name } = found.found;
  if (users(id)) return { canary: id, problems: [] };
  return {
    problems: [{
      what: `${inline(name)} cannot go first`,
      why: "It is not attached to the network that is to be moved",
      fix: "Name a service that is: docker swarmnet inspect NETWORK",
    }],
  };
}
