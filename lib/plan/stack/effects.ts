import type { Stack, StackService } from "../../stack/index.ts";
import { listOf } from "../../swarm/attached.ts";
import { indexOf } from "../../swarm/index.ts";
import {
  type Attachment,
  isEncrypted,
  type Network,
  type Service,
  STACK_LABEL,
  type Swarm,
} from "../../swarm/model.ts";
import type { DeployEffect } from "./model.ts";
import type { Resolution } from "./resolve.ts";
import { byText } from "../../base/order.ts";

/** One network of a service's list, by its ID (or name, where it does not exist), with all that its entries say. */
interface Entry {
  name: string;
  aliases: string[];
  driverOpts: Record<string, string>;
}

/** The stack's service of this name in the swarm: deploy knows its own by the label, as with networks. */
export function liveService(swarm: Swarm, stack: Stack, written: StackService): Service | undefined {
  const live = indexOf(swarm).serviceByName.get(written.name);
  return live?.labels[STACK_LABEL] === stack.name ? live : undefined;
}

/** What deploy would do with networks: creates what is missing, then sets each service's list to that of the files. */
export function deployEffects(stack: Stack, swarm: Swarm, found: Resolution): DeployEffect[] {
  const effects: DeployEffect[] = [];
  for (const { written, live, takenBy } of found.networks) {
    if (written.external || live !== undefined || takenBy !== undefined) continue;
    effects.push({
      kind: "create-network",
      network: written.name,
      encrypted: isEncrypted(written),
      subnets: written.ipam.config.map(({ subnet }) => subnet),
      at: written.at,
    });
  }
  for (const service of stack.services) {
    const live = liveService(swarm, stack, service);
    if (live === undefined) {
      const networks = service.networks.map(({ target }) => target);
      effects.push({ kind: "create-service", service: service.name, networks, at: service.at });
    } else {
      effects.push(...serviceEffects(service, live, swarm, found));
    }
  }
  return effects;
}

function serviceEffects(
  written: StackService,
  live: Service,
  swarm: Swarm,
  found: Resolution,
): DeployEffect[] {
  const wanted = entriesOfFile(written, swarm, found);
  const present = entriesOf(listOf(live), swarm);
  const effects: DeployEffect[] = [];
  const service = written.name;
  for (const [id, entry] of wanted) {
    const now = present.get(id);
    const at = written.networks.find(({ target }) => target === entry.name)?.at ?? written.at;
    if (now === undefined) {
      effects.push({ kind: "attach", service, network: entry.name, aliases: entry.aliases, at });
      continue;
    }
    const added = entry.aliases.filter((alias) => !now.aliases.includes(alias));
    const lost = now.aliases.filter((alias) => !entry.aliases.includes(alias));
    if (added.length > 0 || lost.length > 0) {
      effects.push({ kind: "aliases", service, network: now.name, added, lost, at });
    }
    if (canonical(entry.driverOpts) !== canonical(now.driverOpts)) {
      const sides = { file: entry.driverOpts, live: now.driverOpts };
      effects.push({ kind: "driver-options", service, network: now.name, ...sides, at });
    }
  }
  for (const [id, { name, aliases }] of present) {
    if (!wanted.has(id)) effects.push({ kind: "detach", service, network: name, aliases, at: written.at });
  }
  return effects;
}

/** The files' list of a service by what deploy would take each network for. */
function entriesOfFile(written: StackService, swarm: Swarm, found: Resolution): Map<string, Entry> {
  const index = indexOf(swarm);
  return collected(written.networks.map(({ target, aliases, driverOpts }) => {
    const network = found.byName.get(target)?.live ?? index.network(target);
    return { id: idOf(network, target), name: network?.name ?? target, aliases, driverOpts };
  }));
}

function entriesOf(list: readonly Attachment[], swarm: Swarm): Map<string, Entry> {
  const index = indexOf(swarm);
  return collected(list.map(({ target, aliases, driverOpts }) => {
    const network = index.network(target);
    return { id: idOf(network, target), name: network?.name ?? target, aliases, driverOpts };
  }));
}

/**
 * What tells two entries apart. A node's own networks (host, bridge) have one object in the swarm and one on each node, so
 * their name is what counts.
 */
export function idOf(network: Pick<Network, "id" | "name" | "driver"> | undefined, target: string): string {
  if (network === undefined) return target;
  return network.driver === "host" || network.name === "bridge" || network.name === "none"
    ? network.name
    : network.id;
}

/** Entries of the same network as one. */
function collected(list: readonly (Entry & { id: string })[]): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const { id, name, aliases, driverOpts } of list) {
    const before = entries.get(id);
    entries.set(id, {
      name,
      aliases: [...new Set([...before?.aliases ?? [], ...aliases])],
      driverOpts: { ...before?.driverOpts, ...driverOpts },
    });
  }
  return entries;
}

function canonical(options: Record<string, string>): string {
  return JSON.stringify(Object.entries(options).sort(([a], [b]) => byText(a, b)));
}
