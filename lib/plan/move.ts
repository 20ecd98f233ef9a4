import { attachmentsOn, listOf } from "../swarm/attached.ts";
import { indexOf } from "../swarm/index.ts";
import type { Network, Service, Swarm } from "../swarm/model.ts";
import { inline } from "../terminal/boundary.ts";
import { networkBody } from "./body.ts";
import { restartsOf } from "../swarm/update_duration.ts";
import type { EntryParts, NetworkBody, NetworkTarget, ServiceTarget } from "./model.ts";
import { type Draft, NO_RESTARTS } from "./steps.ts";
import { byText } from "../base/order.ts";

/** A network that gives way to another, and its services with it. */
export interface Move {
  network: Network;
  /** What takes its place in the end. */
  successor: NetworkBody;
  /** The network in between, where services wait while the name is given on; undefined: one hop, or nobody to wait. */
  temporary?: NetworkBody | undefined;
  /** ID of the service that goes first, where it is among those on the network. */
  canary?: string | undefined;
  /** Why, as the end of "…, so that": "its traffic is encrypted". */
  purpose: string;
}

/** From one network to the next. */
interface Hop {
  key: string;
  from: NetworkTarget;
  /** Names for sentences, escaped. */
  names: { from: string; to: string };
  /** The body of the network that is left; it makes it again for undo. */
  fromBody: NetworkBody;
  to: NetworkBody;
  /** First step's prerequisites, as keys. */
  after: string[];
}

/**
 * The drafts of a move, in order: create, attach everyone, verify, detach everyone, verify, remove, for each hop; where nobody
 * is on the network just remove and create. Their keys
 * begin with the network's ID; the first one needs the steps of `after`, and the last one ends the move.
 */
export function moveSteps(swarm: Swarm, move: Move, after: readonly string[] = []): Draft[] {
  const { network, successor, temporary } = move;
  if (temporary === undefined && successor.Name === network.name) return swapSteps(move, after);
  const first: Hop = {
    key: `${network.id}/1`,
    from: { id: network.id, name: network.name },
    fromBody: networkBody(network),
    names: { from: inline(network.name), to: inline((temporary ?? successor).Name) },
    to: temporary ?? successor,
    after: [...after],
  };
  const drafts = hopSteps(swarm, move, first);
  if (temporary === undefined) return drafts;
  return [
    ...drafts,
    ...hopSteps(swarm, move, {
      key: `${network.id}/2`,
      from: { step: `${first.key}/create`, name: temporary.Name },
      fromBody: temporary,
      names: { from: inline(temporary.Name), to: inline(successor.Name) },
      to: successor,
      after: [drafts.at(-1)!.key],
    }),
  ];
}

/** A network that nobody is on makes room for one of the same name. */
function swapSteps({ network, successor, purpose }: Move, after: readonly string[]): Draft[] {
  const name = inline(network.name);
  const body = networkBody(network);
  const [remove, create] = [`${network.id}/remove`, `${network.id}/create`];
  return [{
    key: remove,
    phase: `Remove ${name}`,
    action: { kind: "remove-network", network: { id: network.id, name: network.name }, body },
    reason: "It has no services: it is removed and created again",
    needs: [...after],
    undo: { kind: "create-network", body },
    restarts: NO_RESTARTS,
  }, {
    key: create,
    phase: `Create ${name}`,
    action: { kind: "create-network", body: successor },
    reason: `It takes the place of the old one, so that ${purpose}`,
    needs: [remove],
    undo: { kind: "remove-network", network: { step: create, name: successor.Name }, body: successor },
    restarts: NO_RESTARTS,
  }];
}

/** Services on a network, those that others are likely to call first: what publishes a port asks the others. */
function inAttachOrder(swarm: Swarm, network: Network, canary?: string): Service[] {
  const rank = (one: Service) => one.id === canary ? 0 : isFront(one) ? 2 : 1;
  return [...indexOf(swarm).servicesOn(network.id)].sort((a, b) =>
    rank(a) - rank(b) || byText(a.name, b.name) || byText(a.id, b.id)
  );
}

/** Whether requests enter the swarm here. */
function isFront(service: Pick<Service, "ports" | "portsSpec">): boolean {
  return service.ports.length > 0 || service.portsSpec.length > 0;
}

/** Whether a task on both networks asks the new one first for names (moby libnetwork sandbox.go: way out first, then by name). */
function isAskedFirst(to: NetworkBody, from: NetworkBody): boolean {
  if (to.Internal !== from.Internal) return to.Internal !== true;
  return to.Name < from.Name;
}

function hopSteps(swarm: Swarm, move: Move, hop: Hop): Draft[] {
  const services = inAttachOrder(swarm, move.network, move.canary);
  const to: NetworkTarget = { step: `${hop.key}/create`, name: hop.to.Name };
  const all = services.map(targetOf);
  const drafts: Draft[] = [createStep(move, hop, to)];
  const attach = attachSteps(swarm, move, hop, services, to);
  drafts.push(...attach);
  if (services.length > 0) {
    drafts.push({
      key: `${hop.key}/both`,
      phase: `Verify ${hop.names.to}`,
      action: { kind: "verify", network: to, besides: hop.from, services: all },
      reason: `All services of ${hop.names.from} must be attached to ${hop.names.to} first`,
      needs: attach.map((one) => one.key),
      undo: null,
      restarts: NO_RESTARTS,
    });
  }
  // See docs/decisions/0009-moving-a-network.md: whoever may hold an address of the old network leaves before its owner.
  const leaving = isAskedFirst(hop.to, hop.fromBody)
    ? services
    : inAttachOrder(swarm, move.network).toReversed();
  drafts.push(...detachSteps(swarm, move, hop, leaving, to));
  drafts.push(removeStep(hop, drafts.at(-1)!.key));
  return drafts;
}

function createStep(move: Move, hop: Hop, to: NetworkTarget): Draft {
  const last = hop.to === move.successor;
  return {
    key: `${hop.key}/create`,
    phase: `Create ${hop.names.to}`,
    action: { kind: "create-network", body: hop.to },
    reason: last
      ? `Networks cannot be changed: this one replaces ${inline(move.network.name)}, so that ${move.purpose}`
      : `The name ${
        inline(move.network.name)
      } is free once the old network is removed: services stay here meanwhile`,
    needs: hop.after,
    undo: { kind: "remove-network", network: to, body: hop.to },
    restarts: NO_RESTARTS,
  };
}

function attachSteps(
  swarm: Swarm,
  move: Move,
  hop: Hop,
  services: readonly Service[],
  to: NetworkTarget,
): Draft[] {
  const drafts: Draft[] = [];
  let needs = [`${hop.key}/create`];
  for (const [at, service] of services.entries()) {
    const before = services[at - 1];
    // The same two groups as when they leave: on the way back a parallel run must not mix them either.
    if (before !== undefined && before.id !== move.canary && isFront(before) !== isFront(service)) {
      needs = drafts.filter((one) => one.action.kind === "attach").map((one) => one.key);
    }
    const place = placeOf(swarm, service, move.network);
    const parts = { service: targetOf(service), network: to, entry: place.entry, at: place.at + 1 };
    drafts.push({
      key: `${hop.key}/attach/${service.id}`,
      phase: `Attach services to ${hop.names.to}`,
      action: { kind: "attach", ...parts },
      reason: service.id === move.canary
        ? `The canary goes first; it stays attached to ${hop.names.from}`
        : `Services stay attached to ${hop.names.from}`,
      needs,
      undo: { kind: "detach", ...parts },
      restarts: restartsOf(swarm, service),
    });
    if (service.id !== move.canary || services.length === 1) continue;
    drafts.push({
      key: `${hop.key}/canary`,
      phase: `Attach services to ${hop.names.to}`,
      action: { kind: "verify", network: to, besides: hop.from, services: [targetOf(service)], ask: true },
      reason: `The others follow once ${inline(service.name)} works on it`,
      needs: [drafts.at(-1)!.key],
      undo: null,
      restarts: NO_RESTARTS,
    });
    needs = [`${hop.key}/canary`];
  }
  return drafts;
}

/** Those who leave in two groups, with a check in between, so that no parallel run mixes them. */
function detachSteps(
  swarm: Swarm,
  move: Move,
  hop: Hop,
  services: readonly Service[],
  to: NetworkTarget,
): Draft[] {
  if (services.length === 0) return [];
  const phase = `Detach services from ${hop.names.from}`;
  const drafts: Draft[] = [];
  let needs = [`${hop.key}/both`];
  const groups = groupedByRole(services);
  for (const [at, group] of groups.entries()) {
    const keys: string[] = [];
    for (const service of group) {
      const place = placeOf(swarm, service, move.network);
      const parts = { service: targetOf(service), network: hop.from, entry: place.entry, at: place.at };
      const key = `${hop.key}/detach/${service.id}`;
      keys.push(key);
      drafts.push({
        key,
        phase,
        action: { kind: "detach", ...parts },
        reason: `All services of ${hop.names.from} are attached to ${hop.names.to}`,
        needs,
        undo: { kind: "attach", ...parts },
        restarts: restartsOf(swarm, service),
      });
    }
    const last = at === groups.length - 1;
    const gone = last ? services : group;
    const key = last ? `${hop.key}/left` : `${hop.key}/left/${at}`;
    drafts.push({
      key,
      phase: last ? `Remove ${hop.names.from}` : phase,
      action: { kind: "verify", network: to, services: gone.map(targetOf) },
      reason: last
        ? `All its services run without ${hop.names.from} before it goes`
        : `Callers are detached before the services they call`,
      needs: keys,
      undo: null,
      restarts: NO_RESTARTS,
    });
    needs = [key];
  }
  return drafts;
}

/** Neighbours of the same role together. */
function groupedByRole(services: readonly Service[]): Service[][] {
  const groups: Service[][] = [];
  for (const service of services) {
    const group = groups.at(-1);
    if (group !== undefined && isFront(group[0]!) === isFront(service)) group.push(service);
    else groups.push([service]);
  }
  return groups;
}

function removeStep(hop: Hop, before: string): Draft {
  return {
    key: `${hop.key}/remove`,
    phase: `Remove ${hop.names.from}`,
    action: { kind: "remove-network", network: hop.from, body: hop.fromBody },
    reason: "It has no services left",
    needs: [before],
    undo: { kind: "create-network", body: hop.fromBody },
    restarts: NO_RESTARTS,
  };
}

function targetOf({ id, name }: Service): ServiceTarget {
  return { id, name };
}

/** Where the network stands in the service's list, and what the entry says; several entries count as their union. */
export function placeOf(
  swarm: Swarm,
  service: Service,
  network: Pick<Network, "id">,
): { at: number; entry: EntryParts } {
  const entries = attachmentsOn(swarm, service, network);
  return {
    at: listOf(service).indexOf(entries[0]!),
    entry: {
      aliases: [...new Set(entries.flatMap((one) => one.aliases))],
      driverOpts: Object.assign({}, ...entries.map((one) => one.driverOpts)),
    },
  };
}
